//! Roles: of the site, and in one organization.

use super::{ClaimFault, Claims, Ignored, Mapping, Outcome, Reason, RoleSync, SiteRoleSync, values};
use crate::authorization::{OrganizationRole, SiteRole};

/// The roles that the claims give in an organization; none at all when the synchronization is off. `custom`
/// are the names of its custom roles. The implicit role is not among them.
///
/// # Errors
/// The claim can't be read.
pub fn organization_roles(
    settings: &RoleSync,
    claims: &Claims,
    custom: &[String],
) -> Result<Option<Outcome<String>>, ClaimFault> {
    if settings.field.is_empty() {
        return Ok(None);
    }
    let builtin = |name: &str| OrganizationRole::ASSIGNABLE.iter().any(|role| role.as_str() == name);
    let exists = |name: &str| builtin(name) || custom.iter().any(|role| role == name);
    let mut outcome = Outcome::default();
    let implied = |name: &str| name == OrganizationRole::Member.as_str();
    each(&mut outcome, &values(claims, &settings.field)?, &settings.mapping, exists, implied);
    Ok(Some(outcome))
}

/// The roles of the site that the claims give; none at all when the synchronization is off.
///
/// # Errors
/// The claim can't be read.
pub fn site_roles(settings: &SiteRoleSync, claims: &Claims) -> Result<Option<Outcome<String>>, ClaimFault> {
    if settings.field.is_empty() {
        return Ok(None);
    }
    let exists = |name: &str| SiteRole::ASSIGNABLE.iter().any(|role| role.as_str() == name);
    let mut outcome = Outcome::default();
    for name in &settings.always {
        if exists(name) {
            outcome.give(name.clone(), Reason::Default);
        }
    }
    let implied = |name: &str| name == SiteRole::Member.as_str();
    each(&mut outcome, &values(claims, &settings.field)?, &settings.mapping, exists, implied);
    Ok(Some(outcome))
}

/// A mapped value gives what it is mapped to, any other the role that it names.
fn each(
    outcome: &mut Outcome<String>,
    values: &[String],
    mapping: &Mapping<String>,
    exists: impl Fn(&str) -> bool,
    implied: impl Fn(&str) -> bool,
) {
    for value in values {
        match mapping.get(value) {
            Some(names) => {
                for name in names.iter().filter(|name| !implied(name)) {
                    if exists(name) {
                        outcome.give(name.clone(), Reason::Mapped(value.clone()));
                    } else {
                        outcome.ignored.push(Ignored::Missing { value: value.clone(), target: name.clone() });
                    }
                }
            }
            None if exists(value) => outcome.give(value.clone(), Reason::Named(value.clone())),
            None if implied(value) => {}
            None => outcome.ignored.push(Ignored::Unknown(value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn claims(roles: Value) -> Claims {
        Claims::from_iter([("roles".to_owned(), roles)])
    }

    #[test]
    fn mapped_values_replace_their_names_and_unknown_ones_are_ignored() {
        let mapping = [("lead".into(), vec!["organization-admin".into(), "gone".into()])].into();
        let settings = RoleSync { field: "roles".into(), mapping };
        let claims = claims(json!(["lead", "deployer", "organization-member", "nothing"]));
        let outcome = organization_roles(&settings, &claims, &["deployer".into()]);
        let outcome = outcome.expect("the claim can be read").expect("the synchronization is on");
        assert!(outcome.gives(&"organization-admin".into()) && outcome.gives(&"deployer".into()));
        assert_eq!(outcome.given.len(), 2);
        let missing = Ignored::Missing { value: "lead".into(), target: "gone".into() };
        assert_eq!(outcome.ignored, [missing, Ignored::Unknown("nothing".into())]);
    }

    #[test]
    fn an_absent_claim_takes_every_role_and_an_empty_field_none() {
        let settings = RoleSync { field: "roles".into(), ..RoleSync::default() };
        assert_eq!(organization_roles(&settings, &Claims::new(), &[]), Ok(Some(Outcome::default())));
        assert_eq!(organization_roles(&RoleSync::default(), &claims(json!(1)), &[]), Ok(None));
    }

    #[test]
    fn roles_of_the_site_come_from_values_and_by_default() {
        let mapping = [("nobody".into(), vec![]), ("root".into(), vec!["owner".into()])].into();
        let always = vec!["auditor".into(), "gone".into()];
        let settings = SiteRoleSync { field: "roles".into(), mapping, always };
        let outcome = site_roles(&settings, &claims(json!(["nobody", "root", "member"])));
        let outcome = outcome.expect("the claim can be read").expect("the synchronization is on");
        let expected =
            [("auditor".to_owned(), Reason::Default), ("owner".to_owned(), Reason::Mapped("root".into()))];
        assert_eq!(outcome.given, expected);
        assert_eq!(outcome.ignored, []);
        assert_eq!(site_roles(&settings, &claims(json!(true))), Err(ClaimFault::Type));
    }
}
