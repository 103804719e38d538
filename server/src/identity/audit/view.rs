//! Entries with the current names of their users and objects: a few queries a page, not one an entry.

use std::collections::{BTreeSet, HashMap};

use burgrave_core::audit::AuditKind;
use burgrave_core::ids::{AppId, AppSecretId, GroupId, OrganizationId, UserId, WorkspaceProxyId};
use burgrave_store::{AuditRecord, OrganizationRecord, Reader, StoreError};

use crate::identity::users::UserView;

/// An entry and its names.
#[derive(Debug, Clone)]
pub(crate) struct EntryView {
    /// The entry.
    pub(crate) entry: AuditRecord,
    /// Who did it, if anybody was signed in.
    pub(crate) user: Option<UserView>,
    /// Where it belongs.
    pub(crate) organization: Option<OrganizationRecord>,
    /// Address of the resource's picture; empty when it has none.
    pub(crate) icon: String,
    /// Path of the resource in a web interface; empty when it has none or is deleted.
    pub(crate) link: String,
    /// The resource is deleted.
    pub(crate) deleted: bool,
}

/// Looks the names of a page up.
pub(super) async fn with_names(
    reader: &Reader,
    entries: Vec<AuditRecord>,
) -> Result<Vec<EntryView>, StoreError> {
    let known = ReferencedObjects::of(reader, &entries).await?;
    Ok(entries.into_iter().map(|entry| known.view(entry)).collect())
}

/// The users and objects of a page.
struct ReferencedObjects {
    users: HashMap<UserId, UserView>,
    organizations: HashMap<OrganizationId, OrganizationRecord>,
    groups: BTreeSet<GroupId>,
    apps: BTreeSet<AppId>,
    secrets: BTreeSet<AppSecretId>,
    deleted_proxies: BTreeSet<WorkspaceProxyId>,
}

impl ReferencedObjects {
    async fn of(reader: &Reader, entries: &[AuditRecord]) -> Result<Self, StoreError> {
        let of_kind = |kind: AuditKind| {
            let of = entries.iter().filter(move |entry| entry.resource_type == kind.as_str());
            of.map(|entry| entry.resource_id)
        };
        let actors = entries.iter().filter_map(|entry| entry.user_id);
        let users: BTreeSet<_> = actors.chain(of_kind(AuditKind::User).map(UserId::from)).collect();
        let places = entries.iter().filter_map(|entry| entry.organization_id);
        let places: BTreeSet<_> =
            places.chain(of_kind(AuditKind::Organization).map(OrganizationId::from)).collect();
        let groups: Vec<_> = of_kind(AuditKind::Group).map(GroupId::from).collect();
        let apps: Vec<_> = of_kind(AuditKind::Oauth2ProviderApp).map(AppId::from).collect();
        let secrets: Vec<_> = of_kind(AuditKind::Oauth2ProviderAppSecret).map(AppSecretId::from).collect();
        let proxies: Vec<_> = of_kind(AuditKind::WorkspaceProxy).map(WorkspaceProxyId::from).collect();
        let organizations = reader.organizations_ever(&Vec::from_iter(places)).await?;
        Ok(Self {
            users: accounts(reader, Vec::from_iter(users)).await?,
            organizations: organizations.into_iter().map(|one| (one.id, one)).collect(),
            groups: reader.groups_among(&groups).await?.into_iter().collect(),
            apps: reader.oauth2_apps_among(&apps).await?.into_iter().collect(),
            secrets: reader.oauth2_app_secrets_among(&secrets).await?.into_iter().collect(),
            deleted_proxies: reader.deleted_workspace_proxies(&proxies).await?.into_iter().collect(),
        })
    }

    fn view(&self, entry: AuditRecord) -> EntryView {
        let organization = entry.organization_id.and_then(|id| self.organizations.get(&id));
        let kind = entry.resource_type.parse::<AuditKind>().ok();
        let it = entry.resource_id;
        // A refused request may have named nothing that is known: that isn't deleted, it never was.
        let gone = match kind {
            Some(AuditKind::User) => self.users.get(&it.into()).map(|one| one.user.deleted_at.is_some()),
            Some(AuditKind::Organization) => {
                self.organizations.get(&it.into()).map(|one| one.deleted_at.is_some())
            }
            _ if it.is_nil() => None,
            Some(AuditKind::Group) => Some(!self.groups.contains(&it.into())),
            Some(AuditKind::Oauth2ProviderApp) => Some(!self.apps.contains(&it.into())),
            Some(AuditKind::Oauth2ProviderAppSecret) => Some(!self.secrets.contains(&it.into())),
            Some(AuditKind::WorkspaceProxy) => Some(self.deleted_proxies.contains(&it.into())),
            _ => Some(false),
        };
        let link = kind.filter(|_| gone == Some(false)).and_then(|kind| self.link(kind, &entry));
        let icon = match kind {
            Some(AuditKind::Organization) => self.organizations.get(&it.into()).map(|one| one.icon.clone()),
            _ => None,
        };
        EntryView {
            user: entry.user_id.and_then(|id| self.users.get(&id)).cloned(),
            organization: organization.cloned(),
            icon: icon.unwrap_or_default(),
            link: link.unwrap_or_default(),
            deleted: gone == Some(true),
            entry,
        }
    }

    /// The path of a resource that is there.
    fn link(&self, kind: AuditKind, entry: &AuditRecord) -> Option<String> {
        let it = entry.resource_id;
        match kind {
            AuditKind::User => Some(format!("/users?filter={}", self.users.get(&it.into())?.user.username)),
            AuditKind::Organization => {
                Some(format!("/organizations/{}", self.organizations.get(&it.into())?.name))
            }
            AuditKind::Group => {
                let place = self.organizations.get(&entry.organization_id?)?;
                Some(format!("/organizations/{}/groups/{}", place.name, entry.resource_target))
            }
            AuditKind::Oauth2ProviderApp => Some(format!("/deployment/oauth2-provider/apps/{it}")),
            _ => None,
        }
    }
}

/// These accounts, deleted ones included, with their organizations.
async fn accounts(reader: &Reader, ids: Vec<UserId>) -> Result<HashMap<UserId, UserView>, StoreError> {
    let mut accounts = HashMap::with_capacity(ids.len());
    for user in reader.users_ever(&ids).await? {
        accounts.insert(user.id, UserView { user, organizations: Vec::new() });
    }
    for (user, organization) in reader.organization_ids_of(&ids).await? {
        if let Some(account) = accounts.get_mut(&user) {
            account.organizations.push(organization);
        }
    }
    Ok(accounts)
}
