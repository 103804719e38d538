//! A text that must not be printed.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::Field;

/// A password or a token: it is sent and received like any text, and its `Debug` hides it, because that ends
/// up in logs.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Field<Secret> {
    fn from(text: String) -> Self {
        Self::Value(text.into())
    }
}

impl From<&str> for Field<Secret> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_and_never_printed() {
        let secret = Secret::from("seven-otters-juggle-lanterns");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"seven-otters-juggle-lanterns\"");
        assert_eq!(
            format!("{secret:?} {:?}", Field::from("hush") as Field<Secret>),
            "[hidden] Value([hidden])"
        );
    }
}
