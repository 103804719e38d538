//! One file of a specification.

use crate::node::Node;

/// What a file's top level holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The specification's root object.
    Root,
    /// Full path → path item.
    Paths,
    /// Name → schema.
    Schemas,
}

/// A file that was read: its path below the specification's folder (with `/` between), role and tree.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) tree: Node,
}
