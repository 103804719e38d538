//! How long the parts of a step took, as its lines tell.

use std::collections::BTreeMap;

use burgrave_core::provisioning::job::TimingStage;
use chrono::{DateTime, Utc};

use super::message::{Entry, Hook};
use crate::Timing;

/// Parts of a step that are measured at most.
const MOST_TIMINGS: usize = 10_000;

/// Measures one step.
pub(super) struct Timings {
    stage: TimingStage,
    begun: DateTime<Utc>,
    open: BTreeMap<Part, DateTime<Utc>>,
    /// The part of `init` that is under way. Each one ends where the next begins.
    initializing: Option<(&'static str, DateTime<Utc>)>,
    done: Vec<Timing>,
}

/// What is done to what, by whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    action: String,
    resource: String,
    source: String,
    provisioner: String,
}

/// Where a part is.
enum Moment {
    Begin,
    End,
}

impl Timings {
    pub(super) fn new(stage: TimingStage, begun: DateTime<Utc>) -> Self {
        Self { stage, begun, open: BTreeMap::new(), initializing: None, done: Vec::new() }
    }

    /// Takes a line into account that came at `now`.
    pub(super) fn hear(&mut self, entry: &Entry, now: DateTime<Utc>) {
        let message = entry.message.as_deref().unwrap_or_default();
        if self.stage == TimingStage::Init {
            if let Some(next) = init_part(entry.message_code.as_deref(), message) {
                self.initialize(next, now);
            }
            return;
        }
        let (Some(kind), Some(hook)) = (entry.kind.as_deref(), &entry.hook) else { return };
        let Some((category, moment)) = moment(kind) else { return };
        let at = entry.timestamp.as_deref().and_then(precise).unwrap_or(now);
        let part = part(category, hook);
        match moment {
            Moment::Begin if self.open.len() < MOST_TIMINGS => drop(self.open.insert(part, at)),
            Moment::Begin => {}
            Moment::End => {
                if let Some(begun) = self.open.remove(&part) {
                    self.keep(part, begun, at);
                }
            }
        }
    }

    /// A part of `init` that took from its beginning to `now`.
    pub(super) fn found(&mut self, resource: &'static str, now: DateTime<Utc>) {
        self.keep(initializing(resource), self.begun, now);
    }

    /// All that was measured, and the whole step. Parts without an end are left out.
    pub(super) fn end(mut self, now: DateTime<Utc>) -> Vec<Timing> {
        let stage: &str = self.stage.as_str();
        let whole = Part {
            action: "terraform".into(),
            resource: format!("coder_stage_{stage}"),
            source: "coder".into(),
            provisioner: String::new(),
        };
        self.keep(whole, self.begun, now);
        self.done
    }

    fn initialize(&mut self, next: Option<&'static str>, now: DateTime<Utc>) {
        let before = std::mem::replace(&mut self.initializing, next.map(|next| (next, now)));
        if let Some((resource, begun)) = before {
            self.keep(initializing(resource), begun, now);
        }
    }

    fn keep(&mut self, part: Part, begun: DateTime<Utc>, ended: DateTime<Utc>) {
        if self.done.len() < MOST_TIMINGS {
            self.done.push(Timing {
                stage: self.stage,
                source: part.source,
                action: part.action,
                resource: part.resource,
                started_at: begun.min(ended),
                ended_at: ended,
            });
        }
    }
}

fn initializing(resource: &str) -> Part {
    let (action, source, provisioner) = ("load".into(), String::new(), String::new());
    Part { action, resource: resource.into(), source, provisioner }
}

/// Which part of `init` a line begins; `Some(None)` for its end. Versions 1.15.0 to 1.15.7 have other codes
/// for the providers, and OpenTofu has none but writes the same words.
fn init_part(code: Option<&str>, message: &str) -> Option<Option<&'static str>> {
    Some(match code {
        Some("initializing_backend_message" | "initializing_state_store_message") => Some("backend"),
        Some("initializing_modules_message" | "upgrading_modules_message") => Some("modules"),
        Some(
            "initializing_provider_plugin_message"
            | "initializing_provider_plugin_from_config_message"
            | "initializing_provider_plugin_from_state_message",
        ) => Some("provider plugins"),
        Some("output_init_success_message" | "output_init_success_cloud_message") => None,
        Some(_) => return None,
        None if message.starts_with("Initializing the backend") => Some("backend"),
        None if message.starts_with("Initializing modules") => Some("modules"),
        None if message.starts_with("Initializing provider plugins") => Some("provider plugins"),
        None if message.ends_with("has been successfully initialized!") => None,
        None => return None,
    })
}

fn moment(kind: &str) -> Option<(&str, Moment)> {
    let (category, word) = kind.rsplit_once('_')?;
    if !matches!(category, "apply" | "provision" | "refresh" | "graph") {
        return None;
    }
    match word {
        "start" => Some((category, Moment::Begin)),
        "complete" | "errored" => Some((category, Moment::End)),
        _ => None,
    }
}

fn part(category: &str, hook: &Hook) -> Part {
    let action = match (&*hook.action, category) {
        ("", "refresh") => "state refresh",
        ("", category) => category,
        (action, _) => action,
    };
    Part {
        action: action.into(),
        resource: hook.resource.addr.clone(),
        source: hook.resource.implied_provider.clone(),
        provisioner: hook.provisioner.clone(),
    }
}

/// The line's own time, where it is more exact than a second.
fn precise(text: &str) -> Option<DateTime<Utc>> {
    if !text.contains('.') {
        return None;
    }
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn measured(stage: TimingStage, lines: &[&str]) -> Vec<String> {
        let begun = DateTime::UNIX_EPOCH;
        let mut timings = Timings::new(stage, begun);
        for (number, line) in (1..).zip(lines) {
            let entry = serde_json::from_str(line).expect("a line");
            timings.hear(&entry, begun + TimeDelta::seconds(number));
        }
        let shown = |timing: Timing| {
            let (from, to) = (timing.started_at.timestamp_millis(), timing.ended_at.timestamp_millis());
            format!("{} {} [{}] {from}-{to}", timing.resource, timing.action, timing.source)
        };
        timings.end(begun + TimeDelta::seconds(99)).into_iter().map(shown).collect()
    }

    fn hook(kind: &str, second: u32, addr: &str, action: &str) -> String {
        format!(
            r#"{{"@message":"","@timestamp":"1970-01-01T00:00:{second:02}.500000Z","type":"{kind}",
            "hook":{{"resource":{{"addr":"{addr}","implied_provider":"docker"}},"action":"{action}"}}}}"#
        )
    }

    #[test]
    fn parts_that_overlap_are_told_apart() {
        let lines = [
            hook("apply_start", 1, "a.b", "delete"),
            hook("apply_start", 2, "c.d", "create"),
            hook("apply_progress", 3, "a.b", "delete"),
            hook("apply_complete", 4, "a.b", "delete"),
            hook("apply_start", 5, "a.b", "create"),
            hook("apply_errored", 6, "c.d", "create"),
            hook("apply_complete", 7, "a.b", "create"),
            hook("refresh_start", 8, "e.f", ""),
            hook("refresh_complete", 7, "e.f", ""),
            hook("provision_start", 9, "a.b", ""),
            hook("apply_complete", 9, "never.begun", "create"),
        ];
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        assert_eq!(
            measured(TimingStage::Apply, &lines),
            [
                "a.b delete [docker] 1500-4500",
                "c.d create [docker] 2500-6500",
                "a.b create [docker] 5500-7500",
                "e.f state refresh [docker] 7500-7500",
                "coder_stage_apply terraform [coder] 0-99000",
            ]
        );
    }

    #[test]
    fn parts_of_init_end_where_the_next_begins_under_old_names_and_new_ones() {
        let code = |code: &str| format!(r#"{{"@message":"x","type":"init_output","message_code":"{code}"}}"#);
        let lines = [
            code("initializing_backend_message"),
            code("initializing_modules_message"),
            code("initializing_provider_plugin_from_config_message"),
            code("lock_info"),
            code("output_init_success_message"),
        ];
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let expected = [
            "backend load [] 1000-2000",
            "modules load [] 2000-3000",
            "provider plugins load [] 3000-5000",
            "coder_stage_init terraform [coder] 0-99000",
        ];
        assert_eq!(measured(TimingStage::Init, &lines), expected);
        let words = [
            r#"{"@message":"Initializing the backend...","type":"log"}"#,
            r#"{"@message":"Initializing modules...","type":"log"}"#,
            r#"{"@message":"Initializing provider plugins...","type":"log"}"#,
            r#"{"@message":"- Finding latest version","type":"log"}"#,
            r#"{"@message":"OpenTofu has been successfully initialized!","type":"log"}"#,
        ];
        assert_eq!(measured(TimingStage::Init, &words), expected);
    }
}
