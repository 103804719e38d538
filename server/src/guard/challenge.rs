//! What an error has to tell its caller beside the error itself.

use burgrave_api::paths;
use burgrave_api::runtime::{ApiError, Cx, StatusCode};
use burgrave_core::oauth2::ErrorCode;
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;

use crate::application::{App, Caller};
use crate::federation::oauth2::bearer;

/// Operations whose malformed bodies have an error code of their own (RFC 7591 section 3.2.2).
const REGISTRATION: [&str; 2] = ["registerOauth2Client", "updateOauth2Client"];

/// An app whose token may not do something is told that by a challenge (RFC 6750 section 3.1); a client that registers itself
/// is told that its metadata are wrong.
pub(super) fn dress(app: &App, cx: &Cx, caller: Option<&Caller>, error: ApiError) -> ApiError {
    let status = error.status();
    if status == StatusCode::BAD_REQUEST
        && error.code_text().is_none()
        && REGISTRATION.contains(&cx.operation.id)
    {
        return error.code(ErrorCode::InvalidClientMetadata.as_str());
    }
    if status != StatusCode::FORBIDDEN || !caller.is_some_and(bearer::is_app) {
        return error;
    }
    challenged(app, error, "insufficient_scope", "The token may not do this")
}

/// A token that isn't for this server: the client has to get one that is.
pub(super) fn of_another_resource(app: &App, error: ApiError) -> ApiError {
    challenged(app, error, "invalid_token", "The token is for another resource")
}

fn challenged(app: &App, error: ApiError, code: &str, description: &str) -> ApiError {
    let challenge = format!(
        "Bearer realm=\"coder\", error=\"{code}\", error_description=\"{description}\", \
         resource_metadata=\"{}{}\"",
        app.settings().access_url(),
        paths::GET_OAUTH2_RESOURCE_METADATA
    );
    match HeaderValue::try_from(challenge) {
        Ok(challenge) => error.header(WWW_AUTHENTICATE, challenge),
        Err(_) => error,
    }
}
