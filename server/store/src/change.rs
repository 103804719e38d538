//! How a write ended when it may meet what is already there.

/// The outcome of an insert under a uniqueness rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Inserted {
    /// The row is there now.
    Done,
    /// Something with the same name (or id) was there before; nothing changed.
    Taken,
}

/// The outcome of an update under a uniqueness rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Change {
    /// The row was changed.
    Done,
    /// Another row has the new name; nothing changed.
    Taken,
    /// No such row; nothing changed.
    Missing,
}

impl Inserted {
    /// From the rows that were added.
    pub(crate) fn from_count(count: u64) -> Self {
        if count == 0 { Self::Taken } else { Self::Done }
    }
}
