//! The claims that users brought along at their last login, for those who write mappings.

use std::sync::Arc;

use burgrave_core::authorization::Read;

use super::permitted;
use crate::application::{App, Caller};
use crate::fault::Fault;

/// Values of one claim that are shown at most.
pub(crate) const MOST_VALUES: u32 = 1_000;

/// The names of the claims of all users. The permission is one of the site, asked for before.
///
/// # Errors
/// Those of the store.
pub(crate) async fn fields(app: &App) -> Result<Vec<String>, Fault> {
    app.store().scan(|reader| async move { Ok(reader.claim_fields().await?) }).await
}

/// The values of a claim of all users. The permission is one of the site, asked for before.
///
/// # Errors
/// Those of the store.
pub(crate) async fn values(app: &App, field: String) -> Result<Vec<String>, Fault> {
    app.store().scan(move |reader| async move { Ok(reader.claim_values(&field, MOST_VALUES).await?) }).await
}

/// The names of the claims of an organization's members.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn fields_in(app: &App, caller: Arc<Caller>, written: String) -> Result<Vec<String>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let place = permitted::settings::<Read>(&reader, &caller, &written).await?;
            Ok(reader.claim_fields_in(place.organization_id).await?)
        })
        .await
}

/// The values of a claim of an organization's members.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn values_in(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    field: String,
) -> Result<Vec<String>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let place = permitted::settings::<Read>(&reader, &caller, &written).await?;
            Ok(reader.claim_values_in(place.organization_id, &field, MOST_VALUES).await?)
        })
        .await
}
