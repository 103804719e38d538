//! What a command gives back.

use super::Entry;

/// The result of a command, with the entries of its changes.
#[derive(Debug)]
pub(crate) struct Outcome<T> {
    pub(super) output: T,
    pub(super) entries: Vec<Entry>,
}

impl<T> Outcome<T> {
    /// Something was changed.
    pub(crate) fn changed(output: T, entry: Entry) -> Self {
        Self { output, entries: vec![entry] }
    }

    /// Nothing was changed, so there is nothing to record; or the command is exempt from a record. A change
    /// without an entry is refused by the runner.
    pub(crate) fn unrecorded(output: T) -> Self {
        Self { output, entries: Vec::new() }
    }

    /// One more object was changed.
    #[must_use]
    pub(crate) fn and(mut self, entry: impl IntoIterator<Item = Entry>) -> Self {
        self.entries.extend(entry);
        self
    }
}
