//! Codes of devices that wait for somebody to let them in.

use crate::row::{FromRow, Row};
use crate::{DeviceState, Reader, Redacted, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

const COLUMNS: &str = "d.prefix, d.hashed_secret, d.app_id, d.user_id, d.state, d.scope, d.resource, \
    d.interval_seconds, d.expires_at, d.polled_at, d.spent_at, d.issue_id";

/// A device's code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct DeviceCodeRecord {
    pub prefix: String,
    pub hashed_secret: Redacted<Vec<u8>>,
    pub app_id: Uuid,
    /// Who answered.
    pub user_id: Option<Uuid>,
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
    pub issue_id: Option<Uuid>,
}

/// What a device's code begins with.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in the record")]
pub struct NewDeviceCode {
    pub prefix: String,
    pub hashed_secret: Redacted<Vec<u8>>,
    pub hashed_user_code: Redacted<Vec<u8>>,
    pub app_id: Uuid,
    pub scope: String,
    pub resource: String,
    pub interval_seconds: i64,
    pub expires_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

impl FromRow for DeviceCodeRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            prefix: row.next()?,
            hashed_secret: row.next()?,
            app_id: row.next()?,
            user_id: row.next()?,
            state: row.next()?,
            scope: row.next()?,
            resource: row.next()?,
            interval_seconds: row.next()?,
            expires_at: row.next()?,
            polled_at: row.next()?,
            spent_at: row.next()?,
            issue_id: row.next()?,
        })
    }
}

impl Reader {
    /// By its prefix.
    pub async fn oauth2_device_code(&self, prefix: &str) -> Result<Option<DeviceCodeRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM oauth2_device_codes d WHERE d.prefix = ?1");
        self.find(&sql, &[prefix.into()]).await
    }

    /// By the hash of what the person types.
    pub async fn oauth2_device_code_by_user_code(
        &self,
        hash: &[u8],
    ) -> Result<Option<DeviceCodeRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM oauth2_device_codes d WHERE d.hashed_user_code = ?1");
        self.find(&sql, &[hash.into()]).await
    }
}

impl Tx {
    /// Adds a device's code; false when the user code is taken, which is as good as never.
    pub async fn insert_oauth2_device_code(&self, new: &NewDeviceCode) -> Result<bool, StoreError> {
        let sql = "INSERT INTO oauth2_device_codes (prefix, hashed_secret, hashed_user_code, app_id, state, scope, resource, \
                   interval_seconds, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
                   ON CONFLICT DO NOTHING";
        let values = [
            (&new.prefix).into(),
            new.hashed_secret.0.as_slice().into(),
            new.hashed_user_code.0.as_slice().into(),
            new.app_id.into(),
            DeviceState::Pending.into(),
            (&new.scope).into(),
            (&new.resource).into(),
            new.interval_seconds.into(),
            new.now.into(),
            new.expires_at.into(),
        ];
        Ok(self.execute(sql, &values).await? > 0)
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

    /// Notes what a person answered.
    pub async fn answer_oauth2_device_code(
        &self,
        prefix: &str,
        user: Uuid,
        state: DeviceState,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE oauth2_device_codes SET user_id = ?2, state = ?3 WHERE prefix = ?1";
        self.execute(sql, &[prefix.into(), user.into(), state.into()]).await.map(|_| ())
    }

    /// Notes that the device fetched its token.
    pub async fn spend_oauth2_device_code(
        &self,
        prefix: &str,
        issue: Uuid,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE oauth2_device_codes SET spent_at = ?2, issue_id = ?3 WHERE prefix = ?1";
        self.execute(sql, &[prefix.into(), now.into(), issue.into()]).await.map(|_| ())
    }
}
