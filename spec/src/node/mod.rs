//! The tree that files are read into: JSON's values, each with the place where it stands.

pub mod pointer;
mod tree;
pub(crate) mod value;

pub use tree::{Entry, Kind, Map, Node, Place};
