//! What the administrators of an organization decide about claims. The values are JSON that the rules read and write.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    IDP_SYNC_SETTINGS = "idp_sync_settings" as "s";

    write
    /// The settings of an organization from now on.
    struct NewSettings {
        key { organization_id: Uuid, kind: String }
        columns { value: String, updated_at: DateTime<Utc> }
    }
}

/// What is synchronized in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncKind {
    /// Groups.
    Groups,
    /// Roles.
    Roles,
}

impl SyncKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Roles => "roles",
        }
    }
}

impl Reader {
    /// The settings of an organization; nothing when they were never set.
    pub async fn idp_sync(&self, organization: Uuid, kind: SyncKind) -> Result<Option<String>, StoreError> {
        let sql = "SELECT s.value FROM idp_sync_settings s WHERE s.organization_id = ?1 AND s.kind = ?2";
        let found: Option<(String,)> = self.find(sql, &[organization.into(), kind.as_str().into()]).await?;
        Ok(found.map(|(value,)| value))
    }
}

impl Tx {
    /// Sets the settings of an organization, whatever they were before.
    pub async fn set_idp_sync(
        &self,
        organization: Uuid,
        kind: SyncKind,
        value: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (kind, value) = (kind.as_str().to_owned(), value.to_owned());
        self.put(&NewSettings { organization_id: organization, kind, value, updated_at: now }).await
    }
}
