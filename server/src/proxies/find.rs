//! From what a request names to a proxy.

use burgrave_api::formats;
use burgrave_core::proxies::PRIMARY;
use burgrave_store::{Reader, WorkspaceProxyRecord};
use uuid::Uuid;

use crate::fault::Fault;

/// What a request names.
pub(super) enum Target {
    /// The server itself.
    Primary,
    /// Another one.
    Proxy(Box<WorkspaceProxyRecord>),
}

/// The proxy with this id or, exactly, this name; the deployment's id is that of the primary one.
///
/// # Errors
/// `Hidden` where there is none.
pub(super) async fn target(reader: &Reader, written: &str, deployment: Uuid) -> Result<Target, Fault> {
    if written == PRIMARY {
        return Ok(Target::Primary);
    }
    let by_id = match formats::uuid(written) {
        Some(id) if id == deployment => return Ok(Target::Primary),
        Some(id) => reader.workspace_proxy(id.into()).await?,
        None => None,
    };
    let found = match by_id {
        Some(found) => Some(found),
        // Names of hexadecimal digits can be read as ids.
        None => reader.workspace_proxy_by_name(written).await?.filter(|found| found.name == written),
    };
    found.map(|found| Target::Proxy(Box::new(found))).ok_or(Fault::Hidden)
}
