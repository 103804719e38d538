//! Where the rows of a list of workspaces come from. What somebody may see has several reasons: a role in an
//! organization, that it is their own, that it was shared with them. Each is a stream of rows that comes from
//! an index in the order of the list, and the list is merged from as many rows of each as a page can need: so
//! a page costs the same, however many workspaces there are.

use super::search::WorkspaceFilter;
use super::source::Source;
use crate::filter::Filter;
use crate::tables::provisioning::access::OF_WORKSPACES;
use crate::visibility::Columns;
use burgrave_core::authorization::{ByRoles, Visible};
use burgrave_core::ids::{OrganizationId, TemplateId, UserId};

/// Organizations or templates that have streams of their own at most. Where there are more, all workspaces
/// are read in their order.
const MOST_STREAMS: usize = 32;

/// Some of the rows that a filter lets through.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stream {
    /// Where they come from.
    pub(super) source: Source,
    /// Conditions beside the filter's.
    pub(super) also: Vec<Condition>,
    /// It holds the caller's favourites, and nothing else does.
    pub(super) favorites: bool,
}

/// A condition on a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// In one of these organizations.
    In(Vec<OrganizationId>),
    /// A favourite of its owner.
    Favorite,
    /// No favourite of this user.
    NoFavoriteOf(UserId),
    /// Dormant, or not.
    Dormant(bool),
    /// What somebody may see, for whatever reason.
    Seen(Box<Visible>),
    /// What a credential reaches.
    Reached(Box<Visible>),
}

const PLACES: Columns = Columns {
    id: Some("w.id"),
    owner: Some("w.owner_id"),
    organization: Some("w.organization_id"),
    groups: false,
    lists: Some(OF_WORKSPACES),
};

impl Condition {
    pub(super) fn apply(&self, filter: &mut Filter<'_>) {
        match self {
            Self::In(organizations) => {
                let places = filter.bind_all(organizations.iter().copied());
                filter.and(format!("w.organization_id IN ({places})"));
            }
            Self::Favorite => filter.and("w.favorite"),
            Self::NoFavoriteOf(user) => {
                let place = filter.bind(*user);
                filter.and(format!("NOT (w.owner_id = {place} AND w.favorite)"));
            }
            Self::Dormant(dormant) => {
                filter.and(format!("w.dormant_at IS {}", if *dormant { "NOT NULL" } else { "NULL" }));
            }
            Self::Seen(visible) => PLACES.restrict(filter, Some(visible)),
            Self::Reached(visible) => PLACES.reach(filter, visible),
        }
    }
}

/// The streams of a list, as `caller` sees it. `templates` are those of the name that is asked for.
pub(super) fn streams(
    asked: &WorkspaceFilter,
    templates: Option<&[TemplateId]>,
    caller: Option<UserId>,
) -> Vec<Stream> {
    let kinds = match (&asked.visible, &asked.visible_dormant) {
        (one, other) if one == other => vec![(one.as_ref(), None)],
        (one, other) => vec![(one.as_ref(), Some(false)), (other.as_ref(), Some(true))],
    };
    let mut all = Vec::new();
    for (visible, dormant) in kinds {
        let dormant = dormant.map(Condition::Dormant);
        let with = |source, also: Vec<Condition>, favorites: bool| Stream {
            source,
            also: dormant.iter().cloned().chain(also).collect(),
            favorites,
        };
        if let Some(caller) = caller {
            let also = std::iter::once(Condition::Favorite).chain(seen(visible)).collect();
            all.push(with(Source::Owner(caller), also, true));
        }
        for (source, mut also) in sources(asked, templates, visible) {
            also.extend(caller.map(Condition::NoFavoriteOf));
            all.push(with(source, also, false));
        }
    }
    all
}

fn seen(visible: Option<&Visible>) -> Option<Condition> {
    visible.map(|visible| Condition::Seen(Box::new(visible.clone())))
}

/// Where the rows come from that somebody may see. What narrows the list the most gives them: single
/// workspaces, an owner, a template of whole organizations; else the reasons for which somebody sees them,
/// one of which is enough.
fn sources(
    asked: &WorkspaceFilter,
    templates: Option<&[TemplateId]>,
    visible: Option<&Visible>,
) -> Vec<(Source, Vec<Condition>)> {
    let all = |source| (source, seen(visible).into_iter().collect::<Vec<_>>());
    if asked.ids.is_some() {
        return vec![all(Source::Ids)];
    }
    if let Some(owner) = asked.owner {
        return vec![all(Source::Owner(owner))];
    }
    let whole = match visible.map(|visible| &visible.by_roles) {
        None | Some(ByRoles::Everything) => None,
        Some(ByRoles::Some { organizations, .. }) => Some(organizations),
    };
    if let Some(templates) = templates
        && templates.len() <= MOST_STREAMS
        && whole.is_none_or(|organizations| !organizations.is_empty())
    {
        return templates.iter().map(|template| all(Source::Template(*template))).collect();
    }
    match (visible, whole) {
        (Some(visible), Some(organizations)) if organizations.len() <= MOST_STREAMS => {
            reasons(visible, asked.organization)
        }
        _ => match asked.organization {
            Some(organization) => vec![all(Source::Organization(organization))],
            None => vec![all(Source::Everything)],
        },
    }
}

/// The reasons for which somebody sees workspaces who sees not all of them, as far as they hold in the
/// organization that is asked for.
fn reasons(visible: &Visible, asked: Option<OrganizationId>) -> Vec<(Source, Vec<Condition>)> {
    let ByRoles::Some { organizations, own_in, .. } = &visible.by_roles else { return Vec::new() };
    let reached = visible.reached.is_some() || visible.only_own;
    let reached = reached.then(|| Condition::Reached(Box::new(visible.clone())));
    let with = |also: Option<Condition>| also.into_iter().chain(reached.clone()).collect::<Vec<_>>();
    let organizations = organizations.iter().filter(|one| asked.is_none_or(|asked| asked == **one));
    let mut all: Vec<_> = organizations.map(|one| (Source::Organization(*one), with(None))).collect();
    if !own_in.is_empty() {
        all.push((Source::Owner(visible.subject), with(Some(Condition::In(own_in.clone())))));
    }
    all.push((Source::SharedWith(visible.subject), with(None)));
    let places = visible.by_lists.organizations.clone();
    if !places.is_empty() {
        let groups = visible.by_lists.groups.clone();
        all.push((Source::SharedWithGroups(groups, places.clone()), with(Some(Condition::In(places)))));
    }
    all
}
