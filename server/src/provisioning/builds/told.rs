//! What a build was told.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::WorkspaceBuildId;
use burgrave_store::BuildParameter;
use futures::join;

use super::get::READ;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The values of a build's parameters, in the order of their names.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn parameters(
    app: &App,
    caller: Arc<Caller>,
    id: WorkspaceBuildId,
) -> Result<Vec<BuildParameter>, Fault> {
    app.store()
        .scan(move |reader| async move {
            // Both are read to their end: a statement that is given up would stay prepared.
            let (build, values) =
                join!(find::build::<Read>(&reader, &caller, id, READ), reader.build_parameters(id));
            build?;
            Ok(values?)
        })
        .await
}
