//! A dormant user is active again as soon as they are here.

use burgrave_store::{StoreError, Tx, UserRecord, UserStatus};

use crate::application::audit::{self, Diff, Subsystem};
use crate::application::{Trail, derived};
use crate::users;

/// Makes the user active if they are dormant, and leaves the entry of that beside the one that the trail may be for.
pub(crate) async fn wake(tx: &Tx, trail: &Trail, user: &UserRecord) -> Result<(), StoreError> {
    if user.status != UserStatus::Dormant {
        return Ok(());
    }
    tx.set_user_status(user.id, UserStatus::Active, trail.now).await?;
    let diff = Diff::default().field("status", user.status.as_str(), UserStatus::Active.as_str());
    let changed = users::written(user.id, &user.username, diff, 200);
    let trail = Trail { entry: derived::id(trail.entry, &["wake"]), ..trail.clone() };
    audit::automatic(tx, &trail, Some(user.id), Subsystem::Dormancy, changed).await
}
