//! The rules for a new account, in the order in which they are checked. They are checked twice:
//! before the password is hashed, so that hopeless requests cost nothing, and in the transaction, where they
//! decide.

use burgrave_core::authorization::{
    Action, Authorized, Object, Read, Refused, Resource, SiteRole, may_assign_site_role,
};
use burgrave_core::ids::OrganizationId;
use burgrave_core::names::{self, NameOf};
use burgrave_core::password;
use burgrave_store::{LoginType, OrganizationRecord, Reader};

use super::CreateUser;
use crate::application::{Caller, find};
use crate::fault::{Fault, FieldFault};
use crate::identity::members;
use crate::identity::roles::swap::{self, Swap};
use crate::identity::users::{rights, roles};

/// The rules that need no other user's state. All faults of the fields are reported together.
pub(super) fn of_itself(wanted: &CreateUser, password_login: bool) -> Result<(), Fault> {
    let password = wanted.login_type == LoginType::Password;
    let reserved = names::reserved(NameOf::User, &wanted.username);
    let given = (!password && !wanted.password.is_empty())
        .then(|| "must be left out for users who don't log in with a password".to_owned());
    let checks = [
        ("username", reserved),
        ("email", email(wanted)),
        ("login_type", login_type(wanted)),
        ("password", given),
    ];
    let faults: Vec<_> = checks
        .into_iter()
        .filter_map(|(field, detail)| Some(FieldFault { field: field.into(), detail: detail? }))
        .collect();
    if !faults.is_empty() {
        return Err(Fault::Invalid(faults));
    }
    swap::known("roles", &wanted.roles, roles::unknown)?;
    if password && !password_login {
        return Err(Fault::Refused { message: "Password authentication is disabled.".into() });
    }
    if wanted.organizations.is_empty() {
        let field = FieldFault {
            field: "organization_ids".into(),
            detail: "must name at least one organization".into(),
        };
        let message = "No organization specified to place the user as a member of.".into();
        return Err(Fault::BrokenRule { message, detail: None, fields: vec![field] });
    }
    Ok(())
}

fn email(wanted: &CreateUser) -> Option<String> {
    match (wanted.service_account, wanted.email.is_empty()) {
        (true, true) => None,
        (true, false) => Some("must be empty: the account of a machine has no email address".into()),
        (false, _) => names::unreachable_email(&wanted.email),
    }
}

fn login_type(wanted: &CreateUser) -> Option<String> {
    match (wanted.service_account, wanted.login_type) {
        (true, LoginType::None) => None,
        (true, _) => Some("must be \"none\", or left out, for the account of a machine".into()),
        (false, LoginType::None) => {
            Some("can be \"none\" for accounts of machines only: set service_account to true".into())
        }
        (false, _) => None,
    }
}

/// The roles as they are stored: each once, without the one that everyone has.
pub(super) fn stored_roles(wanted: &[String]) -> Vec<String> {
    Swap::new(&[], wanted, SiteRole::Member.as_str()).after
}

/// The site roles of the new account: giving them needs what giving them to somebody else does, and a full
/// session, because the new account would reach further than a token of narrower scope.
fn site_roles(caller: &Caller, wanted: &CreateUser) -> Result<(), Fault> {
    let swap = Swap::new(&[], &wanted.roles, SiteRole::Member.as_str());
    if swap.after.is_empty() {
        return Ok(());
    }
    if !rights::has_full_reach(caller) {
        return Err(Fault::refused(Refused::Forbidden, "give roles with a token of narrower scope"));
    }
    swap.permit(caller, Object::site(Resource::AssignRole), |name| {
        name.parse::<SiteRole>().ok().is_none_or(|role| may_assign_site_role(&caller.subject, role))
    })?;
    Ok(())
}

/// The rules about what is there already. Gives the organizations, each once. `provider`: people can log in
/// through one.
pub(super) async fn among_others(
    reader: &Reader,
    caller: &Caller,
    wanted: &CreateUser,
    provider: bool,
) -> Result<Vec<OrganizationId>, Fault> {
    if !caller.may(Action::Create, &Object::site(Resource::User)) {
        return Err(Fault::refused(Refused::Forbidden, "create users"));
    }
    let mut taken = Vec::new();
    if reader.user_by_username(&wanted.username).await?.is_some() {
        taken.push("username");
    }
    if !wanted.service_account && reader.user_by_email(&wanted.email).await?.is_some() {
        taken.push("email");
    }
    if !taken.is_empty() {
        return Err(exists(&taken));
    }
    let organizations = organizations(reader, caller, wanted).await?;
    credentials(wanted, provider)?;
    site_roles(caller, wanted)?;
    if !organizations.iter().all(|found| members::may_add(caller, found.id)) {
        return Err(Fault::refused(Refused::Forbidden, "add members to all of these organizations"));
    }
    organizations.iter().try_for_each(|found| members::may_give_defaults(caller, found))?;
    Ok(organizations.into_iter().map(|found| found.id).collect())
}

/// The username or the email address is taken.
pub(super) fn exists(fields: &[&str]) -> Fault {
    Fault::taken("User already exists.", fields)
}

async fn organizations(
    reader: &Reader,
    caller: &Caller,
    wanted: &CreateUser,
) -> Result<Vec<Authorized<Read, OrganizationRecord>>, Fault> {
    let mut found: Vec<Authorized<Read, OrganizationRecord>> = Vec::with_capacity(wanted.organizations.len());
    for id in &wanted.organizations {
        let organization = find::organization::<Read>(reader, caller, &id.to_string(), "read it").await?;
        if !found.iter().any(|known| known.id == organization.id) {
            found.push(organization);
        }
    }
    Ok(found)
}

fn credentials(wanted: &CreateUser, provider: bool) -> Result<(), Fault> {
    let refused = |detail: &str| Err(Fault::field("login_type", detail));
    match wanted.login_type {
        LoginType::Password => match password::weakness(&wanted.password) {
            Some(detail) => Err(Fault::field("password", detail)),
            None => Ok(()),
        },
        LoginType::None => Ok(()),
        LoginType::Oidc if provider => Ok(()),
        LoginType::Oidc => refused("can't be oidc: no OpenID Connect provider is set up"),
        LoginType::Github => refused("can't be github: login through GitHub is not set up"),
        LoginType::Oauth2ProviderApp => refused("can't be oauth2_provider_app: only keys of apps are"),
        LoginType::Token => {
            refused("can't be token: tokens belong to users who log in another way, or not at all")
        }
    }
}
