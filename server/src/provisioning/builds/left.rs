//! What a build leaves to the next one.

use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Read, Update};
use burgrave_core::ids::WorkspaceBuildId;

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The provisioner's state after a build, or before it while it runs; empty where there is none. It may hold
/// secrets that its template hides from the workspace's owner, so only those have it who may change the
/// template.
///
/// # Errors
/// `Hidden`; `Forbidden` for those who may only read the workspace.
pub(crate) async fn state(app: &App, caller: Arc<Caller>, id: WorkspaceBuildId) -> Result<Vec<u8>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let what = "read the state of this workspace";
            let (workspace, build) = find::build::<Read>(&reader, &caller, id, what).await?;
            let template = reader.template_by_id(workspace.template_id).await?.ok_or(Fault::Hidden)?;
            Authorized::<Update, _>::permit(&caller.subject, template)
                .map_err(|refused| Fault::refused(refused, what))?;
            Ok(reader.build_state(build.id).await?.unwrap_or_default())
        })
        .await
}
