//! Headers and error codes that depend on the caller or the operation.

use burgrave_api::paths;
use burgrave_api::runtime::{ApiError, Cx, StatusCode};
use burgrave_core::oauth2::ErrorCode;
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;

use crate::application::{App, Caller};

/// Operations whose malformed bodies have an error code of their own (RFC 7591 section 3.2.2).
const REGISTRATION: [&str; 2] = ["registerOauth2Client", "updateOauth2Client"];

/// Names the scope that the caller's token lacks (RFC 6750 section 3.1), also where the object would be
/// hidden for that reason: the user may see it without the token. The answer to a client that registers
/// itself has the error code `invalid_client_metadata`.
pub(super) fn dress(app: &App, cx: &Cx, caller: Option<&Caller>, error: ApiError) -> ApiError {
    let status = error.status();
    if status == StatusCode::BAD_REQUEST
        && error.code_text().is_none()
        && REGISTRATION.contains(&cx.operation.id)
    {
        return error.code(ErrorCode::InvalidClientMetadata.as_str());
    }
    let lacks = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status);
    let Some(scope) = caller.filter(|_| lacks).and_then(|caller| caller.subject.scope.missed()) else {
        return error;
    };
    let challenge = format!(
        "Bearer realm=\"coder\", error=\"insufficient_scope\", \
         error_description=\"The token has not the scope {scope}\", scope=\"{scope}\", \
         resource_metadata=\"{}{}\"",
        app.settings().access_url(),
        paths::GET_OAUTH2_RESOURCE_METADATA
    );
    let error = ApiError::forbidden(format!("The token has not the scope {scope}."))
        .code(ErrorCode::InsufficientScope.as_str());
    match HeaderValue::try_from(challenge) {
        Ok(challenge) => error.header(WWW_AUTHENTICATE, challenge),
        Err(_) => error,
    }
}

/// The challenge beside a 401 that a proxy gets (RFC 9110 section 15.5.2): it names the header of the token.
pub(super) fn proxy(error: ApiError) -> ApiError {
    error.header(WWW_AUTHENTICATE, HeaderValue::from_static("Coder-External-Proxy-Token realm=\"coder\""))
}
