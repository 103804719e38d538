//! From a plan or a state to what a workspace is made of.
//!
//! - `document`: a plan or a state, as the program writes it, read as it comes. `instance`: a resource of it.
//!   `fields`: attributes of a resource. `change`: what is removed and made anew.
//! - `address`: where a resource is. `graph`: what depends on what, as the program draws it. `search`: who is
//!   next to whom in it.
//! - `agents`, `children`, `metadata`, `resources`: the resources of a workspace, and what belongs to them.
//! - `parameters`, `presets`, `external_auth`: what a template asks for. `modules`: what it is made of.
//! - `convert`: all of them, in their order.
//!
//! Where several instances of a module or a resource are there, what belongs to one of them goes to the one
//! that is next to it: see [`address::Nearness`].

mod address;
mod agents;
mod change;
mod children;
mod convert;
mod document;
mod external_auth;
mod fields;
mod graph;
mod instance;
mod metadata;
mod modules;
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
pub(crate) use graph::Graph;
pub(crate) use modules::modules;
