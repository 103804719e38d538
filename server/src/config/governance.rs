//! What the operator decides about licences, quiet hours, links and notifications.

use burgrave_core::licensing::PublicKeys;
use burgrave_core::provisioning::schedule::{QuietHours, QuietRule};
use serde::Deserialize;
use url::Url;

use super::audit::AuditSettings;
use super::notifications::NotificationSettings;
use super::reader::Reader;
use super::values::{self, Refusal, refuse};

/// Links at most.
const MOST_LINKS: usize = 20;

/// What the operator decides.
#[derive(Debug, Clone)]
pub struct Governance {
    /// Keys of licences; without one no licence is needed.
    pub license_keys: PublicKeys,
    /// When quiet hours begin, and whether people choose.
    pub quiet_hours: QuietRule,
    /// Where documentation is; `None` = as the page about this software.
    pub docs_url: Option<Url>,
    /// Where people find help; `None` = the documentation.
    pub support_links: Option<Vec<SupportLink>>,
    /// How notifications are sent.
    pub notifications: NotificationSettings,
    /// Where entries of the audit log go as well.
    pub audit: AuditSettings,
}

/// Where people find help.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportLink {
    /// What it is called.
    pub name: String,
    /// Where it leads.
    pub target: String,
    /// The picture beside it.
    pub icon: SupportIcon,
}

/// A picture beside a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum SupportIcon {
    Bug,
    Chat,
    Docs,
    Star,
}

impl Governance {
    /// Reads the settings.
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            license_keys: reader.read("license-keys", keys),
            quiet_hours: QuietRule {
                default: reader.read("default-quiet-hours-schedule", quiet_hours),
                custom: reader.read("allow-custom-quiet-hours", values::yes_or_no),
            },
            docs_url: reader.read("docs-url", values::web_page),
            support_links: reader.read("support-links", links),
            notifications: NotificationSettings::read(reader),
            audit: AuditSettings::read(reader),
        }
    }
}

fn keys(text: &str) -> Result<PublicKeys, Refusal> {
    let mend =
        "write keys as `burgrave license keygen` prints them, as 2026-03=BASE64, with commas between them";
    text.parse().or_else(|fault| refuse(format!("{fault}"), mend))
}

fn quiet_hours(text: &str) -> Result<QuietHours, Refusal> {
    let mend = "write one time a day, as CRON_TZ=Europe/Berlin 0 22 * * *";
    text.parse().or_else(|fault| refuse(format!("{fault}"), mend))
}

fn links(text: &str) -> Result<Option<Vec<SupportLink>>, Refusal> {
    let mend = "write a JSON list of at most 20 objects with name, target and icon (bug, chat, docs or star)";
    if text.is_empty() {
        return Ok(None);
    }
    let links: Vec<SupportLink> = match serde_json::from_str(text) {
        Ok(links) => links,
        Err(fault) => return refuse(format!("these are no links ({fault})"), mend),
    };
    let leads = |link: &SupportLink| !link.name.is_empty() && Url::parse(&link.target).is_ok();
    match links.len() > MOST_LINKS || !links.iter().all(leads) {
        true => refuse("there are too many links, or one has no name or leads nowhere", mend),
        false => Ok(Some(links)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Layers};

    fn read(flags: &[(&'static str, &str)]) -> Result<Governance, String> {
        let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
        let config = Config::resolve(&Layers::new(flags, |_| None));
        config.map(|config| config.governance).map_err(|faults| faults.to_string())
    }

    #[test]
    fn defaults_need_no_licence_and_let_people_choose_quiet_hours() {
        let found = read(&[]).unwrap();
        assert!(found.license_keys.is_empty() && found.quiet_hours.custom);
        assert_eq!(found.quiet_hours.default.canonical(), "CRON_TZ=UTC 0 0 * * *");
        assert_eq!(found.support_links, None);
    }

    #[test]
    fn links_are_read_and_faults_say_what_to_write() {
        let given = r#"[{"name": "Chat", "target": "https://chat.example.com", "icon": "chat"}]"#;
        let found = read(&[("support-links", given)]).unwrap().support_links.unwrap();
        assert_eq!((found[0].name.as_str(), found[0].icon), ("Chat", SupportIcon::Chat));
        for (key, value, words) in [
            ("support-links", "Chat", "no links"),
            ("support-links", r#"[{"name": "", "target": "https://x.example", "icon": "bug"}]"#, "too many"),
            ("support-links", r#"[{"name": "a", "target": "nowhere", "icon": "bug"}]"#, "leads nowhere"),
            ("support-links", r#"[{"name": "a", "target": "https://x.example", "icon": "sun"}]"#, "no links"),
            ("license-keys", "2026-03", "no name"),
            ("license-keys", "2026-03=abc", "32 bytes"),
            ("default-quiet-hours-schedule", "0 0 * * 1", "parse daily schedule"),
            ("docs-url", "docs", "no http or https URL"),
        ] {
            let fault = read(&[(key, value)]).unwrap_err();
            assert!(fault.contains(words) && fault.contains(key), "{fault}");
        }
    }
}
