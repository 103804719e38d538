//! Those who add jobs of one person to one organization wait for each other, so that each of them sees how
//! many wait already.

use crate::migrations::Dialect;
use crate::{StoreError, Tx};
use burgrave_core::ids::{OrganizationId, UserId};
use uuid::Uuid;

impl Tx {
    /// Waits until no other transaction adds jobs of this person to the organization, and keeps later ones
    /// waiting until this one ends. In [`crate::Store::write_read_committed`] the next statement sees what
    /// the others have added; a serializable transaction sees the state of its beginning, and is run again
    /// where that makes a difference to others like it.
    pub async fn add_jobs_alone(
        &self,
        organization: OrganizationId,
        initiator: UserId,
    ) -> Result<(), StoreError> {
        if self.dialect() == Dialect::Sqlite {
            // There is one writer.
            return Ok(());
        }
        let lock = "SELECT pg_advisory_xact_lock(?1) IS NULL";
        let (_,): (bool,) = self.one(lock, &[key(organization, initiator).into()]).await?;
        Ok(())
    }
}

/// The number of the lock. Two pairs with the same one wait for each other without need.
fn key(organization: OrganizationId, initiator: UserId) -> i64 {
    let random = |id: Uuid| id.as_u64_pair().1;
    (random(organization.into()) ^ random(initiator.into()).rotate_left(1)).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_person_has_a_lock_in_each_organization() {
        let (here, there) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let (one, other) = (Uuid::from_u128(3).into(), Uuid::from_u128(4).into());
        let keys = [key(here, one), key(here, other), key(there, one), key(there, other)];
        for (place, own) in keys.iter().enumerate() {
            assert!(keys.iter().skip(place + 1).all(|other| other != own), "{keys:?}");
        }
    }
}
