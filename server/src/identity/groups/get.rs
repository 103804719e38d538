//! Reading one group.

use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Read};
use burgrave_core::ids::GroupId;
use burgrave_store::{GroupRecord, Reader};

use super::{GroupView, view};
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// A reference to a group.
#[derive(Debug, Clone)]
pub(crate) enum GroupReference {
    /// The one with this id.
    Id(GroupId),
    /// The one of this name in the organization that the first text names.
    InOrganization(String, String),
}

/// The group; `hide_members` leaves its members out.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    named: GroupReference,
    hide_members: bool,
) -> Result<GroupView, Fault> {
    app.store()
        .scan(move |reader| async move {
            let found = readable(&reader, &caller, &named).await?.into_inner();
            Ok(view::one(&reader, &caller, found, hide_members).await?)
        })
        .await
}

/// The group, as far as the caller may read it.
pub(super) async fn readable(
    reader: &Reader,
    caller: &Caller,
    named: &GroupReference,
) -> Result<Authorized<Read, GroupRecord>, Fault> {
    const WHAT: &str = "read it";
    match named {
        GroupReference::Id(id) => find::group(reader, caller, *id, WHAT).await,
        GroupReference::InOrganization(organization, name) => {
            let organization = find::organization::<Read>(reader, caller, organization, WHAT).await?;
            find::group_in(reader, caller, &organization, name, WHAT).await
        }
    }
}
