//! Where a user is a member, and in which groups: lists that nobody knows the length of, read in bounded pieces.

use crate::migrations::Dialect;
use crate::row::{Cell, Column, FromRow, Row};
use crate::{Reader, StoreError};
use burgrave_core::ids::{GroupId, OrganizationId, UserId};

/// How many rows of one list a query reads. Whoever has more costs further queries, none longer than the first: each is a
/// point read, whatever the user is a member of.
pub(super) const AT_ONCE: usize = 100;

/// A user's place in one organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Roles in it; the implicit `organization-member` is not listed.
    pub roles: Vec<String>,
    /// Roles that every member of it has.
    pub defaults: Vec<String>,
}

/// The first memberships of a user in one column.
pub(super) struct Memberships(pub(super) Vec<Membership>);

/// The first groups of a user in one column.
pub(super) struct Groups(pub(super) Vec<GroupId>);

/// The roles that every member has; NULL where there are none, as the index says that holds only the others.
const DEFAULTS: &str = "(SELECT o.default_member_roles FROM organizations o \
    WHERE o.id = m.organization_id AND o.default_member_roles <> '[]')";

/// The expressions for both, where `user` names the column that holds the user's id.
pub(super) fn columns(user: &str, dialect: Dialect) -> String {
    let (organization, group) = (dialect.id_as_text("m.organization_id"), dialect.id_as_text("g.group_id"));
    format!(
        "(SELECT string_agg({organization} || ' ' || m.roles || coalesce({DEFAULTS}, ''), '\n') \
         FROM (SELECT m.organization_id, m.roles FROM organization_members m WHERE m.user_id = {user} ORDER BY m.organization_id LIMIT {AT_ONCE}) m), \
         (SELECT string_agg({group}, '\n') FROM (SELECT g.group_id \
         FROM group_members g WHERE g.user_id = {user} ORDER BY g.group_id LIMIT {AT_ONCE}) g)"
    )
}

impl Column for Memberships {
    /// Lines of an id and one or two JSON lists, which have no line breaks in them.
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        let Cell::Text(text) = cell else { return matches!(cell, Cell::Null).then(|| Self(Vec::new())) };
        let place = |line: &str| {
            let (id, lists) = line.split_once(' ')?;
            let mut lists = serde_json::Deserializer::from_str(lists).into_iter();
            let roles = lists.next()?.ok()?;
            let defaults = lists.next().transpose().ok()?.unwrap_or_default();
            Some(Membership { organization_id: id.parse().ok()?, roles, defaults })
        };
        text.lines().map(place).collect::<Option<_>>().map(Self)
    }
}

impl Column for Groups {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        let Cell::Text(text) = cell else { return matches!(cell, Cell::Null).then(|| Self(Vec::new())) };
        text.lines().map(|id| id.parse().ok()).collect::<Option<_>>().map(Self)
    }
}

impl FromRow for Membership {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { organization_id: row.next()?, roles: row.next()?, defaults: row.next()? })
    }
}

impl Reader {
    /// Where a user is a member, in the order of the organizations' ids.
    pub async fn memberships(&self, user: UserId) -> Result<Vec<Membership>, StoreError> {
        let mut places = Vec::new();
        self.more_memberships(user, OrganizationId::nil(), &mut places).await?;
        Ok(places)
    }

    /// Adds what the first piece of the memberships left out.
    pub(super) async fn rest_of_memberships(
        &self,
        user: UserId,
        places: &mut Vec<Membership>,
    ) -> Result<(), StoreError> {
        match places.last().map(|place| place.organization_id) {
            Some(last) if places.len() >= AT_ONCE => self.more_memberships(user, last, places).await,
            _ => Ok(()),
        }
    }

    /// Adds what the first piece of the groups left out.
    pub(super) async fn rest_of_groups(
        &self,
        user: UserId,
        groups: &mut Vec<GroupId>,
    ) -> Result<(), StoreError> {
        let sql = "SELECT g.group_id FROM group_members g WHERE g.user_id = ?1 AND g.group_id > ?2 \
                   ORDER BY g.group_id LIMIT ?3";
        let mut found = groups.len();
        while found >= AT_ONCE {
            let last = *groups.last().unwrap_or(&GroupId::nil());
            let rows: Vec<(GroupId,)> = self.fetch(sql, &[user.into(), last.into(), limit().into()]).await?;
            found = rows.len();
            groups.extend(rows.into_iter().map(|(group,)| group));
        }
        Ok(())
    }

    async fn more_memberships(
        &self,
        user: UserId,
        mut last: OrganizationId,
        places: &mut Vec<Membership>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT m.organization_id, m.roles, coalesce({DEFAULTS}, '[]') FROM organization_members m \
             WHERE m.user_id = ?1 AND m.organization_id > ?2 ORDER BY m.organization_id LIMIT ?3"
        );
        loop {
            let rows: Vec<Membership> = self.fetch(&sql, &[user.into(), last.into(), limit().into()]).await?;
            let found = rows.len();
            places.extend(rows);
            match places.last() {
                Some(place) if found >= AT_ONCE => last = place.organization_id,
                _ => return Ok(()),
            }
        }
    }
}

fn limit() -> i64 {
    AT_ONCE as i64
}
