//! The tables and indexes that rows of a list come from.

use crate::filter::Filter;
use crate::migrations::Dialect;
use burgrave_core::ids::{GroupId, OrganizationId, TemplateId, UserId};

/// Where rows come from. Each has an index that gives them in the order of the list, or is short.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// All of them.
    Everything,
    /// Those that the filter names.
    Ids,
    /// Those in an organization.
    Organization(OrganizationId),
    /// Those of an owner.
    Owner(UserId),
    /// Those of a template.
    Template(TemplateId),
    /// Those that were shared with a user.
    SharedWith(UserId),
    /// Those that were shared with one of these groups, or with Everyone of the one of these organizations in
    /// which they are.
    SharedWithGroups(Vec<GroupId>, Vec<OrganizationId>),
}

impl Source {
    /// The tables, and the conditions that make the source.
    pub(super) fn tables(&self, filter: &mut Filter<'_>, dialect: Dialect) -> String {
        match self {
            Self::Everything => workspaces("workspaces_order", dialect),
            Self::Ids => "workspaces w".into(),
            Self::Organization(organization) => {
                let place = filter.bind(*organization);
                filter.and(format!("w.organization_id = {place}"));
                workspaces("workspaces_in_organization", dialect)
            }
            Self::Owner(owner) => {
                let place = filter.bind(*owner);
                filter.and(format!("w.owner_id = {place}"));
                workspaces("workspaces_of_owner", dialect)
            }
            Self::Template(template) => {
                let place = filter.bind(*template);
                filter.and(format!("w.template_id = {place}"));
                workspaces("workspaces_of_template", dialect)
            }
            Self::SharedWith(user) => {
                let place = filter.bind(*user);
                filter.and(format!("a.user_id = {place} AND w.id = a.workspace_id"));
                // SQLite looks into the left table of a cross join first.
                "workspace_users a CROSS JOIN workspaces w".into()
            }
            Self::SharedWithGroups(groups, organizations) => {
                let everyone = organizations.iter().map(|organization| organization.everyone());
                let mine = filter.bind_all(groups.iter().copied().chain(everyone));
                let others = filter.bind_all(groups.iter().copied());
                filter.and(format!(
                    "a.group_id IN ({mine}) AND w.id = a.workspace_id AND (a.group_id = w.organization_id OR \
                     a.group_id IN ({others}))"
                ));
                "workspace_groups a CROSS JOIN workspaces w".into()
            }
        }
    }

    /// Whether it may give a row several times.
    pub(super) fn repeats(&self) -> bool {
        matches!(self, Self::SharedWithGroups(..))
    }
}

/// The workspaces by an index. SQLite keeps no statistics, by which it could choose the right one.
fn workspaces(index: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => format!("workspaces w INDEXED BY {index}"),
        Dialect::Postgres => "workspaces w".into(),
    }
}
