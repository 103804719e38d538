//! Access lists of templates and workspaces: what users and groups were given on one object.

use crate::row::{FromRow, Row};
use crate::table::table;
use crate::visibility::AccessTables;
use crate::{GroupRecord, Reader, StoreError, Tx, UserRecord};
use burgrave_core::authorization::{AccessList, AccessRole, Authorized, Create, Share};
use burgrave_core::ids::{GroupId, TemplateId, UserId, WorkspaceId};
use uuid::Uuid;

table! {
    TEMPLATE_USERS = "template_users" as "a";
    other { template_id: TemplateId, user_id: UserId, role: AccessRole }
}

table! {
    TEMPLATE_GROUPS = "template_groups" as "a";
    other { template_id: TemplateId, group_id: GroupId, role: AccessRole }
}

table! {
    WORKSPACE_USERS = "workspace_users" as "a";
    other { workspace_id: WorkspaceId, user_id: UserId, role: AccessRole }
}

table! {
    WORKSPACE_GROUPS = "workspace_groups" as "a";
    other { workspace_id: WorkspaceId, group_id: GroupId, role: AccessRole }
}

/// Those of templates.
pub(crate) const OF_TEMPLATES: AccessTables =
    AccessTables { users: "template_users", groups: "template_groups", object: "template_id" };

/// Those of workspaces.
pub(crate) const OF_WORKSPACES: AccessTables =
    AccessTables { users: "workspace_users", groups: "workspace_groups", object: "workspace_id" };

/// What changes in an access list. Entries that aren't named stay; a role of none takes an entry away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessChanges {
    /// Of users.
    pub users: Vec<(UserId, Option<AccessRole>)>,
    /// Of groups.
    pub groups: Vec<(GroupId, Option<AccessRole>)>,
}

/// A user in an access list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct UserWithAccess {
    pub user: UserRecord,
    pub role: AccessRole,
}

/// A group in an access list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct GroupWithAccess {
    pub group: GroupRecord,
    pub role: AccessRole,
}

impl FromRow for UserWithAccess {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { user: UserRecord::from_row(row)?, role: row.next()? })
    }
}

impl FromRow for GroupWithAccess {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { group: GroupRecord::from_row(row)?, role: row.next()? })
    }
}

/// An entry of either kind.
struct Entry {
    user: Option<UserId>,
    group: Option<GroupId>,
    role: AccessRole,
}

impl FromRow for Entry {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { user: row.next()?, group: row.next()?, role: row.next()? })
    }
}

impl Reader {
    /// Who was given what on an object, as far as permissions look at it.
    pub(super) async fn access_list(&self, of: AccessTables, object: Uuid) -> Result<AccessList, StoreError> {
        self.access_list_told_by(of, "?1", object).await
    }

    /// The same of the object whose id this expression gives for this value.
    pub(super) async fn access_list_told_by(
        &self,
        of: AccessTables,
        id: &str,
        value: Uuid,
    ) -> Result<AccessList, StoreError> {
        let AccessTables { users, groups, object: column } = of;
        // NULL has a type where the other half of the union says which.
        let sql = format!(
            "SELECT a.user_id, g.group_id, a.role FROM {users} a LEFT JOIN {groups} g ON 1 = 0 WHERE \
             a.{column} = {id} UNION ALL SELECT a.user_id, g.group_id, g.role FROM {groups} g LEFT JOIN \
             {users} a ON 1 = 0 WHERE g.{column} = {id}"
        );
        let mut list = AccessList::default();
        for Entry { user, group, role } in self.fetch::<Entry>(&sql, &[value.into()]).await? {
            list.users.extend(user.map(|user| (user, role)));
            list.groups.extend(group.map(|group| (group, role)));
        }
        Ok(list)
    }

    /// The users of a template's access list in username order, without those that were deleted or suspended.
    pub async fn template_users(&self, template: TemplateId) -> Result<Vec<UserWithAccess>, StoreError> {
        self.users_with_access(OF_TEMPLATES, template.into()).await
    }

    /// The groups of a template's access list, in the order of their names.
    pub async fn template_groups(&self, template: TemplateId) -> Result<Vec<GroupWithAccess>, StoreError> {
        self.groups_with_access(OF_TEMPLATES, template.into()).await
    }

    /// The users of a workspace's access list, as [`Reader::template_users`].
    pub async fn workspace_users(&self, workspace: WorkspaceId) -> Result<Vec<UserWithAccess>, StoreError> {
        self.users_with_access(OF_WORKSPACES, workspace.into()).await
    }

    /// The groups of a workspace's access list, as [`Reader::template_groups`].
    pub async fn workspace_groups(&self, workspace: WorkspaceId) -> Result<Vec<GroupWithAccess>, StoreError> {
        self.groups_with_access(OF_WORKSPACES, workspace.into()).await
    }

    async fn users_with_access(
        &self,
        of: AccessTables,
        object: Uuid,
    ) -> Result<Vec<UserWithAccess>, StoreError> {
        let sql = format!(
            "SELECT {}, a.role FROM {} a JOIN users u ON u.id = a.user_id WHERE a.{} = ?1 AND u.deleted_at \
             IS NULL AND u.status <> 'suspended' ORDER BY u.username_key, u.id",
            UserRecord::COLUMNS,
            of.users,
            of.object
        );
        self.fetch(&sql, &[object.into()]).await
    }

    async fn groups_with_access(
        &self,
        of: AccessTables,
        object: Uuid,
    ) -> Result<Vec<GroupWithAccess>, StoreError> {
        let sql = format!(
            "SELECT {}, a.role FROM {} a JOIN groups g ON g.id = a.group_id JOIN organizations o ON o.id = \
             g.organization_id WHERE a.{} = ?1 ORDER BY g.name, g.id",
            GroupRecord::COLUMNS,
            of.groups,
            of.object
        );
        self.fetch(&sql, &[object.into()]).await
    }
}

impl Tx {
    /// Changes a template's access list.
    ///
    /// # Errors
    /// `Conflict` for a user or a group that isn't there.
    pub async fn change_template_access(
        &self,
        template: &Authorized<Create, super::Template>,
        changes: &AccessChanges,
    ) -> Result<(), StoreError> {
        self.change_access(OF_TEMPLATES, template.id.into(), changes).await
    }

    /// Changes a workspace's access list.
    ///
    /// # Errors
    /// As [`Tx::change_template_access`].
    pub async fn change_workspace_access(
        &self,
        workspace: &Authorized<Share, super::Workspace>,
        changes: &AccessChanges,
    ) -> Result<(), StoreError> {
        self.change_access(OF_WORKSPACES, workspace.id.into(), changes).await
    }

    /// Empties a workspace's access list.
    pub async fn clear_workspace_access(
        &self,
        workspace: &Authorized<Share, super::Workspace>,
    ) -> Result<(), StoreError> {
        for table in [OF_WORKSPACES.users, OF_WORKSPACES.groups] {
            self.execute(&format!("DELETE FROM {table} WHERE workspace_id = ?1"), &[workspace.id.into()])
                .await?;
        }
        Ok(())
    }

    pub(super) async fn change_access(
        &self,
        of: AccessTables,
        object: Uuid,
        changes: &AccessChanges,
    ) -> Result<(), StoreError> {
        let users = changes.users.iter().map(|(user, role)| (of.users, "user_id", Uuid::from(*user), role));
        let groups =
            changes.groups.iter().map(|(group, role)| (of.groups, "group_id", Uuid::from(*group), role));
        for (table, column, subject, role) in users.chain(groups) {
            let key = of.object;
            let values = [object.into(), subject.into()];
            let Some(role) = role else {
                let sql = format!("DELETE FROM {table} WHERE {key} = ?1 AND {column} = ?2");
                self.execute(&sql, &values).await?;
                continue;
            };
            let sql = format!(
                "INSERT INTO {table} ({key}, {column}, role) VALUES (?1, ?2, ?3) ON CONFLICT ({key}, \
                 {column}) DO UPDATE SET role = excluded.role"
            );
            let [object, subject] = values;
            self.execute(&sql, &[object, subject, role.into()]).await?;
        }
        Ok(())
    }
}
