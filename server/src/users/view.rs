//! An account with the organizations that it belongs to.

use burgrave_store::{Reader, StoreError, UserRecord};
use uuid::Uuid;

/// An account and its organizations.
#[derive(Debug, Clone)]
pub(crate) struct UserView {
    /// The account.
    pub(crate) user: UserRecord,
    /// The organizations that it is a member of, in the order of their ids.
    pub(crate) organizations: Vec<Uuid>,
}

impl UserView {
    /// Looks the organizations up.
    pub(super) async fn of(reader: &Reader, user: UserRecord) -> Result<Self, StoreError> {
        let mut organizations: Vec<_> =
            reader.memberships(user.id).await?.into_iter().map(|place| place.organization_id).collect();
        organizations.sort_unstable();
        Ok(Self { user, organizations })
    }
}
