//! What was found when a proxy was checked.

use strum::{EnumString, IntoStaticStr};

/// How healthy a proxy is. The words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ProxyHealth {
    /// It answers, and reports no error.
    Ok,
    /// It doesn't answer.
    Unreachable,
    /// It reports errors, or answers something else than a report.
    Unhealthy,
    /// No program has said yet where it is reached.
    Unregistered,
    /// It wasn't checked yet.
    Unknown,
}

impl ProxyHealth {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// From the word, as it is kept. What no release has written is unknown.
    #[must_use]
    pub fn read(word: &str) -> Self {
        word.parse().unwrap_or(Self::Unknown)
    }
}
