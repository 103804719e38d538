//! The audit log: entries are added, never changed, and deleted only when they are old.

use crate::table::table;
use crate::{StoreError, Tx};
use burgrave_core::ids::{AuditEntryId, OrganizationId, RequestId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    AUDIT_LOG = "audit_log" as "a";

    read
    /// An entry as it was written.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct AuditRecord {
        pub id: AuditEntryId,
        pub time: DateTime<Utc>,
        pub user_id: Option<UserId>,
        pub organization_id: Option<OrganizationId>,
        pub resource_type: String,
        pub resource_id: Uuid,
        pub resource_target: String,
        pub action: String,
        /// JSON object.
        pub diff: String,
        pub status_code: i32,
        pub ip_address: String,
        pub user_agent: String,
        pub request_id: RequestId,
        /// JSON object.
        pub additional_fields: String,
    }

    write
    /// A new entry: who did what to which resource, and how it ended.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewAuditEntry {
        key { pub id: AuditEntryId }
        columns {
            pub time: DateTime<Utc>,
            /// Absent without an authenticated user.
            pub user_id: Option<UserId>,
            /// Absent for what belongs to no organization.
            pub organization_id: Option<OrganizationId>,
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
            pub request_id: RequestId,
            /// JSON object.
            pub additional_fields: String,
        }
        derived |new| { resource_target_key: String = new.resource_target.to_lowercase() }
    }

    // The engine says it; see the chain.
    other { written_by: i64 }
}

impl Tx {
    /// Adds an entry, in the transaction of what it records.
    pub async fn insert_audit_entry(&self, new: &NewAuditEntry) -> Result<(), StoreError> {
        self.insert(new).await
    }
}
