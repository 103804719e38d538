//! Groups of one organization: by mapping, by name, and made where they are missing. Everyone is never among
//! them.

use crate::ids::GroupId;

use super::{ClaimFault, Claims, Filter, GroupSync, Ignored, Outcome, Reason, values};
use crate::names::{self, NameOf};

/// A group of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownGroup {
    /// Its id.
    pub id: GroupId,
    /// Its name; case counts.
    pub name: String,
}

/// A target group of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupTarget {
    /// One that is there.
    Known(GroupId),
    /// One that has to be made, with this name.
    New(String),
}

/// The groups that the claims give in the organization; none at all when the synchronization is off. `known`
/// are all groups of the organization but Everyone.
///
/// # Errors
/// The claim can't be read.
pub fn groups(
    settings: &GroupSync,
    claims: &Claims,
    known: &[KnownGroup],
) -> Result<Option<Outcome<GroupTarget>>, ClaimFault> {
    if settings.field.is_empty() {
        return Ok(None);
    }
    let filter = settings.regex_filter.as_deref().filter(|text| !text.is_empty()).map(Filter::stored);
    let passes = |value: &str| match &filter {
        None => true,
        Some(filter) => filter.as_ref().is_some_and(|filter| filter.passes(value)),
    };
    let mut outcome = Outcome::default();
    for value in values(claims, &settings.field)? {
        let value = settings.legacy_group_name_mapping.get(&value).cloned().unwrap_or(value);
        if passes(&value) {
            settle(&mut outcome, settings, known, value);
        } else {
            outcome.ignored.push(Ignored::Filtered(value));
        }
    }
    Ok(Some(outcome))
}

fn settle(outcome: &mut Outcome<GroupTarget>, settings: &GroupSync, known: &[KnownGroup], value: String) {
    if let Some(targets) = settings.mapping.get(&value) {
        return mapped(outcome, targets, known, &value);
    }
    if let Some(group) = known.iter().find(|group| group.name == value) {
        return outcome.give(GroupTarget::Known(group.id), Reason::Named(value));
    }
    if !settings.auto_create_missing_groups {
        return outcome.ignored.push(Ignored::Unknown(value));
    }
    match names::unfit(NameOf::Group, &value) {
        Some(fault) => outcome.ignored.push(Ignored::Unfit { value, fault }),
        None => outcome.give(GroupTarget::New(value.clone()), Reason::Created(value)),
    }
}

fn mapped(outcome: &mut Outcome<GroupTarget>, targets: &[GroupId], known: &[KnownGroup], value: &str) {
    for target in targets {
        if known.iter().any(|group| group.id == *target) {
            outcome.give(GroupTarget::Known(*target), Reason::Mapped(value.to_owned()));
        } else {
            outcome.ignored.push(Ignored::Missing { value: value.to_owned(), target: target.to_string() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    const BACKEND: GroupId = GroupId::new(Uuid::from_u128(1));
    const DATA: GroupId = GroupId::new(Uuid::from_u128(2));
    const GONE: GroupId = GroupId::new(Uuid::from_u128(3));

    fn known() -> Vec<KnownGroup> {
        vec![KnownGroup { id: BACKEND, name: "backend".into() }, KnownGroup { id: DATA, name: "data".into() }]
    }

    fn outcome(settings: &GroupSync, claim: Value) -> Outcome<GroupTarget> {
        let claims = Claims::from_iter([("groups".to_owned(), claim)]);
        groups(settings, &claims, &known())
            .expect("the claim can be read")
            .expect("the synchronization is on")
    }

    fn by_name() -> GroupSync {
        GroupSync { field: "groups".into(), ..GroupSync::default() }
    }

    #[test]
    fn values_are_names_in_their_exact_letter_case() {
        let outcome = outcome(&by_name(), json!(["backend", "Data", "backend"]));
        assert_eq!(outcome.given, [(GroupTarget::Known(BACKEND), Reason::Named("backend".into()))]);
        assert_eq!(outcome.ignored, [Ignored::Unknown("Data".into())]);
    }

    #[test]
    fn a_mapped_value_is_no_name() {
        let settings = GroupSync { mapping: [("backend".into(), vec![DATA, GONE])].into(), ..by_name() };
        let outcome = outcome(&settings, json!("backend"));
        assert_eq!(outcome.given, [(GroupTarget::Known(DATA), Reason::Mapped("backend".into()))]);
        assert!(matches!(&outcome.ignored[..], [Ignored::Missing { .. }]));
    }

    #[test]
    fn the_filter_comes_behind_the_legacy_names_and_before_the_mapping() {
        let settings = GroupSync {
            regex_filter: Some("^team-".into()),
            mapping: [("team-b".into(), vec![BACKEND]), ("data".into(), vec![DATA])].into(),
            legacy_group_name_mapping: [("b".into(), "team-b".into())].into(),
            ..by_name()
        };
        let outcome = outcome(&settings, json!(["b", "data"]));
        assert_eq!(outcome.given, [(GroupTarget::Known(BACKEND), Reason::Mapped("team-b".into()))]);
        assert_eq!(outcome.ignored, [Ignored::Filtered("data".into())]);
    }

    #[test]
    fn missing_groups_are_made_where_their_names_are_fit() {
        let settings = GroupSync { auto_create_missing_groups: true, ..by_name() };
        let outcome = outcome(&settings, json!(["frontend", "not fit", "Everyone"]));
        assert_eq!(
            outcome.given,
            [(GroupTarget::New("frontend".into()), Reason::Created("frontend".into()))]
        );
        assert!(
            matches!(&outcome.ignored[..], [Ignored::Unfit { .. }, Ignored::Unfit { .. }]),
            "{outcome:?}"
        );
    }

    #[test]
    fn an_absent_claim_gives_no_group_and_a_wrong_one_is_a_fault() {
        assert_eq!(groups(&by_name(), &Claims::new(), &known()), Ok(Some(Outcome::default())));
        let claims = Claims::from_iter([("groups".to_owned(), json!(7))]);
        assert_eq!(groups(&by_name(), &claims, &known()), Err(ClaimFault::Type));
        assert_eq!(groups(&GroupSync::default(), &claims, &known()), Ok(None));
    }
}
