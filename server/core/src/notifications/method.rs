//! By which way messages are sent.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Method {
    /// By mail.
    Smtp,
    /// To a web address.
    Webhook,
    /// To the inbox of the dashboard.
    Inbox,
}

/// A word that names no way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a valid method; {options} are the available options", options = words())]
pub struct UnknownMethod(pub String);

impl Method {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The way of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn named(word: &str) -> Result<Self, UnknownMethod> {
        word.parse().map_err(|_| UnknownMethod(word.chars().take(64).collect()))
    }
}

fn words() -> String {
    Method::VARIANTS.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_way_is_told_with_those_that_there_are() {
        assert_eq!(Method::named("webhook"), Ok(Method::Webhook));
        assert_eq!(
            Method::named("nope").unwrap_err().to_string(),
            "\"nope\" is not a valid method; smtp, webhook, inbox are the available options"
        );
        assert!(Method::named("SMTP").is_err() && Method::named("").is_err());
    }
}
