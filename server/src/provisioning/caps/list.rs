//! The caps of an organization.

use std::sync::Arc;

use burgrave_core::authorization::Update;
use burgrave_store::CapRecord;

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// All caps, by whom they are about.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
    offset: u32,
    limit: u32,
) -> Result<Vec<CapRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let what = "read the workspace caps of this organization";
            let found = find::organization::<Update>(&reader, &caller, &organization, what).await?;
            Ok(reader.workspace_caps(found.id, offset, limit).await?)
        })
        .await
}
