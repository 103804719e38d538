//! What a template says before anything is planned, read from its files.
//!
//! - `sources`: which files count, within bounds. `read`: what is read from them, `parts`: its parts.
//!   `native`, `json`: the two ways to write a file. `place`, `fault`: where something stands, and what is
//!   wrong there.
//! - `variables`: what the template leaves to whoever brings it. `tags`: the daemons that its jobs ask for.
//! - `evaluate`: values of expressions in which no resource is named. `functions`: those that they may call.
//!   `value`: what both of them have.

mod evaluate;
mod fault;
mod functions;
mod json;
mod native;
mod parts;
mod place;
mod read;
mod sources;
mod tags;
#[cfg(test)]
mod tests;
mod value;
mod variables;

pub use fault::ReadFault;
pub use parts::{Declared, Expression, VariableBlock, WorkspaceTag};
pub use place::Place;
pub use read::Template;
pub use sources::{Dialect, Sources};
pub use tags::{TagFault, evaluate_tags};
