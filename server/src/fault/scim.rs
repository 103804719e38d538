//! Errors for identity providers (RFC 7644 §3.12).

use burgrave_api::runtime::ApiError;
use burgrave_core::scim::{ScimFault, ScimType};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, StatusCode};

use super::Fault;

/// The answer to the faults that only SCIM has.
pub(super) fn answer(fault: Fault) -> ApiError {
    match fault {
        Fault::Scim(fault) => refused(&fault),
        Fault::Changed => {
            ApiError::new(StatusCode::PRECONDITION_FAILED, "The resource was changed meanwhile.")
        }
        Fault::TooMany { detail } => ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, detail),
        Fault::ScimOff => {
            let message =
                "SCIM is disabled, please contact your administrator if you believe this is an error.";
            ApiError::new(StatusCode::NOT_FOUND, message).detail("BURGRAVE_SCIM_KEY is not set.")
        }
        Fault::ScimKey { detail } => {
            let challenge = HeaderValue::from_static("Bearer realm=\"scim\"");
            ApiError::unauthorized(detail).header(WWW_AUTHENTICATE, challenge)
        }
        other => other.into(),
    }
}

fn refused(fault: &ScimFault) -> ApiError {
    let status = match fault.kind {
        ScimType::Uniqueness => StatusCode::CONFLICT,
        ScimType::Sensitive => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    ApiError::new(status, fault.detail.as_str()).code(fault.kind.as_str())
}
