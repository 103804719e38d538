//! What is changed in versions.

use super::records::{NewTemplateVersion, TemplateVersion};
use super::tags::NewVersionTags;
use crate::{Change, Inserted, StoreError, Template, Tx};
use burgrave_core::authorization::{Authorized, Create, Update};
use burgrave_core::ids::{TemplateId, TemplateVersionId};
use chrono::{DateTime, Utc};

/// A version that a workspace needs, or new workspaces.
const IN_USE: &str = "EXISTS (SELECT w.id FROM workspace_builds b JOIN workspaces w ON w.id = b.workspace_id \
     AND w.latest_build_id = b.id WHERE b.version_id = template_versions.id AND w.deleted_at IS NULL) OR \
     EXISTS (SELECT t.id FROM templates t WHERE t.id = template_versions.template_id AND t.active_version_id \
     = template_versions.id)";

impl Tx {
    /// Adds a version; taken when its template has one of that name.
    pub async fn insert_template_version(
        &self,
        new: &Authorized<Create, NewTemplateVersion>,
    ) -> Result<Inserted, StoreError> {
        if self.insert_new(&**new).await? == Inserted::Taken {
            return Ok(Inserted::Taken);
        }
        if let Some(sources) = new.tags.clone() {
            // The version is new, so that nothing is known of it yet.
            _ = self.insert_new(&NewVersionTags { version_id: new.id, sources }).await?;
        }
        Ok(Inserted::Done)
    }

    /// Changes name and message of a version.
    pub async fn update_template_version(
        &self,
        version: &Authorized<Update, TemplateVersion>,
        name: &str,
        message: &str,
        now: DateTime<Utc>,
    ) -> Result<Change, StoreError> {
        if let Some(template) = version.template_id
            && self.has_other_version(template, name, version.id).await?
        {
            return Ok(Change::Taken);
        }
        let sql = "UPDATE template_versions SET name = ?2, message = ?3, updated_at = ?4 WHERE id = ?1";
        let values = [version.id.into(), name.into(), message.into(), now.into()];
        Ok(if self.execute(sql, &values).await? > 0 { Change::Done } else { Change::Missing })
    }

    /// Makes a version one of a template. Missing when it belongs to one already.
    pub async fn attach_template_version(
        &self,
        version: &Authorized<Update, TemplateVersion>,
        template: TemplateId,
        now: DateTime<Utc>,
    ) -> Result<Change, StoreError> {
        if self.has_other_version(template, &version.name, version.id).await? {
            return Ok(Change::Taken);
        }
        let sql = "UPDATE template_versions SET template_id = ?2, updated_at = ?3 WHERE id = ?1 AND \
                   template_id IS NULL";
        let values = [version.id.into(), template.into(), now.into()];
        Ok(if self.execute(sql, &values).await? > 0 { Change::Done } else { Change::Missing })
    }

    async fn has_other_version(
        &self,
        template: TemplateId,
        name: &str,
        version: TemplateVersionId,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT v.id FROM template_versions v WHERE v.template_id = ?1 AND v.name = ?2";
        let other: Option<(TemplateVersionId,)> = self.find(sql, &[template.into(), name.into()]).await?;
        Ok(other.is_some_and(|(id,)| id != version))
    }

    /// Archives a version; false when it is archived, or in use: active, or that of a workspace.
    pub async fn archive_template_version(
        &self,
        version: &Authorized<Update, TemplateVersion>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE template_versions SET archived = ?2, updated_at = ?3 WHERE id = ?1 AND NOT archived AND \
             NOT ({IN_USE})"
        );
        Ok(self.execute(&sql, &[version.id.into(), true.into(), now.into()]).await? > 0)
    }

    /// Takes a version out of the archive; false when it isn't in it.
    pub async fn unarchive_template_version(
        &self,
        version: &Authorized<Update, TemplateVersion>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE template_versions SET archived = ?2, updated_at = ?3 WHERE id = ?1 AND archived";
        Ok(self.execute(sql, &[version.id.into(), false.into(), now.into()]).await? > 0)
    }

    /// Archives the versions of a template that aren't in use: those whose imports failed, or all; gives
    /// which, the oldest first.
    pub async fn archive_template_versions(
        &self,
        template: &Authorized<Update, Template>,
        all: bool,
        now: DateTime<Utc>,
    ) -> Result<Vec<TemplateVersionId>, StoreError> {
        let failed = "AND EXISTS (SELECT j.id FROM provisioner_jobs j WHERE j.id = template_versions.job_id \
                      AND j.error IS NOT NULL)";
        let sql = format!(
            "UPDATE template_versions SET archived = ?2, updated_at = ?3 WHERE template_id = ?1 AND NOT \
             archived AND NOT ({IN_USE}) {} RETURNING id, created_at",
            if all { "" } else { failed }
        );
        let values = [template.id.into(), true.into(), now.into()];
        let mut archived: Vec<(TemplateVersionId, DateTime<Utc>)> = self.change(&sql, &values).await?;
        archived.sort_by_key(|(id, created_at)| (*created_at, *id));
        Ok(archived.into_iter().map(|(id, _)| id).collect())
    }
}
