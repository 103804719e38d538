//! Codes of devices that wait for authorization.

use crate::table::table;
use crate::{ApiKeyRecord, DeviceState, Inserted, Reader, Redacted, StoreError, Tx};
use burgrave_core::ids::{AppId, IssueId, UserId};
use chrono::{DateTime, Utc};

table! {
    OAUTH2_DEVICE_CODES = "oauth2_device_codes" as "d";

    read
    /// A device's code.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct DeviceCodeRecord {
        pub prefix: String,
        pub hashed_secret: Redacted<Vec<u8>>,
        pub app_id: AppId,
        /// Who answered.
        pub user_id: Option<UserId>,
        pub state: DeviceState,
        pub scope: String,
        /// For whom; empty when that wasn't said.
        pub resource: String,
        /// The least time between two questions.
        pub interval_seconds: i64,
        pub expires_at: DateTime<Utc>,
        /// When it last asked.
        pub polled_at: Option<DateTime<Utc>>,
        /// When it fetched its token.
        pub spent_at: Option<DateTime<Utc>>,
        pub issue_id: Option<IssueId>,
        /// When the user had logged in who answered.
        pub authenticated_at: DateTime<Utc>,
    }

    write
    /// A new code of a device.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewDeviceCode {
        key { pub prefix: String }
        columns {
            pub hashed_secret: Redacted<Vec<u8>>,
            pub hashed_user_code: Redacted<Vec<u8>>,
            pub app_id: AppId,
            pub scope: String,
            pub resource: String,
            pub interval_seconds: i64,
            pub expires_at: DateTime<Utc>,
        }
        given { pub now: DateTime<Utc> }
        first |new| { state: DeviceState = DeviceState::Pending, created_at: DateTime<Utc> = new.now }
    }

    other { session_id: Option<String> }
}

/// Selects codes of devices.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM oauth2_device_codes d {rest}", DeviceCodeRecord::COLUMNS)
}

impl Reader {
    /// By its prefix.
    pub async fn oauth2_device_code(&self, prefix: &str) -> Result<Option<DeviceCodeRecord>, StoreError> {
        self.find(&select("WHERE d.prefix = ?1"), &[prefix.into()]).await
    }

    /// By the hash of what the person types.
    pub async fn oauth2_device_code_by_user_code(
        &self,
        hash: &[u8],
    ) -> Result<Option<DeviceCodeRecord>, StoreError> {
        self.find(&select("WHERE d.hashed_user_code = ?1"), &[hash.into()]).await
    }
}

impl Tx {
    /// Adds a device's code; false when the user code is taken, which is as good as never.
    pub async fn insert_oauth2_device_code(&self, new: &NewDeviceCode) -> Result<bool, StoreError> {
        Ok(self.insert_new(new).await? == Inserted::Done)
    }

    /// Notes that the device asked, and how long it has to wait until it asks again.
    pub async fn poll_oauth2_device_code(
        &self,
        prefix: &str,
        interval_seconds: i64,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE oauth2_device_codes SET polled_at = ?2, interval_seconds = ?3 WHERE prefix = ?1";
        self.execute(sql, &[prefix.into(), now.into(), interval_seconds.into()]).await.map(|_| ())
    }

    /// Notes what a person answered, and in which session: the code ends with it.
    pub async fn answer_oauth2_device_code(
        &self,
        prefix: &str,
        user: UserId,
        session: &ApiKeyRecord,
        state: DeviceState,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE oauth2_device_codes SET user_id = ?2, state = ?3, session_id = ?4, \
                   authenticated_at = ?5 \
                   WHERE prefix = ?1";
        let values =
            [prefix.into(), user.into(), state.into(), (&session.id).into(), session.created_at.into()];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Notes that the device fetched its token.
    pub async fn spend_oauth2_device_code(
        &self,
        prefix: &str,
        issue: IssueId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE oauth2_device_codes SET spent_at = ?2, issue_id = ?3 WHERE prefix = ?1";
        self.execute(sql, &[prefix.into(), now.into(), issue.into()]).await.map(|_| ())
    }
}
