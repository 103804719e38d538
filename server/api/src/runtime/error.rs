//! The one error that handlers, guards and the shim give.

use std::fmt;

use http::{HeaderName, HeaderValue, StatusCode, header};

use super::{RateStatus, Rejection};

/// An answer of 400 or above: the message for the caller, and separately the details for the log.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    status: StatusCode,
    message: String,
    detail: Option<String>,
    validations: Vec<Validation>,
    headers: Vec<(HeaderName, HeaderValue)>,
    code: Option<&'static str>,
    page: Option<String>,
    cause: Option<String>,
    rejection: Option<Rejection>,
}

/// One field or parameter that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Validation {
    /// Its name on the wire, inner ones as `add_users[0]`.
    pub field: String,
    /// What is wrong with it.
    pub detail: String,
}

/// The message for what doesn't exist and for what is hidden; clients match on it.
pub const NOT_FOUND: &str = "Resource not found or you do not have access to this resource";

impl ApiError {
    /// An error with this status and message.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            status,
            message: message.into(),
            detail: None,
            validations: vec![],
            headers: vec![],
            code: None,
            page: None,
            cause: None,
            rejection: None,
        }))
    }

    /// 400.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400 `Validation failed.` with one wrong field; add others with [`ApiError::validation`].
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::bad_request("Validation failed.").validation(field, detail)
    }

    /// 401.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// 403 `Forbidden.` with the reason as detail.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden.").detail(detail)
    }

    /// The one 404 for what doesn't exist and for what is hidden.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, NOT_FOUND)
    }

    /// 409.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    /// 429 with the headers that tell when to come back, `retry_after` in seconds.
    pub fn too_many_requests(status: &RateStatus, retry_after: u64) -> Self {
        let message = format!(
            "You've been rate limited for sending more than {} requests in {}.",
            status.limit, status.window
        );
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, message);
        for (name, value) in status.headers() {
            error = error.header(name, value);
        }
        error.header(header::RETRY_AFTER, retry_after.into())
    }

    /// 500 with the generic message; `cause` goes to the log only.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "An internal server error occurred.").cause(cause)
    }

    /// 503: try again after `retry_after` seconds.
    pub fn unavailable(detail: impl Into<String>, retry_after: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The server can't serve this request for now.")
            .detail(detail)
            .header(header::RETRY_AFTER, retry_after.into())
    }

    /// With this detail for the caller.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// With one more wrong field.
    #[must_use]
    pub fn validation(mut self, field: impl Into<String>, detail: impl Into<String>) -> Self {
        self.0.validations.push(Validation { field: field.into(), detail: detail.into() });
        self
    }

    /// With these wrong fields as well.
    #[must_use]
    pub fn validations(mut self, more: impl IntoIterator<Item = Validation>) -> Self {
        self.0.validations.extend(more);
        self
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// With this code where the format has one: `error` of OAuth2 (RFC 6749 §5.2), `scimType` of SCIM (RFC
    /// 7644 §3.12).
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.0.code = Some(code);
        self
    }

    /// With this page where the format is HTML, instead of the one that all errors have.
    #[must_use]
    pub fn page(mut self, html: impl Into<String>) -> Self {
        self.0.page = Some(html.into());
        self
    }

    /// With what went wrong inside; only the log sees it.
    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// Marked with the cause of the rejection, for metrics.
    #[must_use]
    pub(super) fn rejected(mut self, why: Rejection) -> Self {
        self.0.rejection = Some(why);
        self
    }

    /// What it was marked with.
    pub(super) fn rejection(&self) -> Option<Rejection> {
        self.0.rejection
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The message for the caller.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// More of it.
    pub fn detail_text(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// The fields that are wrong.
    pub fn fields(&self) -> &[Validation] {
        &self.0.validations
    }

    /// The headers of the answer, `Content-Type` not among them.
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.0.headers
    }

    /// What [`ApiError::code`] gave.
    pub fn code_text(&self) -> Option<&'static str> {
        self.0.code
    }

    /// What [`ApiError::page`] gave.
    pub fn page_text(&self) -> Option<&str> {
        self.0.page.as_deref()
    }

    /// What [`ApiError::cause`] gave.
    pub fn cause_text(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.0.status.as_u16(), self.0.message)?;
        self.0.detail.iter().try_for_each(|detail| write!(out, " {detail}"))
    }
}

impl std::error::Error for ApiError {}
