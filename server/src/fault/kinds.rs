//! Why an action ended without its result. Nothing here knows HTTP.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use burgrave_core::authorization::Refused;
use burgrave_core::oauth2::Refusal;
use burgrave_core::scim::ScimFault;
use burgrave_store::StoreError;
use futures::future::BoxFuture;

/// One field or parameter that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldFault {
    /// Its name, as the caller wrote it.
    pub(crate) field: String,
    /// What is wrong, in words that follow the name.
    pub(crate) detail: String,
}

/// Why an action ended without its result.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// The object doesn't exist, or the caller may not know that it does.
    Hidden,
    /// The caller may see the object, and may not do this.
    Forbidden {
        /// What may not be done, for people.
        detail: String,
    },
    /// A rule that a message of its own explains keeps it from being done.
    Refused {
        /// The rule, for people.
        message: String,
    },
    /// Fields of the input break rules that only the action knows.
    Invalid(Vec<FieldFault>),
    /// Parameters of the query name what isn't there or can't be read.
    UnknownFilter(Vec<FieldFault>),
    /// The request breaks a rule about the state of things.
    BrokenRule {
        /// The rule, for people.
        message: String,
        /// What exactly stands against it.
        detail: Option<String>,
        /// The fields that it is about.
        fields: Vec<FieldFault>,
    },
    /// A conflict with another object.
    Conflict {
        /// The conflict, for people.
        message: String,
        /// What exactly.
        detail: Option<String>,
        /// The fields that it is about.
        fields: Vec<FieldFault>,
    },
    /// The object was deleted, and whoever asks may know it.
    Gone {
        /// What, for people.
        message: String,
        /// What can be done nevertheless.
        detail: String,
    },
    /// Something that is needed isn't finished yet; it will be by itself.
    Unready {
        /// What, for people.
        message: String,
    },
    /// The object isn't in the status that the request expects.
    Unexpected {
        /// In which it is, for people.
        message: String,
    },
    /// What is asked for isn't known yet; it will be by itself.
    TooEarly {
        /// For people.
        message: String,
    },
    /// The object needs something that this server doesn't have.
    NotConfigured {
        /// What, for people.
        message: String,
        /// What to do about it.
        detail: String,
    },
    /// Something that belongs to the object has to go first.
    Held {
        /// What, for people.
        message: String,
        /// How much of it.
        detail: String,
    },
    /// There is nothing of that name, and whoever asks may know it.
    Missing {
        /// What, for people.
        message: String,
    },
    /// It was done a moment ago.
    JustDone {
        /// What, for people.
        message: String,
        /// When it may be done again.
        seconds: u64,
    },
    /// The credential proves nothing.
    SignedOut(SignedOut),
    /// The credential is an app's token that was issued for another resource.
    OtherResource,
    /// A rule of the OAuth2 protocol is broken.
    Protocol(Refusal),
    /// The client didn't register itself, and can't manage itself either.
    NotRegistered,
    /// A failed login; causes that must not be distinguishable have the same words.
    LoginFailed {
        /// For people.
        message: String,
    },
    /// SCIM says why in words of its own.
    Scim(ScimFault),
    /// The resource has another version than the caller has seen.
    Changed,
    /// The content is larger than it may be.
    TooLarge {
        /// What is too large, for people.
        message: String,
        /// How large it may be.
        detail: String,
    },
    /// More than one request may hold.
    TooMany {
        /// What is too many, for people.
        detail: String,
    },
    /// SCIM is off.
    ScimOff,
    /// The key of SCIM is missing or wrong.
    ScimKey {
        /// Which, for people.
        detail: &'static str,
    },
    /// The identity provider doesn't do its part.
    Provider {
        /// For people.
        message: String,
        /// What exactly, for the log only.
        cause: String,
    },
    /// Too many logins to one account from devices that it isn't known from.
    TooManyLogins {
        /// When the next one is let through.
        wait: Duration,
    },
    /// As many jobs wait as may.
    QueueFull {
        /// Whose, for people.
        message: String,
        /// What to do about it; names the setting.
        detail: String,
    },
    /// A temporary overload.
    Busy,
    /// Something is missing that takes too long for a transaction: it has to be worked out before the next
    /// attempt.
    Unprepared(Preparation),
    /// The storage failed.
    Store(StoreError),
    /// A mistake in this program or its surroundings; the text is for the log only.
    Internal(String),
}

/// What has to be worked out before an action can be tried again.
#[derive(Clone)]
pub(crate) struct Preparation(Arc<dyn Fn() -> BoxFuture<'static, Result<(), Fault>> + Send + Sync>);

impl Preparation {
    /// What works it out.
    pub(crate) fn new<F: Future<Output = Result<(), Fault>> + Send + 'static>(
        work: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move || Box::pin(work())))
    }

    /// Works it out.
    ///
    /// # Errors
    /// The storage's.
    pub(crate) async fn run(&self) -> Result<(), Fault> {
        (self.0)().await
    }
}

impl fmt::Debug for Preparation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Preparation")
    }
}

/// Why a credential proves nothing.
#[derive(Debug, Clone)]
pub(crate) enum SignedOut {
    /// There was none.
    Missing,
    /// There was an invalid one, or one whose session has ended: the answer is the same.
    Wrong {
        /// For people.
        detail: String,
    },
    /// There was one that has expired.
    Invalid {
        /// Which case, for people.
        detail: String,
    },
    /// Its user may not act.
    Inactive {
        /// The user's state.
        status: &'static str,
    },
}

impl Fault {
    /// Whether the whole attempt has failed, and not only what is asked for refused.
    pub(crate) fn ends_attempt(&self) -> bool {
        matches!(self, Self::Unprepared(_) | Self::Store(_) | Self::Internal(_))
    }

    /// One field is wrong.
    pub(crate) fn field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault { field: field.into(), detail: detail.into() }])
    }

    /// One parameter of the query is wrong.
    pub(crate) fn unknown_filter(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::UnknownFilter(vec![FieldFault { field: field.into(), detail: detail.into() }])
    }

    /// A name that something else has.
    pub(crate) fn taken(message: impl Into<String>, fields: &[&str]) -> Self {
        let detail = "This value is already in use and must be unique.";
        let fields = fields.iter().map(|field| FieldFault { field: (*field).into(), detail: detail.into() });
        Self::Conflict { message: message.into(), detail: None, fields: fields.collect() }
    }

    /// A rule about the state of things, without more to say.
    pub(crate) fn rule(message: impl Into<String>) -> Self {
        Self::BrokenRule { message: message.into(), detail: None, fields: Vec::new() }
    }

    /// What a missing permission is to the caller; `what` follows "You do not have permission to".
    pub(crate) fn refused(refused: Refused, what: &str) -> Self {
        match refused {
            Refused::Hidden => Self::Hidden,
            Refused::Forbidden => {
                Self::Forbidden { detail: format!("You do not have permission to {what}.") }
            }
        }
    }
}

impl From<ScimFault> for Fault {
    fn from(fault: ScimFault) -> Self {
        Self::Scim(fault)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
