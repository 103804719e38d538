//! A template version with its job, and the access list of its template.

use crate::row::{FromRow, Row};
use crate::table::table;
use crate::tables::provisioning::access::OF_TEMPLATES;
use crate::{JobRecord, Reader, StoreError};
use burgrave_core::authorization::AccessList;
use burgrave_core::ids::{FileId, OrganizationId, ProvisionerJobId, TemplateId, TemplateVersionId, UserId};
use chrono::{DateTime, Utc};

table! {
    TEMPLATE_VERSIONS = "template_versions" as "v";

    read
    /// A version of a template, or one that belongs to none yet, and who made it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct TemplateVersionRecord {
        pub id: TemplateVersionId,
        pub organization_id: OrganizationId,
        pub template_id: Option<TemplateId>,
        pub name: String,
        pub message: String,
        /// Empty until its import has read it.
        pub readme: String,
        pub file_id: FileId,
        pub job_id: ProvisionerJobId,
        pub created_by: UserId,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        pub archived: bool,
        pub has_external_agent: bool,
    }
    joined {
        pub created_by_username: String = "u.username",
        pub created_by_name: String = "u.name",
        pub created_by_avatar_url: String = "u.avatar_url",
    }

    write
    /// A new version, whose job is there already.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewTemplateVersion {
        key { pub id: TemplateVersionId }
        columns {
            pub organization_id: OrganizationId,
            pub template_id: Option<TemplateId>,
            pub name: String,
            pub message: String,
            pub file_id: FileId,
            pub job_id: ProvisionerJobId,
            pub created_by: UserId,
        }
        given {
            /// What builds need to give its tags values of their own, as JSON of the server; none where its
            /// files ask for none.
            pub tags: Option<String>,
            /// That of its template, by which it is protected.
            pub access: AccessList,
            pub now: DateTime<Utc>,
        }
        derived |new| {
            readme: String = String::new(),
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
            archived: bool = false,
            has_external_agent: bool = false,
        }
    }
}

/// A version with its job. It is protected as its template is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct TemplateVersion {
    pub record: TemplateVersionRecord,
    pub job: JobRecord,
    /// Empty in lists, whose template says who may read them.
    pub access: AccessList,
}

impl std::ops::Deref for TemplateVersion {
    type Target = TemplateVersionRecord;

    fn deref(&self) -> &TemplateVersionRecord {
        &self.record
    }
}

impl FromRow for TemplateVersion {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (record, job) = (TemplateVersionRecord::from_row(row)?, JobRecord::from_row(row)?);
        Ok(Self { record, job, access: AccessList::default() })
    }
}

/// Selects versions with their jobs.
pub(super) fn select(rest: &str) -> String {
    format!(
        "SELECT {}, {} FROM template_versions v JOIN users u ON u.id = v.created_by JOIN provisioner_jobs j \
         ON j.id = v.job_id {rest}",
        TemplateVersionRecord::COLUMNS,
        JobRecord::COLUMNS
    )
}

impl Reader {
    /// By id.
    pub async fn template_version(
        &self,
        id: TemplateVersionId,
    ) -> Result<Option<TemplateVersion>, StoreError> {
        let found = self.find(&select("WHERE v.id = ?1"), &[id.into()]).await?;
        self.with_access_of_template(found).await
    }

    /// By name in a template; letter case counts, and archived ones are found too.
    pub async fn template_version_by_name(
        &self,
        template: TemplateId,
        name: &str,
    ) -> Result<Option<TemplateVersion>, StoreError> {
        let sql = select("WHERE v.template_id = ?1 AND v.name = ?2");
        let found = self.find(&sql, &[template.into(), name.into()]).await?;
        self.with_access_of_template(found).await
    }

    /// The version of the same template that was made right before.
    pub async fn previous_template_version(
        &self,
        version: &TemplateVersionRecord,
    ) -> Result<Option<TemplateVersion>, StoreError> {
        let Some(template) = version.template_id else { return Ok(None) };
        let sql = select(
            "WHERE v.template_id = ?1 AND (v.created_at, v.id) < (?2, ?3) ORDER BY v.created_at DESC, v.id \
             DESC LIMIT 1",
        );
        let values = [template.into(), version.created_at.into(), version.id.into()];
        let found = self.find(&sql, &values).await?;
        self.with_access_of_template(found).await
    }

    async fn with_access_of_template(
        &self,
        found: Option<TemplateVersion>,
    ) -> Result<Option<TemplateVersion>, StoreError> {
        let Some(mut version) = found else { return Ok(None) };
        if let Some(template) = version.record.template_id {
            version.access = self.access_list(OF_TEMPLATES, template.into()).await?;
        }
        Ok(Some(version))
    }

    /// The templates that have a version made from this file: who may change one of them may read the file.
    pub async fn templates_of_file(&self, file: FileId) -> Result<Vec<TemplateId>, StoreError> {
        let sql = "SELECT DISTINCT v.template_id FROM template_versions v WHERE v.file_id = ?1 AND \
                   v.template_id IS NOT NULL ORDER BY v.template_id";
        let found: Vec<(TemplateId,)> = self.fetch(sql, &[file.into()]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// Whether the latest build of a workspace that isn't deleted was made from the version.
    pub async fn template_version_in_use(&self, id: TemplateVersionId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT w.id FROM workspace_builds b JOIN workspaces w ON w.id = \
                   b.workspace_id AND w.latest_build_id = b.id WHERE b.version_id = ?1 AND w.deleted_at IS \
                   NULL)";
        let (any,) = self.one(sql, &[id.into()]).await?;
        Ok(any)
    }
}
