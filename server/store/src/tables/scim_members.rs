//! The members of an identity provider's groups: users, groups, and unknown ids. A row an entry, in its
//! place.

use crate::row::{FromRow, Row};
use crate::table::table;
use crate::value::{Json, Value};
use crate::{GroupRecord, Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::{GroupId, OrganizationId, UserId};
use chrono::{DateTime, Utc};

table! {
    SCIM_MEMBERS = "scim_members" as "m";

    read
    /// An entry of a group's list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ScimMemberRecord {
        /// The group.
        pub group_id: GroupId,
        /// Its place in the list: later entries have higher ones.
        pub place: i64,
        /// The entry as it was sent: a JSON object.
        pub entry: String,
    }

    write
    /// An entry that comes or takes another's place.
    struct NewScimMember {
        key { group_id: GroupId, place: i64 }
        given { row: ScimMemberRow }
        derived |new| {
            member_key: Option<String> = new.row.key.as_deref(),
            user_id: Option<UserId> = new.row.user,
            entry: String = &new.row.entry,
            value: Json<'_> = Json(&new.row.value),
        }
    }
}

/// What is written of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimMemberRow {
    /// Its place in the list.
    pub place: i64,
    /// What the provider calls the member, as it is searched.
    pub key: Option<String>,
    /// The same, where it reads as an id.
    pub user: Option<UserId>,
    /// The entry as it was sent: a JSON object.
    pub entry: String,
    /// The same as it is searched: a JSON object.
    pub value: String,
}

/// What differs in a group's list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScimMemberChanges {
    /// Places whose entries go.
    pub gone: Vec<i64>,
    /// Entries that come or take another's place.
    pub put: Vec<ScimMemberRow>,
}

impl Reader {
    /// The entries of these groups, those of each in their order.
    pub async fn scim_members(&self, groups: &[GroupId]) -> Result<Vec<ScimMemberRecord>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(groups.iter().copied());
        let sql = format!(
            "SELECT {} FROM scim_members m WHERE m.group_id IN ({places}) ORDER BY m.group_id, m.place",
            ScimMemberRecord::COLUMNS
        );
        self.fetch(&sql, &filter.values).await
    }

    /// Those entries of a group that name one of these members, in their order.
    pub async fn scim_members_named(
        &self,
        group: GroupId,
        keys: &[String],
    ) -> Result<Vec<ScimMemberRecord>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(keys.iter().map(String::as_str));
        let group = filter.bind(group);
        let sql = format!(
            "SELECT {} FROM scim_members m WHERE m.member_key IN ({places}) AND m.group_id = {group} \
             ORDER BY m.place",
            ScimMemberRecord::COLUMNS
        );
        self.fetch(&sql, &filter.values).await
    }

    /// The place behind the last entry of a group.
    pub async fn scim_next_place(&self, group: GroupId) -> Result<i64, StoreError> {
        let sql = "SELECT COALESCE(max(m.place) + 1, 0) FROM scim_members m WHERE m.group_id = ?1";
        let (next,): (i64,) = self.one(sql, &[group.into()]).await?;
        Ok(next)
    }

    /// The groups that list these users, as (user, group, `displayName`), in one query.
    pub async fn scim_groups_listing(
        &self,
        users: &[UserId],
    ) -> Result<Vec<(UserId, GroupId, String)>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(users.iter().copied());
        let sql = format!(
            "SELECT DISTINCT m.user_id, g.id, g.display_name FROM scim_members m \
             JOIN scim_groups g ON g.id = m.group_id WHERE m.user_id IN ({places}) \
             ORDER BY m.user_id, g.display_name, g.id"
        );
        let listed: Vec<Listed> = self.fetch(&sql, &filter.values).await?;
        Ok(listed.into_iter().map(|Listed(user, group, name)| (user, group, name)).collect())
    }

    /// Users of the organization whom the list names, and who aren't in the group of the organization behind
    /// it: all, or those of them whom `only` names.
    pub async fn scim_newcomers(
        &self,
        group: GroupId,
        organization: OrganizationId,
        only: Option<&[UserId]>,
    ) -> Result<Vec<UserId>, StoreError> {
        let mut filter = self.filter();
        let (group, organization) = (filter.bind(group), filter.bind(organization));
        let some =
            only.map(|users| format!("m.user_id IN ({}) AND ", filter.bind_all(users.iter().copied())));
        let sql = format!(
            "SELECT DISTINCT m.user_id FROM scim_members m JOIN organization_members o \
             ON o.organization_id = {organization} AND o.user_id = m.user_id WHERE {} m.group_id = {group} \
             AND NOT EXISTS \
             (SELECT 1 FROM group_members g WHERE g.group_id = {group} AND g.user_id = m.user_id) \
             ORDER BY m.user_id",
            some.unwrap_or_default()
        );
        self.user_ids(&sql, &filter.values).await
    }

    /// Users in the group of the organization whom the list of the group doesn't name: all, or those of them
    /// whom `only` names.
    pub async fn scim_leavers(
        &self,
        group: GroupId,
        only: Option<&[UserId]>,
    ) -> Result<Vec<UserId>, StoreError> {
        let mut filter = self.filter();
        let group = filter.bind(group);
        let some =
            only.map(|users| format!("g.user_id IN ({}) AND ", filter.bind_all(users.iter().copied())));
        let sql = format!(
            "SELECT g.user_id FROM group_members g WHERE {} g.group_id = {group} AND NOT EXISTS \
             (SELECT 1 FROM scim_members m WHERE m.user_id = g.user_id AND m.group_id = {group}) \
             ORDER BY g.user_id",
            some.unwrap_or_default()
        );
        self.user_ids(&sql, &filter.values).await
    }

    async fn user_ids(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<UserId>, StoreError> {
        let found: Vec<(UserId,)> = self.fetch(sql, values).await?;
        Ok(found.into_iter().map(|(user,)| user).collect())
    }
}

/// A user, a group that lists them, and its name.
struct Listed(UserId, GroupId, String);

impl FromRow for Listed {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(row.next()?, row.next()?, row.next()?))
    }
}

impl Tx {
    /// Changes the list of a group.
    pub async fn change_scim_members(
        &self,
        group: GroupId,
        changes: &ScimMemberChanges,
    ) -> Result<(), StoreError> {
        for place in &changes.gone {
            let sql = "DELETE FROM scim_members WHERE group_id = ?1 AND place = ?2";
            self.execute(sql, &[group.into(), (*place).into()]).await?;
        }
        for row in &changes.put {
            self.put(&NewScimMember { group_id: group, place: row.place, row: row.clone() }).await?;
        }
        Ok(())
    }

    /// Puts users into the group of the organization that their list of SCIM belongs to, in one statement.
    /// Who isn't a member of the organization stays out.
    pub async fn join_scim_group(
        &self,
        group: &Authorized<Update, GroupRecord>,
        users: &[UserId],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut filter = self.filter();
        let (group, now) = (filter.bind(group.id), filter.bind(now));
        let users = filter.bind_all(users.iter().copied());
        let sql = format!(
            "INSERT INTO group_members (group_id, user_id, organization_id, username_key, created_at) \
             SELECT g.id, m.user_id, m.organization_id, m.username_key, {now} FROM groups g \
             JOIN organization_members m ON m.organization_id = g.organization_id \
             WHERE g.id = {group} AND g.id <> g.organization_id AND m.user_id IN ({users}) \
             ON CONFLICT DO NOTHING"
        );
        self.execute(&sql, &filter.values).await.map(|_| ())
    }

    /// Takes users out of the group of the organization, whose list of SCIM names them no more, in one
    /// statement.
    pub async fn leave_scim_group(
        &self,
        group: &Authorized<Update, GroupRecord>,
        users: &[UserId],
    ) -> Result<(), StoreError> {
        let mut filter = self.filter();
        let group = filter.bind(group.id);
        let users = filter.bind_all(users.iter().copied());
        let sql = format!("DELETE FROM group_members WHERE group_id = {group} AND user_id IN ({users})");
        self.execute(&sql, &filter.values).await.map(|_| ())
    }

    /// A user who was put into the group here stands on its list of SCIM too, if it has one.
    pub(super) async fn list_scim_member(
        &self,
        group: GroupId,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE scim_groups SET revision = revision + 1, updated_at = ?3 WHERE id = ?1 \
                   AND NOT EXISTS \
                   (SELECT 1 FROM scim_members m WHERE m.user_id = ?2 AND m.group_id = ?1)";
        if self.execute(sql, &[group.into(), user.into(), now.into()]).await? == 0 {
            return Ok(());
        }
        let place = self.scim_next_place(group).await?;
        let entry = serde_json::json!({ "value": user }).to_string();
        let row = ScimMemberRow {
            place,
            key: Some(user.to_string()),
            user: Some(user),
            value: entry.clone(),
            entry,
        };
        self.put(&NewScimMember { group_id: group, place, row }).await
    }

    /// A user who was taken out of the group here stands on its list of SCIM no more.
    pub(super) async fn unlist_scim_member(&self, group: GroupId, user: UserId) -> Result<(), StoreError> {
        let sql = "DELETE FROM scim_members WHERE user_id = ?2 AND group_id = ?1";
        if self.execute(sql, &[group.into(), user.into()]).await? > 0 {
            let sql = "UPDATE scim_groups SET revision = revision + 1 WHERE id = ?1";
            self.execute(sql, &[group.into()]).await?;
        }
        Ok(())
    }

    /// Takes a user off every list; gives the groups whose lists they were.
    pub async fn leave_scim_groups(
        &self,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<Vec<GroupId>, StoreError> {
        let left = "SELECT DISTINCT m.group_id FROM scim_members m WHERE m.user_id = ?1 ORDER BY m.group_id";
        let left: Vec<(GroupId,)> = self.fetch(left, &[user.into()]).await?;
        let left: Vec<GroupId> = left.into_iter().map(|(group,)| group).collect();
        self.execute("DELETE FROM scim_members WHERE user_id = ?1", &[user.into()]).await?;
        for group in &left {
            let sql = "UPDATE scim_groups SET revision = revision + 1, updated_at = ?2 WHERE id = ?1";
            self.execute(sql, &[(*group).into(), now.into()]).await?;
        }
        Ok(left)
    }
}
