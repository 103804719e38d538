//! Reading one organization.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_store::OrganizationRecord;

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The organization that `written` names.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    written: String,
) -> Result<OrganizationRecord, Fault> {
    app.store()
        .read(move |reader| async move {
            let found = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            Ok(found.into_inner())
        })
        .await
}
