//! What an app's access token opens: the API, when it is meant for this server.

use burgrave_core::oauth2::resource;
use burgrave_store::{ApiKeyRecord, LoginType};

use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::identity::users::rights;

/// Whether a caller came by an app's token.
pub(crate) fn is_app(caller: &Caller) -> bool {
    rights::is_app(caller)
}

/// Whether a caller has a full session: only those may let apps in. An app's token can't, or the app would
/// get out of what it was granted; neither can a token with narrower scopes.
pub(crate) fn is_full_session(caller: &Caller) -> bool {
    rights::has_full_reach(caller)
}

/// Holds an app's token to the resource that it was issued for (RFC 8707 §2).
///
/// # Errors
/// `OtherResource` when that is another one.
pub(crate) async fn check_audience(app: &App, key: &ApiKeyRecord) -> Result<(), Fault> {
    if key.login_type != LoginType::Oauth2ProviderApp {
        return Ok(());
    }
    let id = key.id.clone();
    let grant = app.store().read(move |reader| async move { reader.oauth2_grant_by_key(&id).await }).await?;
    let resource = grant.map(|grant| grant.resource).unwrap_or_default();
    if resource.is_empty() || resource::is_for(&resource, app.settings().access_url()) {
        return Ok(());
    }
    Err(Fault::OtherResource)
}
