//! What the administrators of an organization decide about claims. The values are JSON that the rules read and write.

use crate::{Reader, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

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
        let sql = "INSERT INTO idp_sync_settings (organization_id, kind, value, updated_at) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (organization_id, kind) \
                   DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
        let values = [organization.into(), kind.as_str().into(), value.into(), now.into()];
        self.execute(sql, &values).await.map(|_| ())
    }
}
