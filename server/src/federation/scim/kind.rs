//! The two kinds of resources: what is asked of both, each in its own way.

use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::{GROUPS, ResourceType, USERS};
use burgrave_store::{Reader, ScimSearch};
use uuid::Uuid;

use super::page::SearchResult;
use super::resource::Resource;
use super::{groups, users};
use crate::fault::Fault;

/// A kind of resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// People.
    Users,
    /// Groups of people.
    Groups,
}

impl Kind {
    /// What resources of the kind have.
    pub(crate) fn schema(self) -> &'static ResourceType {
        match self {
            Self::Users => &USERS,
            Self::Groups => &GROUPS,
        }
    }

    /// A page of those that match, projected.
    pub(super) async fn page(
        self,
        reader: &Reader,
        search: &ScimSearch,
        base: &str,
        projection: &Projection,
    ) -> Result<SearchResult, Fault> {
        let page = match self {
            Self::Users => users::read::page(reader, search, base, projection).await?,
            Self::Groups => groups::read::page(reader, search, base, projection).await?,
        };
        let shown = page.rows.into_iter().map(|one| one.projected(self.schema(), projection).body);
        Ok(SearchResult { total: page.count, resources: shown.collect() })
    }

    /// Whether one of them may be long: a group may have thousands of members.
    pub(super) fn may_be_long(self, projection: &Projection) -> bool {
        self == Self::Groups && groups::read::shows_members(projection)
    }

    /// The one with this id, projected.
    ///
    /// # Errors
    /// `Hidden`.
    pub(super) async fn one(
        self,
        reader: &Reader,
        id: Uuid,
        base: &str,
        projection: &Projection,
    ) -> Result<Resource, Fault> {
        let one = match self {
            Self::Users => users::read::one(reader, id.into(), base, projection).await?,
            Self::Groups => groups::read::one(reader, id.into(), base, projection).await?,
        };
        Ok(one.projected(self.schema(), projection))
    }
}
