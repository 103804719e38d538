//! Filters of groups that earlier versions took and that aren't RE2's: other programs can't read them, so the
//! operator gets a warning.

use burgrave_core::idpsync::GroupSync;
use burgrave_store::{StoreError, SyncKind};
use slog::warn;

use crate::application::App;

/// Names each organization whose filter can't be written again as it is.
///
/// # Errors
/// Those of the store.
pub(crate) async fn tell(app: &App) -> Result<(), StoreError> {
    let kept = app.store().read(|reader| async move { reader.idp_syncs(SyncKind::Groups).await }).await?;
    for (organization, settings) in kept {
        let fault =
            serde_json::from_str(&settings).ok().and_then(|settings: GroupSync| settings.filter_fault());
        if let Some(fault) = fault {
            warn!(app.log(), "the regex_filter of an organization's group sync must be rewritten";
                "organization" => organization, "cause" => format!("it {fault}"));
        }
    }
    Ok(())
}
