//! A deployment keeps an active owner, whatever changes an account: people, SCIM, sync, the dormancy of
//! users, or an operator.

use burgrave_core::authorization::{LastOwner, OwnerStanding, SiteRole, keep_an_owner};
use burgrave_store::{LoginType, Reader, StoreError, UserRecord, UserStatus};

use crate::fault::Fault;

/// What makes an account an owner who can act.
pub(crate) fn standing(user: &UserRecord) -> OwnerStanding {
    OwnerStanding {
        owner: user.rbac_roles.iter().any(|role| role == SiteRole::Owner.as_str()),
        active: user.status == UserStatus::Active && user.deleted_at.is_none(),
        logs_in: matches!(user.login_type, LoginType::Password | LoginType::Oidc | LoginType::Github),
    }
}

/// Holds a change of the user to the rule, in the transaction of the change: `after` is what becomes of the
/// account. The inner result is the rule's.
///
/// # Errors
/// The storage's.
pub(crate) async fn check(
    reader: &Reader,
    user: &UserRecord,
    after: OwnerStanding,
) -> Result<Result<(), LastOwner>, StoreError> {
    let before = standing(user);
    if keep_an_owner(before, after, false).is_ok() {
        return Ok(Ok(()));
    }
    Ok(keep_an_owner(before, after, reader.other_active_owner(user.id).await?))
}

/// The same for actions of people.
///
/// # Errors
/// `BrokenRule`.
pub(crate) async fn keep_one(reader: &Reader, user: &UserRecord, after: OwnerStanding) -> Result<(), Fault> {
    check(reader, user, after).await?.map_err(|rule| Fault::rule(rule.to_string()))
}
