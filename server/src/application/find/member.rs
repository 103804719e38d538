//! A member of an organization by their user.

use burgrave_core::authorization::{Authorized, Read};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{MemberWithUser, Reader};

use super::users_id;
use crate::application::Caller;
use crate::fault::Fault;

/// The member, as far as the caller may read them.
///
/// # Errors
/// `Hidden`, the same for a user who is no member, doesn't exist, or can't be read.
pub(crate) async fn member(
    reader: &Reader,
    caller: &Caller,
    organization: OrganizationId,
    written: &str,
) -> Result<Authorized<Read, MemberWithUser>, Fault> {
    let user = users_id(reader, caller, written).await?.ok_or(Fault::Hidden)?;
    let found = reader.member(organization, user).await?.ok_or(Fault::Hidden)?;
    Authorized::check(&caller.subject, found).map_err(|_| Fault::Hidden)
}
