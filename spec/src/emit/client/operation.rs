//! One operation, for what is written beside the document.

use super::answers::Plan;

/// What the hooks and helpers need to know of one operation.
pub(super) struct Operation<'a> {
    /// The builder's method, in snake case.
    pub(super) id: String,
    pub(super) plan: Plan<'a>,
    /// The content type of the body, where progenitor sends another.
    pub(super) content_type: Option<&'a str>,
    /// What the client asks for, where progenitor asks for another.
    pub(super) accept: Option<&'a str>,
}
