//! Where a user is a member, and in which groups: lists of unknown length, read in bounded pieces.

use crate::migrations::Dialect;
use crate::row::{Cell, Column, FromRow, Row};
use crate::{Reader, ShareableOwners, StoreError};
use burgrave_core::authorization::OrganizationRole;
use burgrave_core::ids::{GroupId, OrganizationId, UserId};
use std::str::FromStr;

/// How many rows of one list a query reads. A user with more costs further queries, none longer than the
/// first: each is a point read, for users with any number of memberships.
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
    /// Whether its members read each other.
    pub directory: bool,
}

/// What an organization decides for all of its members.
struct Rules {
    defaults: Vec<String>,
    directory: bool,
}

/// The first memberships of a user in one column.
pub(super) struct Memberships(pub(super) Vec<Membership>);

/// Ids in one column, such as the first groups of a user.
pub(super) struct Ids<Id>(pub(super) Vec<Id>);

/// The roles that every member has, and whose workspaces may be shared; NULL where both are as they are for a
/// new organization: the index holds only the others.
const RULES: &str = "(SELECT o.default_member_roles || ' \"' || o.shareable_owners || '\"' \
                     FROM organizations o \
    WHERE o.id = m.organization_id AND \
    (o.default_member_roles <> '[\"organization-workspace-access\"]' OR o.shareable_owners <> 'everyone'))";

impl Rules {
    /// Reads what follows the roles of a member: nothing, or a JSON list and a JSON text.
    fn read(text: &str) -> Option<Self> {
        if text.is_empty() {
            let defaults = OrganizationRole::DEFAULTS.iter().map(|role| role.as_str().to_owned());
            return Some(Self { defaults: defaults.collect(), directory: true });
        }
        let (defaults, owners) = text.rsplit_once(' ')?;
        let owners = owners.trim_matches('"').parse::<ShareableOwners>().ok()?;
        let defaults = serde_json::from_str(defaults).ok()?;
        Some(Self { defaults, directory: owners == ShareableOwners::Everyone })
    }
}

impl Column for Rules {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Self::read(text) } else { None }
    }
}

/// The expressions for both, where `user` names the column that holds the user's id.
pub(super) fn columns(user: &str, dialect: Dialect) -> String {
    let (organization, group) = (dialect.id_as_text("m.organization_id"), dialect.id_as_text("g.group_id"));
    format!(
        "(SELECT string_agg({organization} || ' ' || m.roles || ' ' || coalesce({RULES}, ''), '\n') \
         FROM (SELECT m.organization_id, m.roles FROM organization_members m WHERE m.user_id = {user} \
         ORDER BY m.organization_id LIMIT {AT_ONCE}) m), \
         (SELECT string_agg({group}, '\n') FROM (SELECT g.group_id \
         FROM group_members g WHERE g.user_id = {user} ORDER BY g.group_id LIMIT {AT_ONCE}) g)"
    )
}

impl Column for Memberships {
    /// Lines of an id, a JSON list, and what the organization decides; they have no line breaks in them.
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        let Cell::Text(text) = cell else { return matches!(cell, Cell::Null).then(|| Self(Vec::new())) };
        let place = |line: &str| {
            let (id, rest) = line.split_once(' ')?;
            let (roles, rules) = rest.split_once("] ")?;
            let roles = serde_json::from_str(&format!("{roles}]")).ok()?;
            let Rules { defaults, directory } = Rules::read(rules)?;
            Some(Membership { organization_id: id.parse().ok()?, roles, defaults, directory })
        };
        text.lines().map(place).collect::<Option<_>>().map(Self)
    }
}

impl<Id: FromStr> Column for Ids<Id> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        let Cell::Text(text) = cell else { return matches!(cell, Cell::Null).then(|| Self(Vec::new())) };
        text.lines().map(|id| id.parse().ok()).collect::<Option<_>>().map(Self)
    }
}

impl FromRow for Membership {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (organization_id, roles) = (row.next()?, row.next()?);
        let Rules { defaults, directory } = row.next()?;
        Ok(Self { organization_id, roles, defaults, directory })
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

    /// The groups that a user was put into, in the order of their ids; Everyone is not among them.
    pub(super) async fn groups_of_user(&self, user: UserId) -> Result<Vec<GroupId>, StoreError> {
        let mut groups = Vec::new();
        self.more_groups(user, AT_ONCE, &mut groups).await?;
        Ok(groups)
    }

    /// Adds what the first piece of the groups left out.
    pub(super) async fn rest_of_groups(
        &self,
        user: UserId,
        groups: &mut Vec<GroupId>,
    ) -> Result<(), StoreError> {
        let found = groups.len();
        self.more_groups(user, found, groups).await
    }

    /// Adds pieces of the groups, as long as the last one, which had so many, was whole.
    async fn more_groups(
        &self,
        user: UserId,
        mut found: usize,
        groups: &mut Vec<GroupId>,
    ) -> Result<(), StoreError> {
        let sql = "SELECT g.group_id FROM group_members g WHERE g.user_id = ?1 AND g.group_id > ?2 \
                   ORDER BY g.group_id LIMIT ?3";
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
            "SELECT m.organization_id, m.roles, coalesce({RULES}, '') FROM organization_members m \
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_leaves_out_what_is_as_in_a_new_organization() {
        let plain = Rules::read("").unwrap();
        assert!(RULES.contains(&format!("'{}'", serde_json::to_string(&plain.defaults).unwrap())));
        assert!(RULES.contains(&format!("'{}'", ShareableOwners::Everyone.as_str())) && plain.directory);
    }

    #[test]
    fn a_line_has_the_roles_and_what_the_organization_decides() {
        let id = OrganizationId::from(uuid::Uuid::from_u128(7));
        let text = format!("{id} [\"a\",\"b\"] \n{id} [] [] \"none\"\n{id} [\"c\"] [\"d\"] \"everyone\"");
        let Memberships(places) = Memberships::from_cell(Cell::Text(&text)).unwrap();
        let read: Vec<_> =
            places.iter().map(|one| (one.roles.len(), one.defaults.len(), one.directory)).collect();
        assert_eq!(read, [(2, 1, true), (0, 0, false), (1, 1, true)]);
    }
}
