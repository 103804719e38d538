//! The causes of rejections, by which metrics count.

use super::{ApiError, StatusCode};

/// Why a call was rejected, with its word in metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Rejection {
    /// Path or method lead to no operation, or can't be read.
    Route,
    /// A rate limit is used up.
    RateLimit,
    /// There is no credential that holds, or a login failed.
    Authentication,
    /// A credential that came by cookie has no CSRF token beside it, or a page of another site sends what
    /// needs none.
    Csrf,
    /// A WebSocket with a cookie was opened by another origin.
    Origin,
    /// The feature is off.
    Feature,
    /// The caller may not.
    Permission,
    /// The body is of a media type that isn't taken.
    MediaType,
    /// The body is longer than it may be.
    BodySize,
    /// The body came too slowly.
    BodyTime,
    /// Parameters or body break the specification.
    Input,
    /// The work took longer than it may.
    HandlerTime,
    /// Something that is needed is away or overloaded.
    Unavailable,
}

impl Rejection {
    /// The word that metrics have.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What an error was marked with, or what its status alone tells: a handler's refusals aren't marked.
    pub(super) fn of(error: &ApiError) -> Option<Self> {
        error.rejection().or(match error.status() {
            StatusCode::UNAUTHORIZED => Some(Self::Authentication),
            StatusCode::FORBIDDEN => Some(Self::Permission),
            StatusCode::SERVICE_UNAVAILABLE => Some(Self::Unavailable),
            _ => None,
        })
    }
}
