//! What a plan that only refreshes found changed.

use std::collections::BTreeSet;
use std::io::BufRead;

use burgrave_core::provisioning::drift::{DriftAction, DriftedResource, MOST_ATTRIBUTES, MOST_DRIFTED};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Plan {
    #[serde(default)]
    resource_drift: Vec<Drifted>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Drifted {
    address: String,
    mode: String,
    r#type: String,
    name: String,
    change: Change,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Change {
    actions: Vec<String>,
    before: Option<Map<String, Value>>,
    after: Option<Map<String, Value>>,
}

/// Reads a plan. What the templates' own provider has changes with each plan, and is nobody's drift.
///
/// # Errors
/// In words, why it can't be read.
pub(crate) fn drift(from: impl BufRead) -> Result<Vec<DriftedResource>, String> {
    let plan: Plan = serde_json::from_reader(from).map_err(|error| error.to_string())?;
    let mut all: Vec<_> = plan.resource_drift.into_iter().filter_map(drifted).collect();
    all.sort_by(|one, other| one.address.cmp(&other.address));
    all.truncate(MOST_DRIFTED);
    Ok(all)
}

fn drifted(found: Drifted) -> Option<DriftedResource> {
    let Drifted { address, mode, r#type: kind, name, change } = found;
    if mode != "managed" || kind.starts_with("coder_") {
        return None;
    }
    let Change { actions, before, after } = change;
    let action = match actions.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["delete"] => DriftAction::Gone,
        ["no-op"] => return None,
        _ => DriftAction::Changed,
    };
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differs = |name: &&&String| before.get(**name) != after.get(**name);
    let attributes = match action {
        DriftAction::Gone => Vec::new(),
        DriftAction::Changed => {
            names.iter().filter(differs).take(MOST_ATTRIBUTES).map(|name| (*name).clone()).collect()
        }
    };
    Some(DriftedResource { address, kind, name, action, attributes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_told_without_their_values() {
        let text = r#"{"format_version": "1.2", "resource_drift": [
            {"address": "disk.b", "mode": "managed", "type": "disk", "name": "b",
             "change": {"actions": ["update"], "before": {"size": 1, "key": "hush", "same": [1]},
                        "after": {"size": 2, "key": "other", "same": [1], "new": true}}},
            {"address": "disk.a", "mode": "managed", "type": "disk", "name": "a",
             "change": {"actions": ["delete"], "before": {"size": 1}, "after": null}},
            {"address": "coder_agent.main", "mode": "managed", "type": "coder_agent", "name": "main",
             "change": {"actions": ["update"], "before": {}, "after": {}}},
            {"address": "data.disk.c", "mode": "data", "type": "disk", "name": "c",
             "change": {"actions": ["update"]}}]}"#;
        let told = drift(text.as_bytes()).expect("a plan");
        let resource = |name: &str, action, attributes: &[&str]| DriftedResource {
            address: format!("disk.{name}"),
            kind: "disk".into(),
            name: name.into(),
            action,
            attributes: attributes.iter().map(|name| (*name).to_owned()).collect(),
        };
        let (gone, changed) = (DriftAction::Gone, DriftAction::Changed);
        assert_eq!(told, [resource("a", gone, &[]), resource("b", changed, &["key", "new", "size"])]);
        assert_eq!(drift(&b"{}"[..]), Ok(Vec::new()));
        assert!(drift(&b"["[..]).is_err());
    }
}
