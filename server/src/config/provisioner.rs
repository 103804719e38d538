//! The configuration of a daemon on another machine, after every setting has been read.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use burgrave_core::provisioning::daemon::DAEMON_NAME;
use burgrave_core::provisioning::key;
use url::Url;

use super::fault::Faults;
use super::layers::Layers;
use super::reader::Reader;
use super::values::{self, Refusal, Secret, refuse};

/// The configuration of a daemon on another machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionerConfig {
    /// The server, with the path that it has there.
    pub url: Url,
    /// What the daemon shows to it.
    pub credential: ProvisionerCredential,
    /// The organization, by name or id.
    pub organization: String,
    /// The daemon's tags.
    pub tags: BTreeMap<String, String>,
    /// Its name, of at most 64 characters.
    pub name: String,
    /// Where it works.
    pub folder: PathBuf,
    /// Where it tells how it is; `None` = nowhere.
    pub health_address: Option<SocketAddr>,
    /// How long a job may take after SIGTERM; `None` = as long as it takes.
    pub finish_time: Option<Duration>,
}

/// What a daemon shows to its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProvisionerCredential {
    /// A provisioner key.
    Key(Secret),
    /// The secret of all daemons.
    Psk(Secret),
    /// A token of a user.
    Token(Secret),
}

/// The settings of which one is shown to the server.
const SHOWN: [&str; 3] = ["provisioner-key", "provisioner-psk", "provisioner-token"];

impl ProvisionerConfig {
    /// Reads every setting from the layers; `host` is the name of the machine.
    ///
    /// # Errors
    /// All faults, each with the source of its value.
    pub fn resolve(layers: &Layers, host: &str) -> Result<ProvisionerConfig, Faults> {
        let mut reader = Reader::new(layers);
        let url = reader.read("provisioner-url", server_url);
        let key = reader.read("provisioner-key", provisioner_key);
        let psk = reader.read("provisioner-psk", values::token);
        let token = reader.read("provisioner-token", values::token);
        let tags = reader.read("provisioner-tags", tags);
        let name = reader.read("provisioner-name", name);
        let shown = SHOWN.into_iter().filter(|key| reader.is_given(key)).count();
        let credential = key
            .clone()
            .map(ProvisionerCredential::Key)
            .or(psk.map(ProvisionerCredential::Psk))
            .or(token.map(ProvisionerCredential::Token));
        if !reader.is_given("provisioner-url") {
            reader.fault(
                "provisioner-url",
                "no server is named",
                "write its URL, as https://burgrave.example.com",
            );
        }
        if shown > 1 {
            let mend = "keep one of provisioner-key, provisioner-psk and provisioner-token";
            reader.fault("provisioner-key", "more than one credential is given", mend);
        } else if shown == 0 {
            let mend = "set one of provisioner-key, provisioner-psk and provisioner-token";
            reader.fault("provisioner-key", "there is nothing to show to the server", mend);
        }
        if key.is_some() && !tags.is_empty() {
            let mend = "take provisioner-tags away, or make a key with these tags";
            reader.fault("provisioner-tags", "a daemon with a key has the tags of the key", mend);
        }
        let organization = reader.read("provisioner-organization", organization);
        let folder = reader.read("provisioner-folder", values::folder);
        let health_address = reader.read("provisioner-health-address", some_address);
        let finish_time = reader.read("provisioner-finish-time", values::time);
        reader.finish()?;
        let (Some(url), Some(credential)) = (url, credential) else { return Err(Faults(Vec::new())) };
        Ok(ProvisionerConfig {
            url,
            credential,
            organization,
            tags,
            name: if name.is_empty() { host.chars().take(DAEMON_NAME).collect() } else { name },
            folder,
            health_address,
            finish_time: (!finish_time.is_zero()).then_some(finish_time),
        })
    }
}

fn server_url(text: &str) -> Result<Option<Url>, Refusal> {
    let mend = "write a URL with scheme and host, as https://burgrave.example.com";
    match Url::parse(text) {
        _ if text.is_empty() => Ok(None),
        Ok(url) if !matches!(url.scheme(), "http" | "https") || !url.has_host() => {
            refuse(format!("\"{text}\" is no http or https URL"), mend)
        }
        Ok(url) if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() => {
            refuse("the URL of a server has no user, query or fragment", mend)
        }
        Ok(url) => Ok(Some(url)),
        Err(fault) => refuse(format!("\"{text}\" is not a URL ({fault})"), mend),
    }
}

/// The value is a secret: the refusal doesn't repeat it.
fn provisioner_key(text: &str) -> Result<Option<Secret>, Refusal> {
    match text {
        "" => Ok(None),
        text if text.len() == key::SECRET_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Ok(Some(Secret(text.to_owned())))
        }
        _ => refuse(
            "this is no provisioner key",
            format!("write the {} letters and digits that were shown when it was made", key::SECRET_LENGTH),
        ),
    }
}

fn tags(text: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.split_once('=') {
            Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
            _ => refuse(format!("\"{part}\" is no tag"), "write key=value, with commas between several"),
        })
        .collect()
}

fn name(text: &str) -> Result<String, Refusal> {
    match text.chars().count() {
        0..=DAEMON_NAME if !text.contains(char::is_control) => Ok(text.to_owned()),
        _ => refuse("this is no name for a daemon", format!("write at most {DAEMON_NAME} characters")),
    }
}

fn organization(text: &str) -> Result<String, Refusal> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    match text.chars().all(fits) && (1..=64).contains(&text.len()) {
        true => Ok(text.to_owned()),
        false => refuse(format!("\"{text}\" names no organization"), "write its name or its id"),
    }
}

fn some_address(text: &str) -> Result<Option<SocketAddr>, Refusal> {
    if text.is_empty() { Ok(None) } else { values::address(text).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::super::settings::Setting;
    use super::*;

    const KEY: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";

    fn read(given: &[(&str, &str)]) -> Result<ProvisionerConfig, String> {
        let row =
            |(key, value): &(&str, &str)| (Setting::named(key).expect("a setting").key, (*value).to_owned());
        let layers = Layers::new(given.iter().map(row).collect::<Vec<_>>(), |_| None);
        ProvisionerConfig::resolve(&layers, "castle").map_err(|faults| faults.to_string())
    }

    #[test]
    fn a_url_and_a_credential_are_enough() {
        let config =
            read(&[("provisioner-url", "https://b.example/sub"), ("provisioner-key", KEY)]).expect("enough");
        assert_eq!(config.credential, ProvisionerCredential::Key(Secret(KEY.into())));
        assert_eq!((config.name.as_str(), config.organization.as_str()), ("castle", "default"));
        assert_eq!((config.finish_time, config.health_address), (None, None));
        assert!(!format!("{config:?}").contains(KEY));
    }

    #[test]
    fn every_fault_is_told_and_no_secret_is() {
        let said = read(&[]).expect_err("nothing is given");
        assert!(said.contains("no server is named"), "{said}");
        let said = read(&[
            ("provisioner-url", "ftp://b.example"),
            ("provisioner-key", "short-secret"),
            ("provisioner-tags", "a"),
            ("provisioner-organization", "a/b"),
        ])
        .expect_err("all are wrong");
        for part in ["no http or https URL", "no provisioner key", "\"a\" is no tag", "names no organization"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!said.contains("short-secret"), "{said}");
    }

    #[test]
    fn one_credential_is_shown_and_a_key_has_its_own_tags() {
        let url = ("provisioner-url", "http://b.example");
        let said = read(&[url]).expect_err("nothing is shown");
        assert!(said.contains("nothing to show"), "{said}");
        let psk = ("provisioner-psk", "correct-horse-battery");
        let said = read(&[url, ("provisioner-key", KEY), psk]).expect_err("two are given");
        assert!(said.contains("more than one credential") && !said.contains("horse"), "{said}");
        let said = read(&[url, ("provisioner-key", KEY), ("provisioner-tags", "a=b")]).expect_err("both");
        assert!(said.contains("the tags of the key"), "{said}");
        let config = read(&[url, psk, ("provisioner-tags", "a=b=c, d=")]).expect("it fits");
        assert_eq!(config.tags.get("a").map(String::as_str), Some("b=c"));
        assert_eq!(config.tags.get("d").map(String::as_str), Some(""));
    }
}
