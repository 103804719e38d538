//! The decision turned round: not whether a subject may do something to one object, but to which objects of a
//! kind. Lists ask their database for those, so that what they show is what [`super::authorize`] allows.

use uuid::Uuid;

use crate::ids::{GroupId, OrganizationId, UserId};

use super::evaluate::{in_organization, on_own, site_level};
use super::permission::Verdict;
use super::{Action, Location, Resource, Subject};

/// The objects of one kind on which a subject may do one action. All of the parts that narrow must hold; of
/// what gives, roles or access lists, one is enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Visible {
    /// Who asks.
    pub subject: UserId,
    /// The credential reaches only these; none means that it doesn't look at identities.
    pub reached: Option<Vec<Uuid>>,
    /// The credential reaches only what belongs to the subject.
    pub only_own: bool,
    /// What roles give.
    pub by_roles: ByRoles,
    /// What access lists give, to the subject and to these groups.
    pub by_lists: ByLists,
}

impl Visible {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.reached.is_none() && !self.only_own && self.by_roles == ByRoles::Everything
    }
}

/// What roles give.
#[derive(Debug, Clone, PartialEq)]
pub enum ByRoles {
    /// Every object.
    Everything,
    /// Some of them.
    Some {
        /// All in these organizations.
        organizations: Vec<OrganizationId>,
        /// The subject's own in these.
        own_in: Vec<OrganizationId>,
        /// The subject's own that are in no organization.
        own_outside: bool,
    },
}

/// Whose entries in an object's access list count beside the subject's own.
#[derive(Debug, Clone, PartialEq)]
pub struct ByLists {
    /// Those of these groups, where the object is in one of the organizations.
    pub groups: Vec<GroupId>,
    /// The subject's organizations. Their ids stand for the groups Everyone.
    pub organizations: Vec<OrganizationId>,
}

/// On which objects of this kind the subject may do this.
#[must_use]
pub fn visible(subject: &Subject, action: Action, resource: Resource) -> Visible {
    let reaches = |owned| subject.scope.allows_on_some(resource, action, owned);
    let reached = if reaches(true) { subject.scope.objects().ids_of(resource) } else { Some(Vec::new()) };
    Visible {
        subject: subject.id,
        reached,
        only_own: !reaches(false),
        by_roles: by_roles(subject, action, resource),
        by_lists: ByLists {
            groups: subject.groups.clone(),
            organizations: subject.memberships.iter().map(|place| place.organization).collect(),
        },
    }
}

fn by_roles(subject: &Subject, action: Action, resource: Resource) -> ByRoles {
    let (mut organizations, mut own_in) = (Vec::new(), Vec::new());
    if !resource.actions().contains(&action) {
        return ByRoles::Some { organizations, own_in, own_outside: false };
    }
    match site_level(subject, resource, action) {
        Verdict::Granted => return ByRoles::Everything,
        Verdict::Denied => return ByRoles::Some { organizations, own_in, own_outside: false },
        Verdict::Silent => {}
    }
    let own = |place| on_own(subject, place, resource, action) == Verdict::Granted;
    for place in &subject.memberships {
        match in_organization(place, resource, action) {
            Verdict::Granted => organizations.push(place.organization),
            Verdict::Silent if own(Location::Organization(place.organization)) => {
                own_in.push(place.organization)
            }
            Verdict::Silent | Verdict::Denied => {}
        }
    }
    ByRoles::Some { organizations, own_in, own_outside: own(Location::Site) }
}
