//! Templates: soft-deleted, with a name that is unique in the organization among those that are not.

use super::access::{AccessChanges, OF_TEMPLATES};
use crate::table::table;
use crate::{Change, Inserted, Reader, StoreError, Tx};
use burgrave_core::authorization::{AccessList, Authorized, Create, Delete, Update};
use burgrave_core::ids::{OrganizationId, TemplateId, TemplateVersionId, UserId};
use chrono::{DateTime, Utc};

table! {
    TEMPLATES = "templates" as "t";

    read
    /// A template, what it shows of its organization, and who made it. Durations are milliseconds, days are
    /// bits with Monday as the lowest.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct TemplateRecord {
        pub id: TemplateId,
        pub organization_id: OrganizationId,
        pub created_by: UserId,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        pub deleted_at: Option<DateTime<Utc>>,
        pub name: String,
        pub display_name: String,
        pub description: String,
        pub icon: String,
        pub provisioner: String,
        pub active_version_id: TemplateVersionId,
        /// Empty while it isn't deprecated.
        pub deprecation_message: String,
        pub default_ttl_ms: i64,
        pub activity_bump_ms: i64,
        pub autostop_notify_ms: i64,
        pub failure_ttl_ms: i64,
        pub dormant_after_ms: i64,
        pub delete_dormant_after_ms: i64,
        pub autostop_days: u32,
        pub autostop_weeks: i64,
        pub autostart_days: u32,
        pub allow_user_autostart: bool,
        pub allow_user_autostop: bool,
        pub allow_user_cancel: bool,
        pub require_active_version: bool,
        pub max_port_share_level: String,
        pub cors_behavior: String,
        pub classic_parameters: bool,
        pub disable_module_cache: bool,
        /// How many people used it lately, as it was last counted.
        pub active_users: i64,
        /// How long its builds took, as JSON, as it was last counted; empty before.
        pub build_times: String,
    }
    joined {
        pub organization_name: String = "o.name",
        pub organization_display_name: String = "o.display_name",
        pub organization_icon: String = "o.icon",
        pub created_by_name: String = "u.username",
    }

    write
    /// A new template.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewTemplate {
        key { pub id: TemplateId }
        columns {
            pub organization_id: OrganizationId,
            pub created_by: UserId,
            pub name: String,
            pub display_name: String,
            pub description: String,
            pub icon: String,
            pub provisioner: String,
            pub active_version_id: TemplateVersionId,
            pub deprecation_message: String,
            pub default_ttl_ms: i64,
            pub activity_bump_ms: i64,
            pub autostop_notify_ms: i64,
            pub failure_ttl_ms: i64,
            pub dormant_after_ms: i64,
            pub delete_dormant_after_ms: i64,
            pub autostop_days: u32,
            pub autostop_weeks: i64,
            pub autostart_days: u32,
            pub allow_user_autostart: bool,
            pub allow_user_autostop: bool,
            pub allow_user_cancel: bool,
            pub require_active_version: bool,
            pub max_port_share_level: String,
            pub cors_behavior: String,
            pub classic_parameters: bool,
            pub disable_module_cache: bool,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            name_key: String = new.name.to_lowercase(),
            display_name_key: String = new.display_name.to_lowercase(),
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
            active_users: i64 = 0_i64,
            build_times: String = String::new(),
        }
    }

    write
    /// All fields that may change, with the values that they get.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct TemplateUpdate {
        key { pub id: TemplateId, pub organization_id: OrganizationId }
        columns {
            pub name: String,
            pub display_name: String,
            pub description: String,
            pub icon: String,
            pub deprecation_message: String,
            pub default_ttl_ms: i64,
            pub activity_bump_ms: i64,
            pub autostop_notify_ms: i64,
            pub failure_ttl_ms: i64,
            pub dormant_after_ms: i64,
            pub delete_dormant_after_ms: i64,
            pub autostop_days: u32,
            pub autostop_weeks: i64,
            pub autostart_days: u32,
            pub allow_user_autostart: bool,
            pub allow_user_autostop: bool,
            pub allow_user_cancel: bool,
            pub require_active_version: bool,
            pub max_port_share_level: String,
            pub cors_behavior: String,
            pub classic_parameters: bool,
            pub disable_module_cache: bool,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            name_key: String = new.name.to_lowercase(),
            display_name_key: String = new.display_name.to_lowercase(),
            updated_at: DateTime<Utc> = new.now,
        }
        only "deleted_at IS NULL"
    }
}

/// A template with its access list, by which it is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct Template {
    pub record: TemplateRecord,
    pub access: AccessList,
}

impl std::ops::Deref for Template {
    type Target = TemplateRecord;

    fn deref(&self) -> &TemplateRecord {
        &self.record
    }
}

/// Monday to Sunday.
pub const EVERY_DAY: u32 = 0b111_1111;

/// Selects templates, deleted ones included.
pub(crate) fn select(rest: &str) -> String {
    let columns = TemplateRecord::COLUMNS;
    format!(
        "SELECT {columns} FROM templates t JOIN organizations o ON o.id = t.organization_id JOIN users u ON \
         u.id = t.created_by {rest}"
    )
}

impl NewTemplate {
    /// A template of which nothing but this was said.
    pub fn named(
        id: TemplateId,
        organization: OrganizationId,
        creator: UserId,
        name: &str,
        version: TemplateVersionId,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            organization_id: organization,
            created_by: creator,
            name: name.to_owned(),
            display_name: String::new(),
            description: String::new(),
            icon: String::new(),
            provisioner: "terraform".into(),
            active_version_id: version,
            deprecation_message: String::new(),
            default_ttl_ms: 0,
            activity_bump_ms: 3_600_000,
            autostop_notify_ms: 0,
            failure_ttl_ms: 0,
            dormant_after_ms: 0,
            delete_dormant_after_ms: 0,
            autostop_days: 0,
            autostop_weeks: 1,
            autostart_days: EVERY_DAY,
            allow_user_autostart: true,
            allow_user_autostop: true,
            allow_user_cancel: false,
            require_active_version: false,
            max_port_share_level: "public".into(),
            cors_behavior: "simple".into(),
            classic_parameters: false,
            disable_module_cache: false,
            now,
        }
    }
}

impl TemplateUpdate {
    /// The change that changes nothing.
    #[must_use]
    pub fn of(of: &TemplateRecord, now: DateTime<Utc>) -> Self {
        Self {
            id: of.id,
            organization_id: of.organization_id,
            name: of.name.clone(),
            display_name: of.display_name.clone(),
            description: of.description.clone(),
            icon: of.icon.clone(),
            deprecation_message: of.deprecation_message.clone(),
            default_ttl_ms: of.default_ttl_ms,
            activity_bump_ms: of.activity_bump_ms,
            autostop_notify_ms: of.autostop_notify_ms,
            failure_ttl_ms: of.failure_ttl_ms,
            dormant_after_ms: of.dormant_after_ms,
            delete_dormant_after_ms: of.delete_dormant_after_ms,
            autostop_days: of.autostop_days,
            autostop_weeks: of.autostop_weeks,
            autostart_days: of.autostart_days,
            allow_user_autostart: of.allow_user_autostart,
            allow_user_autostop: of.allow_user_autostop,
            allow_user_cancel: of.allow_user_cancel,
            require_active_version: of.require_active_version,
            max_port_share_level: of.max_port_share_level.clone(),
            cors_behavior: of.cors_behavior.clone(),
            classic_parameters: of.classic_parameters,
            disable_module_cache: of.disable_module_cache,
            now,
        }
    }
}

impl Reader {
    /// By id, with its access list; deleted ones too, whose `deleted_at` is set.
    pub async fn template_by_id(&self, id: TemplateId) -> Result<Option<Template>, StoreError> {
        let record = self.find(&select("WHERE t.id = ?1"), &[id.into()]).await?;
        self.with_access(record).await
    }

    async fn with_access(&self, record: Option<TemplateRecord>) -> Result<Option<Template>, StoreError> {
        let Some(record) = record else { return Ok(None) };
        let access = self.access_list(OF_TEMPLATES, record.id.into()).await?;
        Ok(Some(Template { record, access }))
    }

    /// By name in an organization, in any letter case, with its access list.
    pub async fn template_by_name(
        &self,
        organization: OrganizationId,
        name: &str,
    ) -> Result<Option<Template>, StoreError> {
        let sql = select("WHERE t.organization_id = ?1 AND t.name_key = ?2 AND t.deleted_at IS NULL");
        let record = self.find(&sql, &[organization.into(), name.to_lowercase().into()]).await?;
        self.with_access(record).await
    }

    /// Whether a template has a workspace that isn't deleted.
    pub async fn template_has_workspaces(&self, id: TemplateId) -> Result<bool, StoreError> {
        let sql =
            "SELECT EXISTS (SELECT w.id FROM workspaces w WHERE w.template_id = ?1 AND w.deleted_at IS NULL)";
        let (any,) = self.one(sql, &[id.into()]).await?;
        Ok(any)
    }
}

impl Tx {
    /// Adds a template with its access list; taken when the organization has one of that name. Its version is
    /// attached by [`Tx::attach_template_version`].
    pub async fn insert_template(
        &self,
        new: &Authorized<Create, NewTemplate>,
        access: &AccessList,
    ) -> Result<Inserted, StoreError> {
        let inserted = self.insert_new(&**new).await?;
        if inserted == Inserted::Done {
            let changes = AccessChanges {
                users: access.users.iter().map(|(user, role)| (*user, Some(*role))).collect(),
                groups: access.groups.iter().map(|(group, role)| (*group, Some(*role))).collect(),
            };
            self.change_access(OF_TEMPLATES, new.id.into(), &changes).await?;
        }
        Ok(inserted)
    }

    /// Changes a template.
    ///
    /// # Errors
    /// `Internal` when the change is one of another template.
    pub async fn update_template(
        &self,
        template: &Authorized<Update, Template>,
        new: &TemplateUpdate,
    ) -> Result<Change, StoreError> {
        if (template.id, template.organization_id) != (new.id, new.organization_id) {
            return Err(StoreError::Internal("a change of another template than was permitted".into()));
        }
        let named = "SELECT t.id FROM templates t WHERE t.organization_id = ?1 AND t.name_key = ?2 AND \
                     t.deleted_at IS NULL";
        let values = [new.organization_id.into(), new.name.to_lowercase().into()];
        let other: Option<(TemplateId,)> = self.find(named, &values).await?;
        if other.is_some_and(|(id,)| id != new.id) {
            return Ok(Change::Taken);
        }
        Ok(if self.update(new).await? { Change::Done } else { Change::Missing })
    }

    /// Makes a version the one that new workspaces use; false when the template is gone.
    pub async fn set_active_version(
        &self,
        template: &Authorized<Update, Template>,
        version: TemplateVersionId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE templates SET active_version_id = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at \
                   IS NULL";
        Ok(self.execute(sql, &[template.id.into(), version.into(), now.into()]).await? > 0)
    }

    /// Deletes a template softly; its name is free again. False when it is gone already.
    pub async fn delete_template(
        &self,
        template: &Authorized<Delete, Template>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql =
            "UPDATE templates SET deleted_at = ?2, updated_at = ?2 WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[template.id.into(), now.into()]).await? > 0)
    }
}
