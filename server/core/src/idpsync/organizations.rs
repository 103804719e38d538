//! Organizations: by mapping only, never by name.

use crate::ids::OrganizationId;

use super::{ClaimFault, Claims, Ignored, OrganizationSync, Outcome, Reason, values};

/// The organizations that the claims give; none at all when the synchronization is off. `known` are all that
/// exist, and `default` is the default one.
///
/// # Errors
/// The claim can't be read.
pub fn organizations(
    settings: &OrganizationSync,
    claims: &Claims,
    known: &[OrganizationId],
    default: OrganizationId,
) -> Result<Option<Outcome<OrganizationId>>, ClaimFault> {
    if settings.field.is_empty() {
        return Ok(None);
    }
    let mut outcome = Outcome::default();
    if settings.assign_default {
        outcome.give(default, Reason::Default);
    }
    for value in values(claims, &settings.field)? {
        let Some(targets) = settings.mapping.get(&value) else {
            outcome.ignored.push(Ignored::Unknown(value));
            continue;
        };
        for target in targets {
            if known.contains(target) {
                outcome.give(*target, Reason::Mapped(value.clone()));
            } else {
                outcome.ignored.push(Ignored::Missing { value: value.clone(), target: target.to_string() });
            }
        }
    }
    Ok(Some(outcome))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    const HOME: OrganizationId = OrganizationId::new(Uuid::from_u128(1));
    const DATA: OrganizationId = OrganizationId::new(Uuid::from_u128(2));
    const GONE: OrganizationId = OrganizationId::new(Uuid::from_u128(3));

    fn claims(groups: Value) -> Claims {
        Claims::from_iter([("orgs".to_owned(), groups)])
    }

    fn settings(assign_default: bool) -> OrganizationSync {
        let mapping = [("data".to_owned(), vec![DATA, GONE])].into();
        OrganizationSync { field: "orgs".into(), mapping, assign_default }
    }

    #[test]
    fn without_a_field_nothing_is_decided() {
        let off = OrganizationSync::default();
        assert_eq!(organizations(&off, &claims(json!(1)), &[HOME], HOME), Ok(None));
    }

    #[test]
    fn values_give_what_they_are_mapped_to_and_nothing_by_name() {
        let outcome = organizations(&settings(true), &claims(json!(["data", "home"])), &[HOME, DATA], HOME);
        let outcome = outcome.expect("the claim can be read").expect("the synchronization is on");
        assert_eq!(outcome.given, [(HOME, Reason::Default), (DATA, Reason::Mapped("data".into()))]);
        let missing = Ignored::Missing { value: "data".into(), target: GONE.to_string() };
        assert_eq!(outcome.ignored, [missing, Ignored::Unknown("home".into())]);
    }

    #[test]
    fn without_the_default_an_absent_claim_gives_nothing() {
        let outcome = organizations(&settings(false), &Claims::new(), &[HOME], HOME);
        assert_eq!(outcome, Ok(Some(Outcome::default())));
    }

    #[test]
    fn a_claim_that_can_not_be_read_is_a_fault() {
        let read = organizations(&settings(true), &claims(json!("a,b")), &[HOME], HOME);
        assert_eq!(read, Err(ClaimFault::Commas));
    }
}
