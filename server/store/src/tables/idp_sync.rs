//! What the administrators of an organization decide about claims. The values are JSON that the rules read
//! and write.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::idpsync;
use burgrave_core::ids::{GroupId, OrganizationId};
use chrono::{DateTime, Utc};

table! {
    IDP_SYNC_SETTINGS = "idp_sync_settings" as "s";

    write
    /// The settings of an organization from now on.
    struct NewSettings {
        key { organization_id: OrganizationId, kind: String }
        columns { value: String, updated_at: DateTime<Utc> }
    }
}

/// The setting that holds the organization sync.
pub const ORGANIZATION_SYNC: &str = "idpsync_organization";

/// What an organization decides about claims, all of it.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the type says it")]
pub struct SyncSettings {
    pub organization_id: OrganizationId,
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
    pub async fn idp_sync(
        &self,
        organization: OrganizationId,
        kind: SyncKind,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT s.value FROM idp_sync_settings s WHERE s.organization_id = ?1 AND s.kind = ?2";
        let found: Option<(String,)> = self.find(sql, &[organization.into(), kind.as_str().into()]).await?;
        Ok(found.map(|(value,)| value))
    }
}

impl Reader {
    /// The settings of one kind of each organization that isn't deleted: its name and what is kept.
    pub async fn idp_syncs(&self, kind: SyncKind) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT o.name, s.value FROM idp_sync_settings s \
                   JOIN organizations o ON o.id = s.organization_id \
                   WHERE s.kind = ?1 AND o.deleted_at IS NULL ORDER BY o.name";
        self.fetch(sql, &[kind.as_str().into()]).await
    }
}

impl Tx {
    /// Takes a deleted organization out of the mapping of organization sync.
    pub(super) async fn unmap_organization(
        &self,
        id: OrganizationId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Some(kept) = self.setting(ORGANIZATION_SYNC).await? else { return Ok(()) };
        // Unreadable settings stay unchanged; the next reader reports them.
        match idpsync::without_organization(&kept, id) {
            Ok(Some(left)) => self.set_setting(ORGANIZATION_SYNC, &left, now).await,
            Ok(None) | Err(_) => Ok(()),
        }
    }

    /// Takes a deleted group out of the mapping of its organization.
    pub(super) async fn unmap_group(
        &self,
        organization: OrganizationId,
        group: GroupId,
    ) -> Result<(), StoreError> {
        let Some(kept) = self.idp_sync(organization, SyncKind::Groups).await? else { return Ok(()) };
        let names: Vec<_> = self.group_names(organization).await?.into_iter().map(|(_, name)| name).collect();
        match idpsync::without_group(&kept, group, &names) {
            Ok(Some(left)) => self.replace_idp_sync(organization, SyncKind::Groups, &left).await,
            Ok(None) | Err(_) => Ok(()),
        }
    }

    /// Takes a deleted custom role out of the mapping of its organization.
    pub(super) async fn unmap_role(
        &self,
        organization: OrganizationId,
        role: &str,
    ) -> Result<(), StoreError> {
        let Some(kept) = self.idp_sync(organization, SyncKind::Roles).await? else { return Ok(()) };
        let names = self.custom_role_names(organization).await?;
        match idpsync::without_role(&kept, role, &names) {
            Ok(Some(left)) => self.replace_idp_sync(organization, SyncKind::Roles, &left).await,
            Ok(None) | Err(_) => Ok(()),
        }
    }

    async fn replace_idp_sync(
        &self,
        organization: OrganizationId,
        kind: SyncKind,
        value: &str,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE idp_sync_settings SET value = ?3 WHERE organization_id = ?1 AND kind = ?2";
        self.execute(sql, &[organization.into(), kind.as_str().into(), value.into()]).await.map(|_| ())
    }

    /// Sets or replaces the settings of an organization.
    pub async fn set_idp_sync(
        &self,
        of: &Authorized<Update, SyncSettings>,
        kind: SyncKind,
        value: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (kind, value) = (kind.as_str().to_owned(), value.to_owned());
        self.put(&NewSettings { organization_id: of.organization_id, kind, value, updated_at: now }).await
    }
}
