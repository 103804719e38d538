//! The searches of templates and workspaces: `q` as a typed question, or all of its faults.

mod templates;
mod workspaces;

pub use templates::TemplateSearch;
pub use workspaces::{ParameterCondition, WorkspaceSearch};

use uuid::Uuid;

/// An object by its UUID or by its name, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdOrName {
    /// The id.
    Id(Uuid),
    /// The name; letter case doesn't matter.
    Name(String),
}

/// A user by their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Username {
    /// `me`.
    Caller,
    /// The name, in lower case.
    Named(String),
}

impl IdOrName {
    fn read(value: String) -> Self {
        Uuid::try_parse(&value).map_or(Self::Name(value), Self::Id)
    }
}

impl Username {
    fn read(value: String) -> Self {
        if value == "me" { Self::Caller } else { Self::Named(value) }
    }
}
