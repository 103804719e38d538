//! An organization by id, name, or as the default one.

use burgrave_core::authorization::{ActionType, Authorized, Refused};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{OrganizationName, OrganizationRecord, Reader, StoreError};

use super::text;
use crate::application::Caller;
use crate::fault::Fault;

/// The word for the default organization; it is no valid name.
const DEFAULT: &str = "default";

/// The organization on which the caller may do `A`.
///
/// # Errors
/// `Hidden` when it isn't there or can't be read, `Forbidden` when it can only be read; `what` says what was
/// to be done.
pub(crate) async fn organization<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    written: &str,
    what: &str,
) -> Result<Authorized<A, OrganizationRecord>, Fault> {
    let found = match caller.organization(written).filter(|_| reader.is_point_read()) {
        Some(found) => Some(found.clone()),
        None => organization_record(reader, written).await?,
    };
    let found = found.filter(|organization| organization.deleted_at.is_none());
    let Some(found) = found else { return Err(Fault::refused(Refused::Hidden, what)) };
    Authorized::check(&caller.subject, found).map_err(|refused| Fault::refused(refused, what))
}

/// The organization that a text names, without a permission check; deleted ones are found by their ids.
pub(crate) async fn organization_record(
    reader: &Reader,
    written: &str,
) -> Result<Option<OrganizationRecord>, StoreError> {
    let read = || async {
        match reader.organization_named(&organization_name(written)).await? {
            None if text::may_be_name(written) => reader.organization_by_name(written).await,
            found => Ok(found),
        }
    };
    let found = reader.cached(&format!("organization {written}"), read).await?;
    Ok(found.map(|found| OrganizationRecord::clone(&found)))
}

/// What a text says first; 32 hexadecimal digits may be a name as well.
pub(crate) fn organization_name(written: &str) -> OrganizationName {
    match text::id::<OrganizationId>(written) {
        Some(id) if id.is_nil() => OrganizationName::Default,
        Some(id) => OrganizationName::Id(id),
        None if written.eq_ignore_ascii_case(DEFAULT) => OrganizationName::Default,
        None => OrganizationName::Name(written.to_owned()),
    }
}
