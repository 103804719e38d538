//! Who may read an upload.

use burgrave_core::authorization::{Action, Authorized, Automatic, Protected, Read, Refused};
use burgrave_core::ids::FileId;
use burgrave_store::{FileRecord, Reader};

use crate::application::Caller;
use crate::fault::Fault;

/// The upload, if the caller may read it: as their own, as one who governs files, or as one who may change a
/// template of which a version was made from it.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn readable(
    reader: &Reader,
    caller: &Caller,
    id: FileId,
) -> Result<Authorized<Read, FileRecord>, Fault> {
    let found = reader.file(id).await?.ok_or(Fault::Hidden)?;
    if let Ok(found) = Authorized::<Read, _>::check(&caller.subject, found.clone()) {
        return Ok(found);
    }
    for template in reader.templates_of_file(id).await? {
        let template = reader.template_by_id(template).await?;
        let changes = template.filter(|template| template.deleted_at.is_none()).is_some_and(|template| {
            let object = template.object();
            caller.may(Action::Read, &object) && caller.may(Action::Update, &object)
        });
        if changes {
            return Ok(Authorized::automatic(Automatic::Part, found));
        }
    }
    Err(Fault::refused(Refused::Hidden, "read this file"))
}
