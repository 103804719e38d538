//! Who is in a group.

use super::groups::GroupRecord;
use super::page::Paged;
use super::user_lists::UserFilter;
use super::users::UserRecord;
use crate::row::{FromRow, Row};
use crate::table::table;
use crate::visibility::Columns;
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update, Visible};
use burgrave_core::ids::{GroupId, OrganizationId, UserId};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

table! {
    GROUP_MEMBERS = "group_members" as "m";

    other {
        group_id: GroupId,
        user_id: UserId,
        organization_id: OrganizationId,
        username_key: String,
        created_at: DateTime<Utc>,
    }
}

const COLUMNS: &str = UserRecord::COLUMNS;

/// Being in a group is known by its user, whose it is.
pub(super) const PLACES: Columns = Columns {
    id: Some("m.user_id"),
    owner: Some("m.user_id"),
    organization: Some("m.organization_id"),
    groups: false,
    lists: None,
};

/// A member of one of several groups.
struct Placed {
    group: GroupId,
    user: UserRecord,
}

impl FromRow for Placed {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { group: row.next()?, user: UserRecord::from_row(row)? })
    }
}

impl Reader {
    /// A page of those of a group's members that match and that the caller may read (absent = all) in
    /// username order, and how many match; `UserFilter::default()` is everyone.
    pub async fn group_members(
        &self,
        group: &GroupRecord,
        visible: Option<&Visible>,
        asked: &UserFilter,
    ) -> Result<Paged<UserRecord>, StoreError> {
        let (table, column) = if group.is_everyone() {
            ("organization_members", "organization_id")
        } else {
            ("group_members", "group_id")
        };
        let mut filter = self.filter();
        let place = filter.bind(group.id);
        filter.and(format!("m.{column} = {place}"));
        PLACES.restrict(&mut filter, visible);
        asked.all_conditions(&mut filter);
        let from = format!("FROM {table} m JOIN users u ON u.id = m.user_id");
        let (count,) =
            self.one(&format!("SELECT count(*) {from} {}", filter.clause()), &filter.values).await?;
        asked.page.after(&mut filter, "m.username_key");
        let bounds = asked.page.bounds(&mut filter);
        let sql =
            format!("SELECT {COLUMNS} {from} {} ORDER BY m.username_key, m.user_id{bounds}", filter.clause());
        Ok(Paged { rows: self.fetch(&sql, &filter.values).await?, count })
    }

    /// Those of the members of several groups that the caller may read (absent = all), as (group, user), a
    /// group's members in username order.
    pub async fn members_of_groups(
        &self,
        groups: &[GroupId],
        visible: Option<&Visible>,
    ) -> Result<Vec<(GroupId, UserRecord)>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(groups.iter().copied());
        filter.and("u.deleted_at IS NULL");
        PLACES.restrict(&mut filter, visible);
        let sql = format!(
            "SELECT m.group_id, {COLUMNS} FROM \
             (SELECT a.group_id AS group_id, a.organization_id AS organization_id, a.user_id AS user_id, \
              a.username_key AS username_key FROM group_members a WHERE a.group_id IN ({places}) \
              UNION ALL SELECT b.organization_id, b.organization_id, b.user_id, b.username_key \
              FROM organization_members b WHERE b.organization_id IN ({places})) m \
             JOIN users u ON u.id = m.user_id {} ORDER BY m.group_id, m.username_key",
            filter.clause()
        );
        let placed = self.fetch::<Placed>(&sql, &filter.values).await?;
        Ok(placed.into_iter().map(|row| (row.group, row.user)).collect())
    }

    /// How many members each of several groups has, for any caller; those without any are absent. Looks at an
    /// index entry a member.
    pub async fn group_sizes(&self, groups: &[GroupId]) -> Result<HashMap<GroupId, u64>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(groups.iter().copied());
        // Everyone has no rows of its own, and no other group has an organization's id.
        let sql = format!(
            "SELECT a.group_id, count(*) FROM group_members a WHERE a.group_id IN ({places}) \
             GROUP BY a.group_id \
             UNION ALL SELECT b.organization_id, count(*) FROM organization_members b \
             WHERE b.organization_id IN ({places}) GROUP BY b.organization_id"
        );
        Ok(self.fetch::<(GroupId, u64)>(&sql, &filter.values).await?.into_iter().collect())
    }
}

impl Tx {
    /// Puts a member of the organization into a group, and on its list of SCIM if it has one; taken when they
    /// are in it. Who isn't a member of the organization, and Everyone, are conflicts.
    pub async fn insert_group_member(
        &self,
        group: &Authorized<Update, GroupRecord>,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<Inserted, StoreError> {
        let known = "SELECT EXISTS (SELECT m.user_id FROM groups g JOIN organization_members m \
                     ON m.organization_id = g.organization_id \
                     WHERE g.id = ?1 AND m.user_id = ?2 AND g.id <> g.organization_id)";
        let (known,): (bool,) = self.one(known, &[group.id.into(), user.into()]).await?;
        if !known {
            return Err(self.conflict("a group's member is a member of its organization"));
        }
        let sql = "INSERT INTO group_members (group_id, user_id, organization_id, username_key, created_at) \
                   SELECT g.id, m.user_id, m.organization_id, m.username_key, ?3 FROM groups g \
                   JOIN organization_members m ON m.organization_id = g.organization_id \
                   WHERE g.id = ?1 AND m.user_id = ?2 ON CONFLICT DO NOTHING";
        let inserted =
            Inserted::from_count(self.execute(sql, &[group.id.into(), user.into(), now.into()]).await?);
        if inserted == Inserted::Done {
            self.list_scim_member(group.id, user, now).await?;
        }
        Ok(inserted)
    }

    /// Takes a user out of a group, and off its list of SCIM; false when they weren't in it.
    pub async fn delete_group_member(
        &self,
        group: &Authorized<Update, GroupRecord>,
        user: UserId,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM group_members WHERE group_id = ?1 AND user_id = ?2";
        let was_in = self.execute(sql, &[group.id.into(), user.into()]).await? > 0;
        if was_in {
            self.unlist_scim_member(group.id, user).await?;
        }
        Ok(was_in)
    }
}
