//! What a change of a template does to all its workspaces.

use crate::{StoreError, Template, Tx};
use burgrave_core::authorization::{Authorized, Update};
use chrono::{DateTime, Utc};

impl Tx {
    /// Has the autostarts of a template's workspaces computed anew, as soon as somebody looks.
    pub async fn look_at_autostarts(
        &self,
        template: &Authorized<Update, Template>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE workspaces SET next_start_at = ?2 WHERE template_id = ?1 AND autostart_schedule IS \
                   NOT NULL AND dormant_at IS NULL AND deleted_at IS NULL";
        self.execute(sql, &[template.id.into(), now.into()]).await.map(|_| ())
    }

    /// All workspaces of a template count as used now.
    pub async fn use_workspaces_of(
        &self,
        template: &Authorized<Update, Template>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE workspaces SET last_used_at = ?2 WHERE template_id = ?1 AND deleted_at IS NULL";
        self.execute(sql, &[template.id.into(), now.into()]).await.map(|_| ())
    }

    /// Dormant workspaces of a template are deleted so long after they became dormant, or never where that is
    /// 0; where `since` is given, all of them count as dormant since then.
    pub async fn delete_dormant_after(
        &self,
        template: &Authorized<Update, Template>,
        milliseconds: i64,
        since: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let dormant = "template_id = ?1 AND dormant_at IS NOT NULL AND deleted_at IS NULL";
        if let Some(since) = since {
            let sql = format!("UPDATE workspaces SET dormant_at = ?2 WHERE {dormant}");
            self.execute(&sql, &[template.id.into(), since.into()]).await?;
        }
        if milliseconds <= 0 {
            let sql = format!("UPDATE workspaces SET deleting_at = NULL WHERE {dormant}");
            return self.execute(&sql, &[template.id.into()]).await.map(|_| ());
        }
        let sql = format!("UPDATE workspaces SET deleting_at = dormant_at + ?2 WHERE {dormant}");
        let microseconds = milliseconds.saturating_mul(1000);
        self.execute(&sql, &[template.id.into(), microseconds.into()]).await.map(|_| ())
    }
}
