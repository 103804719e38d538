//! From a plan or a state to resources, agents and parameters.
//!
//! - `document`: a plan or a state, as the program writes it, read as it comes. `instance`: a resource of it.
//!   `fields`: attributes of a resource. `change`: resources that are replaced.
//! - `address`: the address of a resource. `graph`: the graph of dependencies. `search`: searches in it.
//! - `agents`, `children`, `metadata`, `resources`: the resources of a workspace, and what belongs to them.
//!   `named`: which of several instances is meant.
//! - `parameters`, `presets`, `external_auth`: the inputs of a template. `modules`: its modules.
//! - `convert`: all of them, in their order.
//!
//! If a module or a resource has several instances, an object is assigned to the nearest one: see
//! [`address::Nearness`].

mod address;
mod agents;
mod change;
mod children;
mod convert;
mod document;
mod drift;
mod external_auth;
mod fields;
mod graph;
mod instance;
mod metadata;
mod modules;
mod named;
mod parameters;
mod presets;
mod resources;
mod search;
#[cfg(test)]
mod tests;

pub(crate) use change::lines as replacement_lines;
pub use convert::ObjectFault;
pub(crate) use convert::{made, planned};
pub(crate) use document::Document;
pub(crate) use drift::drift;
pub(crate) use graph::Graph;
pub(crate) use modules::modules;
