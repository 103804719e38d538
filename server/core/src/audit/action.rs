//! What was done.

macro_rules! actions {
    ($($variant:ident = $word:literal, $done:literal;)+) => {
        /// What was done to a resource.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the words say it")]
        pub enum AuditAction { $($variant),+ }

        impl AuditAction {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word of the API and of `x-audit`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The action once it is done, in a sentence.
            #[must_use]
            pub const fn done(self) -> &'static str {
                match self { $(Self::$variant => $done),+ }
            }

            /// The action that a word names, if it names one.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

actions! {
    Create = "create", "created";
    Write = "write", "updated";
    Delete = "delete", "deleted";
    Start = "start", "started";
    Stop = "stop", "stopped";
    Login = "login", "logged in";
    Logout = "logout", "logged out";
    Register = "register", "registered";
    RequestPasswordReset = "request_password_reset", "password reset requested for";
    Connect = "connect", "connected to";
    Disconnect = "disconnect", "disconnected from";
    Open = "open", "opened";
    Close = "close", "closed";
}
