//! Which entries of a long list operations can touch, so that the others needn't be read.

use std::collections::BTreeSet;

use serde_json::Value;

use super::path::{Path, path};
use super::{Action, Operation};
use crate::scim::document;
use crate::scim::schema::ResourceType;

/// Which entries of a list operations can touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Any of them, or their order.
    All,
    /// Those of these values, and none if there are none. On a list of only these the operations do what they
    /// do on all.
    Named(BTreeSet<String>),
}

impl Reach {
    fn none() -> Self {
        Self::Named(BTreeSet::new())
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Named(mut one), Self::Named(other)) => {
                one.extend(other);
                Self::Named(one)
            }
            _ => Self::All,
        }
    }
}

/// What operations touch of the list of this name, whose entries have a `value` that is compared exactly.
pub fn reach(kind: &'static ResourceType, list: &str, operations: &[Operation]) -> Reach {
    operations.iter().fold(Reach::none(), |all, operation| {
        all.and(match (&operation.path, &operation.value) {
            (Some(written), value) => at(kind, list, written, operation.action, value.as_ref()),
            (None, Some(Value::Object(parts))) => parts.iter().fold(Reach::none(), |all, (name, value)| {
                all.and(match value {
                    // The core schema's attributes may be gathered under its name.
                    Value::Object(inner) if name.eq_ignore_ascii_case(kind.core.urn) => {
                        inner.iter().fold(Reach::none(), |all, (name, value)| {
                            all.and(at(kind, list, name, operation.action, Some(value)))
                        })
                    }
                    value => at(kind, list, name, operation.action, Some(value)),
                })
            }),
            (None, _) => Reach::none(),
        })
    })
}

/// What can't be read is refused when it is carried out.
fn at(
    kind: &'static ResourceType,
    list: &str,
    written: &str,
    action: Action,
    value: Option<&Value>,
) -> Reach {
    match path(written, kind) {
        Ok(path) if path.target.attribute.is_some_and(|attribute| attribute.name == list) => {
            within(&path, action, value)
        }
        _ => Reach::none(),
    }
}

fn within(path: &Path, action: Action, value: Option<&Value>) -> Reach {
    if let Some(entries) = &path.entries {
        let named = entries.constants.iter().find(|(sub, _)| sub.name == "value");
        return named.map_or(Reach::All, |(_, value)| Reach::Named(BTreeSet::from([value.clone()])));
    }
    match (path.target.sub, action, value.filter(|value| !value.is_null())) {
        (None, Action::Add | Action::Remove, Some(value)) => {
            let sent = path.target.attribute.map(|list| document::value_of(list, value.clone()));
            let Some(Ok(Some(Value::Array(sent)))) = sent else { return Reach::none() };
            let values = sent.iter().map(|entry| entry["value"].as_str().unwrap_or_default().to_owned());
            Reach::Named(values.collect())
        }
        _ => Reach::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::document::Document;
    use crate::scim::patch::{apply, read};
    use crate::scim::schema::GROUPS;
    use proptest::prelude::*;
    use serde_json::json;

    fn operations(list: Value) -> Vec<Operation> {
        read(json!({ "Operations": list }).as_object().unwrap()).unwrap().unwrap()
    }

    fn of(operation: Value) -> Reach {
        reach(&GROUPS, "members", &operations(json!([operation])))
    }

    #[test]
    fn named_entries_are_all_that_is_touched() {
        let named = |values: &[&str]| Reach::Named(values.iter().map(|value| (*value).to_owned()).collect());
        let ab = json!([{"value": "b"}, {"value": "a", "display": "A"}]);
        for (operation, touched) in [
            (json!({"op": "add", "path": "members", "value": ab}), named(&["a", "b"])),
            (json!({"op": "add", "value": {"members": ab, "displayName": "x"}}), named(&["a", "b"])),
            (json!({"op": "Remove", "path": "members", "value": ab}), named(&["a", "b"])),
            (json!({"op": "remove", "path": "members[value eq \"a\"]"}), named(&["a"])),
            (
                json!({"op": "replace", "path": "members[type eq \"User\" and value eq \"a\"].display", "value": "A"}),
                named(&["a"]),
            ),
            (json!({"op": "replace", "path": "displayName", "value": "x"}), named(&[])),
            (json!({"op": "add", "path": "shoeSize", "value": "9"}), named(&[])),
            (json!({"op": "remove", "path": "members"}), Reach::All),
            (json!({"op": "replace", "path": "members", "value": ab}), Reach::All),
            (json!({"op": "replace", "value": {GROUPS.core.urn: {"members": ab}}}), Reach::All),
            (json!({"op": "remove", "path": "members[value eq \"a\" or value eq \"b\"]"}), Reach::All),
            (json!({"op": "remove", "path": "members[not (value eq \"a\")]"}), Reach::All),
            (json!({"op": "remove", "path": "members[display sw \"a\"]"}), Reach::All),
            (json!({"op": "remove", "path": "members.display"}), Reach::All),
        ] {
            assert_eq!(of(operation.clone()), touched, "{operation}");
        }
    }

    fn list(values: &[u8]) -> Vec<Value> {
        values
            .iter()
            .map(|value| json!({"value": value.to_string(), "display": format!("d{value}")}))
            .collect()
    }

    fn applied(members: Vec<Value>, operations: &[Operation]) -> Result<Vec<Value>, String> {
        let mut document = Document::from_iter([("displayName".into(), "x".into())]);
        if !members.is_empty() {
            document.insert("members".into(), members.into());
        }
        apply(&GROUPS, &mut document, operations).map_err(|fault| fault.detail)?;
        Ok(document.get("members").and_then(Value::as_array).cloned().unwrap_or_default())
    }

    proptest! {
        /// On the named entries alone the operations do what they do on all.
        #[test]
        fn the_others_are_not_needed(
            before in prop::collection::vec(0u8..6, 0..9),
            steps in prop::collection::vec((0u8..4, 0u8..6), 1..6),
        ) {
            let steps = steps.iter().map(|(way, value)| match way {
                0 => json!({"op": "add", "path": "members", "value": [{"value": value.to_string()}]}),
                1 => json!({"op": "remove", "path": "members", "value": [{"value": value.to_string()}]}),
                2 => json!({"op": "remove", "path": format!("members[value eq \"{value}\"]")}),
                _ => json!({"op": "replace", "path": format!("members[value eq \"{value}\"].display"), "value": "new"}),
            });
            let operations = operations(steps.collect());
            let Reach::Named(named) = reach(&GROUPS, "members", &operations) else { panic!("all are named") };
            let is_named = |entry: &Value| named.contains(entry["value"].as_str().unwrap_or_default());
            let some = applied(list(&before).into_iter().filter(is_named).collect(), &operations);
            let all = applied(list(&before), &operations);
            prop_assert_eq!(all.is_ok(), some.is_ok());
            if let (Ok(all), Ok(some)) = (all, some) {
                let (mine, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_named);
                prop_assert_eq!(mine, some);
                let untouched: Vec<_> = list(&before).into_iter().filter(|entry| !is_named(entry)).collect();
                prop_assert_eq!(others, untouched);
            }
        }
    }
}
