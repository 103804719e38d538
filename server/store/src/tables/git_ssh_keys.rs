//! SSH keys of users, one a user. Private halves are sealed before they come here.

use crate::table::table;
use crate::{Reader, Redacted, StoreError, Tx, UserRecord};
use burgrave_core::authorization::{Authorized, UpdatePersonal};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};

table! {
    GIT_SSH_KEYS = "git_ssh_keys" as "g";

    read
    /// A user's key.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct GitSshKey {
        /// The user.
        pub user_id: UserId,
        /// The private half, sealed for this user.
        pub sealed_key: Redacted<Vec<u8>>,
        /// The public half, as a line of an authorized_keys file.
        pub public_key: String,
        /// When the user's first key was made.
        pub created_at: DateTime<Utc>,
        /// When this key was made.
        pub updated_at: DateTime<Utc>,
    }

    write
    /// The key of a user from now on.
    struct NewGitSshKey {
        key { user_id: UserId }
        columns { sealed_key: Redacted<Vec<u8>>, public_key: String, updated_at: DateTime<Utc> }
        first |new| { created_at: DateTime<Utc> = new.updated_at }
    }
}

impl Reader {
    /// The key of a user; none before the first one was made.
    pub async fn git_ssh_key(&self, user: UserId) -> Result<Option<GitSshKey>, StoreError> {
        let sql = format!("SELECT {} FROM git_ssh_keys g WHERE g.user_id = ?1", GitSshKey::COLUMNS);
        self.find(&sql, &[user.into()]).await
    }
}

impl Tx {
    /// Sets or replaces the key of a user.
    pub async fn set_git_ssh_key(
        &self,
        user: &Authorized<UpdatePersonal, UserRecord>,
        sealed_key: Redacted<Vec<u8>>,
        public_key: String,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.put(&NewGitSshKey { user_id: user.id, sealed_key, public_key, updated_at: now }).await
    }

    /// Forgets the key of a user.
    pub(super) async fn delete_git_ssh_key(&self, user: UserId) -> Result<(), StoreError> {
        self.execute("DELETE FROM git_ssh_keys WHERE user_id = ?1", &[user.into()]).await?;
        Ok(())
    }
}
