use crate::fault::Fault;
use crate::load::Document;

/// A rule: its name as it stands in faults, and its purpose in one line.
pub struct Rule {
    /// `kebab-case`.
    pub name: &'static str,
    /// One line.
    pub purpose: &'static str,
}

/// Every rule, in the order in which they are listed.
pub fn rules() -> &'static [Rule] {
    &[]
}

/// Every fault of a specification that loads, sorted by place.
pub fn lint(_document: &Document) -> Vec<Fault> {
    Vec::new()
}
