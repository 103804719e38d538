//! Which versions of the protocol understand each other.
//!
//! The server speaks one version and says nothing about it: a daemon names its own when it connects. Fields
//! that one end doesn't know are skipped and those that are missing have their defaults, so every daemon of
//! the same major version that isn't newer than the server is served.

use std::fmt;

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Grows when daemons and servers don't understand each other any more.
    pub major: u64,
    /// Grows with every message and field.
    pub minor: u64,
}

/// What the server speaks.
pub const CURRENT: Version = Version { major: 1, minor: 20 };

/// What a daemon speaks that doesn't say it.
pub const UNSAID: &str = "1.0";

/// Why a daemon isn't served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionFault {
    /// The text is no version.
    #[error("invalid version string: {0:?}")]
    Invalid(String),
    /// The daemon is of a later major version.
    #[error("server is at version {CURRENT}, behind requested major version {0}")]
    MajorAhead(Version),
    /// The daemon is of a later minor version.
    #[error("server is at version {CURRENT}, behind requested minor version {0}")]
    MinorAhead(Version),
    /// The daemon is of an earlier major version.
    #[error("version {0} is no longer supported")]
    MajorBehind(Version),
}

/// The version that a daemon names, where it is served; it is [`UNSAID`] where the text is empty.
///
/// # Errors
/// Why it isn't served.
pub fn accept(text: &str) -> Result<Version, VersionFault> {
    let text = if text.is_empty() { UNSAID } else { text };
    let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => text.parse::<u64>().ok(),
        false => None,
    };
    let parts = text.split_once('.').and_then(|(major, minor)| Some((number(major)?, number(minor)?)));
    let Some((major, minor)) = parts else {
        return Err(VersionFault::Invalid(text.chars().take(64).collect()));
    };
    let asked = Version { major, minor };
    match asked.major.cmp(&CURRENT.major) {
        std::cmp::Ordering::Greater => Err(VersionFault::MajorAhead(asked)),
        std::cmp::Ordering::Less => Err(VersionFault::MajorBehind(asked)),
        std::cmp::Ordering::Equal if asked.minor > CURRENT.minor => Err(VersionFault::MinorAhead(asked)),
        std::cmp::Ordering::Equal => Ok(asked),
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_daemon_that_is_not_newer_is_served() {
        for text in ["1.0", "1.18", "1.20", "01.2"] {
            accept(text).expect(text);
        }
        assert_eq!(accept("").expect("one that says nothing").to_string(), UNSAID);
    }

    #[test]
    fn others_are_told_why_not() {
        for (text, said) in [
            ("2.1", "server is at version 1.20, behind requested major version 2.1"),
            ("1.21", "server is at version 1.20, behind requested minor version 1.21"),
            ("0.9", "version 0.9 is no longer supported"),
            ("1", "invalid version string: \"1\""),
            ("1.2.3", "invalid version string: \"1.2.3\""),
            ("a.b", "invalid version string: \"a.b\""),
            ("1.+2", "invalid version string: \"1.+2\""),
            ("1.99999999999999999999", "invalid version string: \"1.99999999999999999999\""),
            (".", "invalid version string: \".\""),
        ] {
            assert_eq!(accept(text).expect_err(text).to_string(), said);
        }
    }
}
