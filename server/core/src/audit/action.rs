//! What was done.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What was done to a resource. Its words are those of the API and of `x-audit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum AuditAction {
    Create,
    Write,
    Delete,
    Start,
    Stop,
    Login,
    Logout,
    Register,
    RequestPasswordReset,
    Connect,
    Disconnect,
    Open,
    Close,
}

impl AuditAction {
    /// The word of the API and of `x-audit`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The action once it is done, in a sentence.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Create => "created",
            Self::Write => "updated",
            Self::Delete => "deleted",
            Self::Start => "started",
            Self::Stop => "stopped",
            Self::Login => "logged in",
            Self::Logout => "logged out",
            Self::Register => "registered",
            Self::RequestPasswordReset => "password reset requested for",
            Self::Connect => "connected to",
            Self::Disconnect => "disconnected from",
            Self::Open => "opened",
            Self::Close => "closed",
        }
    }
}
