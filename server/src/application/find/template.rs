//! A template by id, or by name in an organization.

use burgrave_core::authorization::{ActionType, Authorized, Refused};
use burgrave_core::ids::TemplateId;
use burgrave_store::{OrganizationRecord, Reader, Template};

use crate::application::Caller;
use crate::fault::Fault;

/// The template with this id, on which the caller may do `A`. A deleted one counts as none.
///
/// # Errors
/// `Hidden` when it isn't there or can't be read, `Forbidden` when it can only be read; `what` says what was
/// to be done.
pub(crate) async fn template<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    id: TemplateId,
    what: &str,
) -> Result<Authorized<A, Template>, Fault> {
    let found = reader.template_by_id(id).await?.filter(|template| template.deleted_at.is_none());
    checked(caller, found, what)
}

/// The template with this name, in any letter case, in an organization, on which the caller may do `A`.
///
/// # Errors
/// As above.
pub(crate) async fn template_in<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    organization: &OrganizationRecord,
    name: &str,
    what: &str,
) -> Result<Authorized<A, Template>, Fault> {
    let found = reader.template_by_name(organization.id, name).await?;
    checked(caller, found, what)
}

fn checked<A: ActionType>(
    caller: &Caller,
    found: Option<Template>,
    what: &str,
) -> Result<Authorized<A, Template>, Fault> {
    let refused = |refused| Fault::refused(refused, what);
    let Some(found) = found else { return Err(refused(Refused::Hidden)) };
    Authorized::check(&caller.subject, found).map_err(refused)
}
