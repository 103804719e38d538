//! An account with the organizations that it belongs to.

use std::collections::HashMap;

use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_store::{Reader, StoreError, Tx, UserRecord};

use crate::fault::Fault;

/// Users whose organizations are read in one query: databases limit the number of values.
const AT_ONCE: usize = 1024;

/// An account and its organizations.
#[derive(Debug, Clone)]
pub(crate) struct UserView {
    /// The account.
    pub(crate) user: UserRecord,
    /// The organizations that it is a member of: the default one first, then in the order in which it joined
    /// them.
    pub(crate) organizations: Vec<OrganizationId>,
}

impl UserView {
    /// Looks the organizations up.
    pub(crate) async fn of(reader: &Reader, user: UserRecord) -> Result<Self, StoreError> {
        let places = reader.organization_ids_of(&[user.id]).await?;
        let organizations = places.into_iter().map(|(_, organization)| organization).collect();
        Ok(Self { user, organizations })
    }

    /// The same for a whole page, in few queries.
    pub(crate) async fn several(reader: &Reader, users: Vec<UserRecord>) -> Result<Vec<Self>, StoreError> {
        let mut places: HashMap<UserId, Vec<OrganizationId>> = HashMap::new();
        for part in users.chunks(AT_ONCE) {
            let ids: Vec<_> = part.iter().map(|user| user.id).collect();
            for (user, organization) in reader.organization_ids_of(&ids).await? {
                places.entry(user).or_default().push(organization);
            }
        }
        let view = |user: UserRecord| {
            let organizations = places.remove(&user.id).unwrap_or_default();
            Self { user, organizations }
        };
        Ok(users.into_iter().map(view).collect())
    }
}

/// The account as it is after a change.
pub(super) async fn again(tx: &Tx, id: UserId) -> Result<UserView, Fault> {
    let user = tx.user_by_id(id).await?;
    let user = user.ok_or_else(|| Fault::Internal("a user who was changed is gone".into()))?;
    Ok(UserView::of(tx, user).await?)
}
