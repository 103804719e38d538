//! The audit log: entries are added, never changed, and deleted only when they are old.

use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One entry: who did what to which resource, and how it ended.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct NewAuditEntry {
    pub id: Uuid,
    pub time: DateTime<Utc>,
    /// Absent when nobody was authenticated.
    pub user_id: Option<Uuid>,
    /// Absent for what belongs to no organization.
    pub organization_id: Option<Uuid>,
    pub resource_type: String,
    pub resource_id: Uuid,
    /// The resource's name for people.
    pub resource_target: String,
    pub action: String,
    /// JSON object: field → {old, new, secret}.
    pub diff: String,
    pub status_code: u16,
    pub ip_address: String,
    pub user_agent: String,
    pub request_id: Uuid,
    /// JSON object.
    pub additional_fields: String,
}

impl Tx {
    /// Adds an entry, in the transaction of what it records.
    pub async fn insert_audit_entry(&self, new: &NewAuditEntry) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit_log (id, time, user_id, organization_id, resource_type, resource_id, resource_target, \
                   action, diff, status_code, ip_address, user_agent, request_id, additional_fields, resource_target_key) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
        let values = [
            new.id.into(),
            new.time.into(),
            new.user_id.into(),
            new.organization_id.into(),
            (&new.resource_type).into(),
            new.resource_id.into(),
            (&new.resource_target).into(),
            (&new.action).into(),
            (&new.diff).into(),
            new.status_code.into(),
            (&new.ip_address).into(),
            (&new.user_agent).into(),
            new.request_id.into(),
            (&new.additional_fields).into(),
            new.resource_target.to_lowercase().into(),
        ];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Deletes the oldest entries from before a time, so many at most; gives how many it were.
    pub async fn delete_audit_entries(&self, before: DateTime<Utc>, most: u32) -> Result<u64, StoreError> {
        let sql = "DELETE FROM audit_log WHERE id IN \
                   (SELECT id FROM audit_log WHERE time < ?1 ORDER BY time, id LIMIT ?2)";
        self.execute(sql, &[before.into(), most.into()]).await
    }
}
