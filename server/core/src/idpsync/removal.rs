//! What happens to mappings when something that they lead to is deleted: it goes out of them, and so does a
//! value that has nothing else. The settings are given and returned as they are kept, as JSON; nothing when
//! they stay as they are.

use crate::ids::{GroupId, OrganizationId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{GroupSync, Mapping, OrganizationSync, RoleSync};

/// Organization sync without an organization.
///
/// # Errors
/// The settings can't be read.
pub fn without_organization(
    kept: &str,
    organization: OrganizationId,
) -> Result<Option<String>, serde_json::Error> {
    edit(kept, |settings: &mut OrganizationSync| remove(&mut settings.mapping, &organization, |_| false))
}

/// The group sync of an organization without a group. `groups` are the names of those that are left: a value
/// that is one of them keeps an empty list, or it would begin to count as that group's name.
///
/// # Errors
/// The settings can't be read.
pub fn without_group(
    kept: &str,
    group: GroupId,
    groups: &[String],
) -> Result<Option<String>, serde_json::Error> {
    edit(kept, |settings: &mut GroupSync| remove(&mut settings.mapping, &group, |value| names(groups, value)))
}

/// The role sync of an organization without a custom role. A value that is the name of another role, built-in
/// or one of `roles`, keeps an empty list, or it would begin to give that role.
///
/// # Errors
/// The settings can't be read.
pub fn without_role(kept: &str, role: &str, roles: &[String]) -> Result<Option<String>, serde_json::Error> {
    use crate::authorization::OrganizationRole;
    let is_role = |value: &str| value.parse::<OrganizationRole>().is_ok() || names(roles, value);
    edit(kept, |settings: &mut RoleSync| remove(&mut settings.mapping, &role.to_owned(), is_role))
}

fn names(names: &[String], value: &str) -> bool {
    names.iter().any(|name| name == value)
}

fn edit<S: Serialize + DeserializeOwned>(
    kept: &str,
    change: impl FnOnce(&mut S) -> bool,
) -> Result<Option<String>, serde_json::Error> {
    let mut settings: S = serde_json::from_str(kept)?;
    if change(&mut settings) { serde_json::to_string(&settings).map(Some) } else { Ok(None) }
}

/// Whether anything was removed. `keeps` says which values stay with an empty list.
fn remove<T: PartialEq>(mapping: &mut Mapping<T>, target: &T, keeps: impl Fn(&str) -> bool) -> bool {
    let mut removed = false;
    mapping.retain(|value, targets| {
        let before = targets.len();
        targets.retain(|other| other != target);
        let hit = targets.len() < before;
        removed |= hit;
        !hit || !targets.is_empty() || keeps(value)
    });
    removed
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    const GONE: Uuid = Uuid::from_u128(1);
    const LEFT: Uuid = Uuid::from_u128(2);

    fn mapping(kept: Result<Option<String>, serde_json::Error>) -> Value {
        let text = kept.expect("the settings are JSON").expect("something changed");
        let settings: Value = serde_json::from_str(&text).expect("what was written is JSON");
        assert_eq!(settings["field"], "claim");
        settings["mapping"].clone()
    }

    #[test]
    fn what_is_deleted_leaves_no_trace_in_mappings() {
        let kept =
            json!({"field": "claim", "mapping": {"a": [GONE, LEFT], "b": [GONE], "c": []}}).to_string();
        let left = json!({"a": [LEFT], "c": []});
        assert_eq!(mapping(without_organization(&kept, GONE.into())), left);
        assert_eq!(mapping(without_group(&kept, GONE.into(), &[])), left);
        assert_eq!(without_organization(&kept, Uuid::from_u128(3).into()).expect("it is JSON"), None);
    }

    #[test]
    fn a_value_that_is_a_name_does_not_begin_to_count_as_one() {
        let kept = json!({"field": "claim", "mapping": {"b": [GONE], "d": [GONE]}}).to_string();
        assert_eq!(mapping(without_group(&kept, GONE.into(), &["b".into()])), json!({"b": []}));
        let roles = json!({"organization-admin": ["x"], "deployer": ["x"], "staff": ["x", "y"], "z": ["x"]});
        let kept = json!({"field": "claim", "mapping": roles}).to_string();
        let left = json!({"organization-admin": [], "deployer": [], "staff": ["y"]});
        assert_eq!(mapping(without_role(&kept, "x", &["deployer".into(), "y".into()])), left);
    }
}
