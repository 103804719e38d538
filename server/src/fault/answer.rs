//! From a fault to its HTTP answer: the one place where domain and HTTP meet.

use burgrave_api::paths;
use burgrave_api::runtime::{ApiError, Validation};
use burgrave_core::oauth2::{ErrorCode, Refusal, scope};
use burgrave_store::StoreError;
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use super::{Fault, FieldFault, SignedOut};

/// After how many seconds to try again when too much happens at once.
const BUSY_RETRY: u64 = 1;

const SIGNED_OUT: &str = "You are signed out or your session has expired. Please sign in again to continue.";

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Hidden => ApiError::not_found(),
            Fault::Forbidden { detail } => ApiError::forbidden(detail),
            Fault::Refused { message } => ApiError::new(StatusCode::FORBIDDEN, message),
            Fault::Invalid(fields) => ApiError::bad_request("Validation failed.").validations(shown(fields)),
            Fault::UnknownFilter(fields) => {
                ApiError::bad_request("Query parameters have invalid values.").validations(shown(fields))
            }
            Fault::BrokenRule { message, detail, fields } => {
                told(ApiError::bad_request(message), detail, fields)
            }
            Fault::Conflict { message, detail, fields } => told(ApiError::conflict(message), detail, fields),
            Fault::Gone { message, detail } => ApiError::new(StatusCode::GONE, message).detail(detail),
            Fault::Unready { message } => ApiError::new(StatusCode::NOT_ACCEPTABLE, message),
            Fault::Unexpected { message } => ApiError::new(StatusCode::PRECONDITION_FAILED, message),
            Fault::TooEarly { message } => ApiError::new(StatusCode::TOO_EARLY, message),
            Fault::NotConfigured { message, detail } => {
                ApiError::new(StatusCode::NOT_FOUND, message).detail(detail)
            }
            Fault::Missing { message } => ApiError::new(StatusCode::NOT_FOUND, message),
            Fault::JustDone { message, seconds } => {
                ApiError::bad_request(message).header(RETRY_AFTER, seconds.into())
            }
            Fault::Held { message, detail } => {
                ApiError::new(StatusCode::EXPECTATION_FAILED, message).detail(detail)
            }
            Fault::TooLarge { message, detail } => {
                ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, message).detail(detail)
            }
            Fault::SignedOut(why) => signed_out(why, None),
            Fault::OtherResource => other_resource(""),
            Fault::Protocol(refusal) => protocol(&refusal),
            Fault::NotRegistered => {
                ApiError::forbidden("This client was made by hand.").code(ErrorCode::InvalidToken.as_str())
            }
            // RFC 9110 section 15.5.2 wants a challenge beside every 401.
            Fault::LoginFailed { message } => ApiError::unauthorized(message)
                .header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"coder\"")),
            Fault::Scim(_)
            | Fault::Changed
            | Fault::TooMany { .. }
            | Fault::ScimOff
            | Fault::ScimKey { .. } => super::scim::answer(fault),
            Fault::Provider { message, cause } => {
                ApiError::new(StatusCode::BAD_GATEWAY, message).cause(cause)
            }
            Fault::TooManyLogins { wait } => {
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                ApiError::new(StatusCode::TOO_MANY_REQUESTS, "There were too many logins to this account.")
                    .detail(
                        "They came from devices that the account isn't known from. Wait as long as \
                         Retry-After says, or log in from a device that has logged in before.",
                    )
                    .header(RETRY_AFTER, seconds.into())
            }
            Fault::QueueFull { message, detail } => {
                ApiError::new(StatusCode::FORBIDDEN, message).detail(detail)
            }
            Fault::Busy | Fault::Unprepared(_) => {
                ApiError::unavailable("Too many requests wait for the same work.", BUSY_RETRY)
            }
            Fault::Store(error) => store(&error),
            Fault::Internal(cause) => ApiError::internal(cause),
        }
    }
}

fn shown(fields: Vec<FieldFault>) -> impl Iterator<Item = Validation> {
    fields.into_iter().map(|fault| Validation { field: fault.field, detail: fault.detail })
}

fn told(error: ApiError, detail: Option<String>, fields: Vec<FieldFault>) -> ApiError {
    let error = error.validations(shown(fields));
    match detail {
        Some(detail) => error.detail(detail),
        None => error,
    }
}

/// The answer without a valid session, and its challenge: RFC 6750 section 3. Without a token the challenge
/// says nothing of an error. `access_url` adds where the resource describes itself (RFC 9728 section 5.1).
pub(crate) fn signed_out(why: SignedOut, access_url: Option<&str>) -> ApiError {
    let mut challenge = String::from("Bearer realm=\"coder\"");
    if !matches!(why, SignedOut::Missing) {
        challenge
            .push_str(", error=\"invalid_token\", error_description=\"The session token is not valid.\"");
    }
    if let Some(url) = access_url.filter(|url| !url.is_empty()) {
        let scopes = scope::recommended().collect::<Vec<_>>().join(" ");
        let metadata = paths::GET_OAUTH2_RESOURCE_METADATA;
        challenge.push_str(&format!(", scope=\"{scopes}\", resource_metadata=\"{url}{metadata}\""));
    }
    let (message, detail) = match why {
        SignedOut::Missing => {
            (SIGNED_OUT.to_owned(), Some("The request carries no session token.".to_owned()))
        }
        SignedOut::Wrong { detail } | SignedOut::Invalid { detail } => (SIGNED_OUT.to_owned(), Some(detail)),
        SignedOut::Inactive { status } => {
            let message = format!("Your account is not active (status: {status}).");
            (format!("{message} Contact an admin to have it activated again."), None)
        }
    };
    let error = told(ApiError::unauthorized(message), detail, Vec::new());
    match HeaderValue::try_from(challenge) {
        Ok(challenge) => error.header(WWW_AUTHENTICATE, challenge),
        // An access URL that can't stand in a header: the answer says enough without it.
        Err(_) => error,
    }
}

/// A token that was issued for another resource, and where this one describes itself.
pub(crate) fn other_resource(access_url: &str) -> ApiError {
    let error = ApiError::new(StatusCode::FORBIDDEN, "Token audience validation failed");
    let challenge = format!(
        "Bearer realm=\"coder\", error=\"invalid_token\", error_description=\"The token is for another \
         resource\", resource_metadata=\"{access_url}/.well-known/oauth-protected-resource\""
    );
    match HeaderValue::try_from(challenge) {
        Ok(challenge) => error.header(WWW_AUTHENTICATE, challenge),
        Err(_) => error,
    }
}

/// A client that didn't prove who it is gets the challenge of the scheme by which it could (RFC 6749 section
/// 5.2).
fn protocol(refusal: &Refusal) -> ApiError {
    let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let error = ApiError::new(status, refusal.description.as_str()).code(refusal.code.as_str());
    match refusal.code {
        ErrorCode::InvalidClient => {
            error.header(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"coder\""))
        }
        ErrorCode::InsufficientScope => {
            let challenge = "Bearer realm=\"coder\", error=\"insufficient_scope\", scope=\"openid\"";
            error.header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
        }
        ErrorCode::InvalidToken => {
            let challenge = "Bearer realm=\"coder\", error=\"invalid_token\"";
            error.header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
        }
        _ => error,
    }
}

/// A temporary fault is 503, with the time to wait; the cause is for the log only.
fn store(error: &StoreError) -> ApiError {
    let Some(after) = error.retry_after() else { return ApiError::internal(error) };
    let detail = match error {
        StoreError::Full => "The database has no space left.",
        StoreError::ReadOnly => "The database takes no changes for now.",
        StoreError::TooOld => "This server is too old for the database: a newer one has to answer.",
        StoreError::Busy => "The database is busy.",
        _ => "The database does not answer.",
    };
    ApiError::unavailable(detail, after.as_secs().max(1)).cause(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_database_s_own_words_stay_in_the_log() {
        let cause = "connection to 10.0.0.5 lost".to_owned();
        let away = StoreError::Unavailable { retry_after: Duration::from_secs(5), cause };
        let error = ApiError::from(Fault::Store(away));
        assert_eq!(error.status(), 503);
        assert!(!format!("{error}").contains("10.0.0.5") && error.cause_text().unwrap().contains("10.0.0.5"));
        let corrupt = ApiError::from(Fault::Store(StoreError::Corrupt("row 5".into())));
        assert_eq!((corrupt.status().as_u16(), corrupt.detail_text()), (500, None));
    }

    #[test]
    fn whoever_is_signed_out_is_told_why_and_how_to_come_in() {
        let header = |why| {
            let error = signed_out(why, Some("https://burgrave.example.com"));
            assert_eq!(error.status(), 401);
            (error.message().to_owned(), error.headers()[0].1.to_str().unwrap().to_owned())
        };
        let (message, challenge) = header(SignedOut::Missing);
        assert!(message.contains("session has expired") && !challenge.contains("error="), "{challenge}");
        let (message, challenge) = header(SignedOut::Invalid { detail: "expired".into() });
        assert!(message.contains("session has expired") && challenge.contains("error=\"invalid_token\""));
        assert!(challenge.contains("resource_metadata=\"https://burgrave.example.com/"), "{challenge}");
        assert!(header(SignedOut::Inactive { status: "suspended" }).0.contains("Contact an admin"));
    }
}
