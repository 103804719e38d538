//! A template version by id.

use burgrave_core::authorization::{ActionType, Authorized, Refused};
use burgrave_core::ids::TemplateVersionId;
use burgrave_store::{Reader, TemplateVersion};

use crate::application::Caller;
use crate::fault::Fault;

/// The version with this id, on which the caller may do `A`: on its template, or, where no template has it,
/// on any template of its organization.
///
/// # Errors
/// `Hidden` when it isn't there or can't be read, `Forbidden` when it can only be read; `what` says what was
/// to be done.
pub(crate) async fn template_version<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    id: TemplateVersionId,
    what: &str,
) -> Result<Authorized<A, TemplateVersion>, Fault> {
    let refused = |refused| Fault::refused(refused, what);
    let Some(found) = reader.template_version(id).await? else { return Err(refused(Refused::Hidden)) };
    Authorized::check(&caller.subject, found).map_err(refused)
}
