use crate::fault::Fault;
use crate::load::Document;

/// Where a rule says what it found.
pub(super) struct Report<'a> {
    pub(super) document: &'a Document,
    pub(super) rule: &'static str,
    pub(super) faults: Vec<Fault>,
}

impl Report<'_> {
    /// Adds a fault at the place that the pointer names.
    pub(super) fn add(
        &mut self,
        pointer: impl Into<String>,
        problem: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.faults.push(self.document.fault(pointer, self.rule, problem, mend));
    }
}
