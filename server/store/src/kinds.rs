//! Closed sets of words in columns, and what must never be printed.

use crate::row::{Cell, Column};
use crate::value::Value;
use crate::value::{Kind, Stored};
use std::fmt;

/// A secret or its hash: stored and compared, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted<T>(pub T);

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<C: Column> Column for Redacted<C> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        C::from_cell(cell).map(Self)
    }
}

impl<T: Stored> Stored for Redacted<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = T::NULLABLE;
}

impl<'a> From<&'a Redacted<String>> for Value<'a> {
    fn from(secret: &'a Redacted<String>) -> Self {
        Value::from(&secret.0)
    }
}

impl<'a> From<&'a Redacted<Vec<u8>>> for Value<'a> {
    fn from(secret: &'a Redacted<Vec<u8>>) -> Self {
        Value::from(&secret.0)
    }
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// The word that is stored, which is also the word of the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The variant of a word, if it is one of the set.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl Column for $name {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                if let Cell::Text(word) = cell { Self::from_word(word) } else { None }
            }
        }

        impl Stored for $name {
            const KIND: Kind = Kind::Text;
        }

        impl From<$name> for Value<'_> {
            fn from(value: $name) -> Self {
                Value::from(value.as_str())
            }
        }

        impl From<&$name> for Value<'_> {
            fn from(value: &$name) -> Self {
                Value::from(value.as_str())
            }
        }
    };
}

words! {
    /// Whether a user may act.
    UserStatus {
        /// May log in and counts as a seat.
        Active = "active",
        /// Becomes active on the next login or request.
        Dormant = "dormant",
        /// May not log in.
        Suspended = "suspended",
    }
}

words! {
    /// Whose workspaces the members of an organization may share. With `everyone` they also read each other.
    ShareableOwners {
        /// Nobody's.
        None = "none",
        /// Those of everybody.
        Everyone = "everyone",
        /// Those of service accounts.
        ServiceAccounts = "service_accounts",
    }
}

words! {
    /// How a user proves who they are, or how a key came about.
    LoginType {
        /// A password held here.
        Password = "password",
        /// GitHub.
        Github = "github",
        /// An OpenID Connect provider.
        Oidc = "oidc",
        /// A long-lived token (keys only).
        Token = "token",
        /// No login at all; other people make tokens for such users.
        None = "none",
        /// An app that the user let in (keys only).
        Oauth2ProviderApp = "oauth2_provider_app",
    }
}

words! {
    /// Where a group came from.
    GroupSource {
        /// Made through the API.
        User = "user",
        /// Made by an identity provider.
        Oidc = "oidc",
    }
}

words! {
    /// How much a key may do, in one word.
    KeyScope {
        /// Whatever its owner may.
        All = "all",
        /// Connect to workspace applications only.
        ApplicationConnect = "application_connect",
        /// What its lists of scopes and objects allow.
        Listed = "listed",
    }
}

words! {
    /// What became of a device's wish to be let in.
    DeviceState {
        /// Nobody has answered yet.
        Pending = "pending",
        /// Somebody lets it in; it may fetch its token.
        Approved = "approved",
        /// Somebody refused it.
        Denied = "denied",
    }
}
