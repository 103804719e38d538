//! The routes of an organization.

use std::sync::Arc;

use burgrave_core::authorization::Update;
use burgrave_store::RouteRecord;

use super::MOST_ROUTES;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// All of them, the oldest first.
///
/// # Errors
/// `Hidden`, `Forbidden` for the organization.
pub(crate) async fn routes(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
) -> Result<Vec<RouteRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let what = "see where its notifications go";
            let found = find::organization::<Update>(&reader, &caller, &organization, what).await?;
            Ok(reader.notification_routes(found.id, MOST_ROUTES).await?)
        })
        .await
}
