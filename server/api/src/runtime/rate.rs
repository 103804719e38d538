//! How much of a rate limit is used up.

use http::{HeaderName, HeaderValue};

/// The state of one caller's rate limit after a call was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateStatus {
    /// How many calls a window takes; 0: there is no limit, and no headers tell of it.
    pub limit: u64,
    /// How many of them are left.
    pub remaining: u64,
    /// When the window ends, in seconds since 1970-01-01T00:00:00Z.
    pub reset: u64,
    /// The length of the window as messages write it (`1m0s`).
    pub window: &'static str,
}

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

impl RateStatus {
    /// No limit.
    pub const UNLIMITED: Self = Self { limit: 0, remaining: 0, reset: 0, window: "" };

    /// The headers of the answer.
    pub(super) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> + use<> {
        let headers = [(LIMIT, self.limit), (REMAINING, self.remaining), (RESET, self.reset)];
        let shown = if self.limit == 0 { 0 } else { headers.len() };
        headers.into_iter().take(shown).map(|(name, value)| (name, value.into()))
    }
}
