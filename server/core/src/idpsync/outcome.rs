//! The outcome of a synchronization, with the reason for each part.

/// The user's targets, and the ignored values of the claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<T> {
    /// Each thing once, with the reason that came first.
    pub given: Vec<(T, Reason)>,
    /// Values that gave nothing, or less than they were mapped to.
    pub ignored: Vec<Ignored>,
}

/// Why a user gets something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A value of the claim is mapped to it.
    Mapped(String),
    /// A value of the claim is its name.
    Named(String),
    /// A value of the claim is no group's name, and missing groups are made.
    Created(String),
    /// Everybody gets it.
    Default,
}

/// A value of the claim that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ignored {
    /// The filter doesn't let it through.
    #[error("{0:?} doesn't match the filter")]
    Filtered(String),
    /// It is mapped to something that isn't there.
    #[error("{value:?} is mapped to {target}, which isn't there")]
    Missing {
        /// The value.
        value: String,
        /// Id or name of what it is mapped to.
        target: String,
    },
    /// Nothing is mapped to it, and nothing has it as a name.
    #[error("{0:?} is neither mapped nor a name of anything")]
    Unknown(String),
    /// No group can have such a name.
    #[error("{value:?} can't become a group: the name {fault}")]
    Unfit {
        /// The value.
        value: String,
        /// What is wrong with it, in words that follow "the name".
        fault: String,
    },
}

impl<T> Default for Outcome<T> {
    fn default() -> Self {
        Self { given: Vec::new(), ignored: Vec::new() }
    }
}

impl<T: PartialEq> Outcome<T> {
    /// Gives it, unless it was given already.
    pub(super) fn give(&mut self, thing: T, reason: Reason) {
        if !self.given.iter().any(|(known, _)| *known == thing) {
            self.given.push((thing, reason));
        }
    }

    /// Whether it is among what is given.
    pub fn gives(&self, thing: &T) -> bool {
        self.given.iter().any(|(known, _)| known == thing)
    }
}
