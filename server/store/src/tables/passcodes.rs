//! Passcodes by which people set a new password.

use crate::table::table;
use crate::{Reader, Redacted, StoreError, Tx};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};

table! {
    PASSCODES = "passcodes" as "p";

    read
    /// A passcode.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct PasscodeRecord {
        pub hashed_passcode: Redacted<Vec<u8>>,
        pub created_at: DateTime<Utc>,
        pub expires_at: DateTime<Utc>,
    }

    write
    /// A new one, in the place of the one before.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewPasscode {
        key { pub user_id: UserId }
        columns {
            pub hashed_passcode: Redacted<Vec<u8>>,
            pub created_at: DateTime<Utc>,
            pub expires_at: DateTime<Utc>,
        }
    }
}

impl Reader {
    /// The passcode of a user.
    pub async fn passcode(&self, user: UserId) -> Result<Option<PasscodeRecord>, StoreError> {
        let sql = format!("SELECT {} FROM passcodes p WHERE p.user_id = ?1", PasscodeRecord::COLUMNS);
        self.find(&sql, &[user.into()]).await
    }
}

impl Tx {
    /// Gives a user a passcode; an earlier one counts no more.
    pub async fn put_passcode(&self, new: &NewPasscode) -> Result<(), StoreError> {
        self.put(new).await
    }

    /// The passcode of a user is used up.
    pub async fn delete_passcode(&self, user: UserId) -> Result<(), StoreError> {
        self.execute("DELETE FROM passcodes WHERE user_id = ?1", &[user.into()]).await.map(|_| ())
    }
}
