//! What a subject may see, as a condition on rows.

use crate::filter::Filter;
use crate::value::Value;
use burgrave_core::authorization::{ByRoles, Visible};
use burgrave_core::ids::{GroupId, UserId};

/// Where the access lists of one kind of object are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AccessTables {
    /// The entries of users.
    pub(crate) users: &'static str,
    /// The entries of groups.
    pub(crate) groups: &'static str,
    /// The column of both that names the object.
    pub(crate) object: &'static str,
}

/// Where the rows of a list keep what permissions look at. A column that is absent means that no row has it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Columns {
    /// Identity of the object.
    pub(crate) id: Option<&'static str>,
    /// Whose it is.
    pub(crate) owner: Option<&'static str>,
    /// Where it is; NULL stands for no organization.
    pub(crate) organization: Option<&'static str>,
    /// The rows are groups, which may be read by those who are in them.
    pub(crate) groups: bool,
    /// The rows have access lists: who has any entry may read them.
    pub(crate) lists: Option<AccessTables>,
}

const ALWAYS: &str = "1 = 1";
const NEVER: &str = "1 = 0";

impl Columns {
    /// Leaves only the rows that are visible.
    pub(crate) fn restrict(self, filter: &mut Filter<'_>, visible: Option<&Visible>) {
        let Some(visible) = visible else { return };
        self.reach(filter, visible);
        let condition = self.given(filter, visible);
        if condition != ALWAYS {
            filter.and(condition);
        }
    }

    /// Leaves only the rows that the credential reaches.
    pub(crate) fn reach(self, filter: &mut Filter<'_>, visible: &Visible) {
        if let Some(reached) = &visible.reached {
            let condition = member_of(filter, self.id, reached);
            filter.and(condition);
        }
        if visible.only_own {
            let condition = self.own(filter, visible.subject);
            filter.and(condition);
        }
    }

    /// What roles and access lists give.
    fn given(self, filter: &mut Filter<'_>, visible: &Visible) -> String {
        let ByRoles::Some { organizations, own_in, own_outside } = &visible.by_roles else {
            return ALWAYS.into();
        };
        let mut ways = Vec::new();
        if !organizations.is_empty() {
            ways.push(member_of(filter, self.organization, organizations));
        }
        if !own_in.is_empty() {
            let (own, place) =
                (self.own(filter, visible.subject), member_of(filter, self.organization, own_in));
            ways.push(format!("({own} AND {place})"));
        }
        if *own_outside {
            let own = self.own(filter, visible.subject);
            ways.push(match self.organization {
                None => own,
                Some(column) => format!("({own} AND {column} IS NULL)"),
            });
        }
        if self.groups && !visible.by_lists.organizations.is_empty() {
            let place = member_of(filter, self.organization, &visible.by_lists.organizations);
            let everyone = visible.by_lists.organizations.iter().map(|organization| organization.everyone());
            let mine: Vec<GroupId> = visible.by_lists.groups.iter().copied().chain(everyone).collect();
            let mine = member_of(filter, self.id, &mine);
            ways.push(format!("({mine} AND {place})"));
        }
        if let (Some(lists), Some(id)) = (self.lists, self.id) {
            ways.extend(self.listed(filter, lists, id, visible));
        }
        ways.retain(|way| way != NEVER);
        if ways.is_empty() { NEVER.into() } else { ways.join(" OR ") }
    }

    /// What entries of access lists give: those of users everywhere, those of groups in the subject's
    /// organizations. Everyone is a group of the object's own organization only.
    fn listed(
        self,
        filter: &mut Filter<'_>,
        lists: AccessTables,
        id: &str,
        visible: &Visible,
    ) -> Vec<String> {
        let AccessTables { users, groups, object } = lists;
        let me = filter.bind(visible.subject);
        let mut ways = vec![format!("{id} IN (SELECT a.{object} FROM {users} a WHERE a.user_id = {me})")];
        if let (Some(organization), false) = (self.organization, visible.by_lists.organizations.is_empty()) {
            let place = member_of(filter, self.organization, &visible.by_lists.organizations);
            let mine = filter.bind_all(visible.by_lists.groups.iter().copied());
            ways.push(format!(
                "({place} AND EXISTS (SELECT a.role FROM {groups} a WHERE a.{object} = {id} \
                 AND (a.group_id = {organization} OR a.group_id IN ({mine}))))"
            ));
        }
        ways
    }

    fn own(self, filter: &mut Filter<'_>, subject: UserId) -> String {
        match self.owner {
            Some(column) => format!("{column} = {}", filter.bind(subject)),
            None => NEVER.into(),
        }
    }
}

fn member_of<'a, Id: Copy + Into<Value<'a>>>(
    filter: &mut Filter<'a>,
    column: Option<&'static str>,
    ids: &[Id],
) -> String {
    match (column, ids) {
        (None, _) | (_, []) => NEVER.into(),
        (Some(column), [one]) => format!("{column} = {}", filter.bind(*one)),
        (Some(column), ids) => format!("{column} IN ({})", filter.bind_all(ids.iter().copied())),
    }
}
