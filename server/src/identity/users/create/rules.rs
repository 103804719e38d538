//! What a new account must keep to, in the order in which the rules are looked at. They are looked at twice: before the
//! password is hashed, so that hopeless requests cost nothing, and in the transaction, where they decide.

use burgrave_core::authorization::{Action, Authorized, Object, Read, Refused, Resource};
use burgrave_core::names::{self, NameOf};
use burgrave_core::password;
use burgrave_store::{LoginType, Reader};
use uuid::Uuid;

use super::Wanted;
use crate::application::objects::Organization;
use crate::application::{Caller, find};
use crate::fault::{Fault, FieldFault};
use crate::identity::members;

/// The rules that need nobody else's state.
pub(super) fn of_itself(wanted: &Wanted, password_login: bool) -> Result<(), Fault> {
    if let Some(detail) = names::reserved(NameOf::User, &wanted.username) {
        return Err(Fault::field("username", detail));
    }
    if wanted.login_type != LoginType::Password && !wanted.password.is_empty() {
        let detail = "must be left out for users who don't log in with a password";
        return Err(Fault::field("password", detail));
    }
    if wanted.login_type == LoginType::Password && !password_login {
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

/// The rules about what is there already. Gives the organizations, each once. `provider`: people can log in through one.
pub(super) async fn among_others(
    reader: &Reader,
    caller: &Caller,
    wanted: &Wanted,
    provider: bool,
) -> Result<Vec<Uuid>, Fault> {
    if !caller.may(Action::Create, &Object::site(Resource::User)) {
        return Err(Fault::refused(Refused::Forbidden, "create users"));
    }
    let mut taken = Vec::new();
    if reader.user_by_username(&wanted.username).await?.is_some() {
        taken.push("username");
    }
    if reader.user_by_email(&wanted.email).await?.is_some() {
        taken.push("email");
    }
    if !taken.is_empty() {
        return Err(exists(&taken));
    }
    let organizations = organizations(reader, caller, wanted).await?;
    credentials(wanted, provider)?;
    if !organizations.iter().all(|found| members::add::may_add(caller, found.id)) {
        return Err(Fault::refused(Refused::Forbidden, "add members to all of these organizations"));
    }
    organizations.iter().try_for_each(|found| members::add::may_give_defaults(caller, found))?;
    Ok(organizations.into_iter().map(|found| found.id).collect())
}

/// The username or the email address belongs to somebody.
pub(super) fn exists(fields: &[&str]) -> Fault {
    Fault::taken("User already exists.", fields)
}

async fn organizations(
    reader: &Reader,
    caller: &Caller,
    wanted: &Wanted,
) -> Result<Vec<Authorized<Read, Organization>>, Fault> {
    let mut found: Vec<Authorized<Read, Organization>> = Vec::with_capacity(wanted.organizations.len());
    for id in &wanted.organizations {
        let organization = find::organization::<Read>(reader, caller, &id.to_string(), "read it").await?;
        if !found.iter().any(|known| known.id == organization.id) {
            found.push(organization);
        }
    }
    Ok(found)
}

fn credentials(wanted: &Wanted, provider: bool) -> Result<(), Fault> {
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
