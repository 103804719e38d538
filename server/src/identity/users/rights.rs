//! Who may act on whose account. The rule is in `burgrave_core::authorization`; here it meets what is stored.

use burgrave_core::authorization::{AccountRoles, may_act_on_account};
use burgrave_store::{LoginType, Reader, StoreError, UserRecord};

use crate::application::Caller;
use crate::fault::Fault;

/// Refuses to act on the account of a user with roles that the caller may not assign. `what` follows
/// "You do not have permission to".
///
/// # Errors
/// `Forbidden`.
pub(crate) async fn may_act_on(
    reader: &Reader,
    caller: &Caller,
    user: &UserRecord,
    what: &str,
) -> Result<(), Fault> {
    if user.id == caller.user.id || may_act_on_account(&caller.subject, &roles_of(reader, user).await?) {
        return Ok(());
    }
    let detail = format!("You do not have permission to {what}: they have roles that you may not assign.");
    Err(Fault::Forbidden { detail })
}

/// The same for another user's credentials: passwords and keys. That needs a full session as
/// well, because what is made so reaches further than a token of narrower scope or an app may.
///
/// # Errors
/// `Forbidden`.
pub(crate) async fn may_act_on_credentials(
    reader: &Reader,
    caller: &Caller,
    user: &UserRecord,
    what: &str,
) -> Result<(), Fault> {
    if user.id != caller.user.id && !has_full_reach(caller) {
        let detail = format!(
            "Your token reaches only part of what you may do, which is not enough to {what}. \
             Sign in, or use a token without narrower scopes."
        );
        return Err(Fault::Forbidden { detail });
    }
    may_act_on(reader, caller, user, what).await
}

/// Whether the caller's credential reaches as far as the caller: neither the token of an app nor one of
/// narrower scope.
pub(crate) fn has_full_reach(caller: &Caller) -> bool {
    !is_app(caller) && caller.key.scope.is_all()
}

/// Whether the caller is an app that acts for a user.
pub(crate) fn is_app(caller: &Caller) -> bool {
    caller.key.login_type == LoginType::Oauth2ProviderApp
}

async fn roles_of(reader: &Reader, user: &UserRecord) -> Result<AccountRoles, StoreError> {
    let places = reader.memberships(user.id).await?;
    let held = places.iter().flat_map(|place| {
        let roles = place.roles.iter().chain(&place.defaults);
        roles.map(|role| (place.organization_id, role.as_str()))
    });
    Ok(AccountRoles::from_words(user.id, user.rbac_roles.iter().map(String::as_str), held))
}
