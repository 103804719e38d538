//! The organization of a refused request, from its path: the refusal is an entry of that organization's audit
//! log.

use burgrave_api::runtime::Cx;
use burgrave_core::ids::OrganizationId;
use burgrave_store::{Reader, StoreError};
use uuid::Uuid;

use crate::application::find;

/// The object by which a path names its organization.
#[derive(Debug, Clone)]
pub(super) enum PathTarget {
    /// The organization, by id or name.
    Organization(String),
    /// One of its groups.
    Group(Uuid),
    /// None: the path names no organization.
    Nowhere,
}

impl PathTarget {
    /// From the variables that the router has found in the path.
    pub(super) fn of(cx: &Cx) -> Self {
        if let Some(written) = cx.variable("organization").or_else(|| cx.variable("organizationname")) {
            return Self::Organization(written.to_owned());
        }
        cx.variable("group").and_then(burgrave_api::formats::uuid).map_or(Self::Nowhere, Self::Group)
    }
}

/// The organization, if it exists.
pub(super) async fn organization(
    reader: &Reader,
    place: &PathTarget,
) -> Result<Option<OrganizationId>, StoreError> {
    Ok(match place {
        PathTarget::Organization(written) => {
            find::organization_record(reader, written).await?.map(|found| found.id)
        }
        PathTarget::Group(id) => reader.group_by_id((*id).into()).await?.map(|group| group.organization_id),
        PathTarget::Nowhere => None,
    })
}
