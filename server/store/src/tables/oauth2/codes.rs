//! Authorization codes: at most one of a user for an app waits to be redeemed; those that were redeemed stay
//! a while.

use crate::table::table;
use crate::{Reader, Redacted, StoreError, Tx};
use burgrave_core::ids::{AppId, IssueId, UserId};
use chrono::{DateTime, Utc};

table! {
    OAUTH2_CODES = "oauth2_codes" as "c";

    read
    /// A code.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct CodeRecord {
        pub prefix: String,
        pub hashed_secret: Redacted<Vec<u8>>,
        pub app_id: AppId,
        pub user_id: UserId,
        /// As it was asked for; empty when it wasn't.
        pub redirect_uri: String,
        pub scope: String,
        /// For whom; empty when that wasn't said.
        pub resource: String,
        /// Of S256; empty when there was none.
        pub code_challenge: String,
        pub expires_at: DateTime<Utc>,
        /// When it was redeemed, or burnt.
        pub spent_at: Option<DateTime<Utc>>,
        /// The redemption; its grant may be deleted already.
        pub issue_id: Option<IssueId>,
        /// What the app wants to find in the ID token; empty when it sent nothing.
        pub nonce: String,
        /// When the user had logged in who let the app in.
        pub authenticated_at: DateTime<Utc>,
    }

    write
    /// A new code.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewCode {
        key { pub prefix: String }
        columns {
            pub hashed_secret: Redacted<Vec<u8>>,
            pub app_id: AppId,
            pub user_id: UserId,
            pub redirect_uri: String,
            pub scope: String,
            pub resource: String,
            pub code_challenge: String,
            /// The session in which the user let the app in.
            pub session_id: Option<String>,
            pub nonce: String,
            pub authenticated_at: DateTime<Utc>,
            pub expires_at: DateTime<Utc>,
        }
        given { pub now: DateTime<Utc> }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

impl Reader {
    /// By its prefix, redeemed or not.
    pub async fn oauth2_code(&self, prefix: &str) -> Result<Option<CodeRecord>, StoreError> {
        let sql = format!("SELECT {} FROM oauth2_codes c WHERE c.prefix = ?1", CodeRecord::COLUMNS);
        self.find(&sql, &[prefix.into()]).await
    }
}

impl Tx {
    /// Adds a code in the place of the one that waited, and forgets those of the same user that are over.
    pub async fn insert_oauth2_code(&self, new: &NewCode) -> Result<(), StoreError> {
        let older = "DELETE FROM oauth2_codes \
                     WHERE user_id = ?1 AND ((app_id = ?2 AND spent_at IS NULL) OR expires_at <= ?3)";
        self.execute(older, &[new.user_id.into(), new.app_id.into(), new.now.into()]).await?;
        self.insert(new).await
    }

    /// Marks a code as redeemed, also where the redemption failed.
    pub async fn spend_oauth2_code(
        &self,
        prefix: &str,
        issue: Option<IssueId>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE oauth2_codes SET spent_at = ?2, issue_id = ?3 WHERE prefix = ?1";
        self.execute(sql, &[prefix.into(), now.into(), issue.into()]).await.map(|_| ())
    }

    /// Deletes the codes of a user, or only those for one app.
    pub async fn delete_oauth2_codes(&self, user: UserId, app: Option<AppId>) -> Result<(), StoreError> {
        let sql = "DELETE FROM oauth2_codes WHERE user_id = ?1";
        self.delete_of(sql, user, app).await?;
        self.delete_of("DELETE FROM oauth2_device_codes WHERE user_id = ?1", user, app).await
    }

    async fn delete_of(&self, sql: &str, user: UserId, app: Option<AppId>) -> Result<(), StoreError> {
        let done = match app {
            None => self.execute(sql, &[user.into()]).await,
            Some(app) => self.execute(&format!("{sql} AND app_id = ?2"), &[user.into(), app.into()]).await,
        };
        done.map(|_| ())
    }

    /// Forgets the codes of browsers and devices that ended before this time; gives how many.
    pub async fn delete_expired_oauth2_codes(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let codes = "DELETE FROM oauth2_codes WHERE expires_at <= ?1";
        let devices = "DELETE FROM oauth2_device_codes WHERE expires_at <= ?1";
        Ok(self.execute(codes, &[before.into()]).await? + self.execute(devices, &[before.into()]).await?)
    }
}
