//! Closed sets of words in columns, and what must never be printed.

use crate::row::{Cell, Column};
use crate::value::Value;
use crate::value::{Kind, Stored};
use std::fmt;
use strum::{EnumString, IntoStaticStr};

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

/// Whether a user may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum UserStatus {
    /// May log in and counts as a seat.
    Active,
    /// Becomes active on the next login or request.
    Dormant,
    /// May not log in.
    Suspended,
}

/// Whose workspaces the members of an organization may share. With `everyone` they also read each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ShareableOwners {
    /// None.
    None,
    /// Those of everybody.
    Everyone,
    /// Those of service accounts.
    ServiceAccounts,
}

/// How a user proves who they are, or how a key came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum LoginType {
    /// A password held here.
    Password,
    /// GitHub.
    Github,
    /// An OpenID Connect provider.
    Oidc,
    /// A long-lived token (keys only).
    Token,
    /// No login at all; other people make tokens for such users.
    None,
    /// An app that the user authorized (keys only).
    Oauth2ProviderApp,
}

/// Where a group came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum GroupSource {
    /// Made through the API.
    User,
    /// Made by an identity provider.
    Oidc,
}

/// How much a key may do, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum KeyScope {
    /// All permissions of its owner.
    All,
    /// Connect to workspace applications only.
    ApplicationConnect,
    /// What its lists of scopes and objects allow.
    Listed,
}

/// The state of a device authorization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum DeviceState {
    /// Not answered yet.
    Pending,
    /// Authorized; the device may fetch its token.
    Approved,
    /// Refused.
    Denied,
}

/// What has become of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum MessageStatus {
    /// It is still to be sent.
    Pending,
    /// It has arrived.
    Sent,
    /// It was given up.
    Failed,
}

/// Columns that hold the word of an enum, which is also the word of the API.
macro_rules! word_columns {
    ($($name:ident),+) => {$(
        impl $name {
            /// The word that is stored, which is also the word of the API.
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        }

        impl Column for $name {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                if let Cell::Text(word) = cell { word.parse().ok() } else { None }
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
    )+};
}

word_columns!(UserStatus, ShareableOwners, LoginType, GroupSource, KeyScope, DeviceState, MessageStatus);
