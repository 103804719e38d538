//! What a template says before anything is planned, read from its files.
//!
//! - `sources`: which files count, within bounds. `read`: what is read from them, `parts`: its parts.
//!   `native`, `json`: the two ways to write a file. `place`, `fault`: where something stands, and what is
//!   wrong there.
//! - `syntax`: expressions and blocks, as they are evaluated; `lower`: how they come from the parser.
//!   `module`: what a folder declares. `project`: a template with its modules. `module_files`: what an import
//!   keeps of those that were fetched.
//! - `variables`: what the template leaves to whoever brings it. `tags`: the daemons that its jobs ask for.
//!   `dynamic`: its parameters for the values that are given so far.
//! - `evaluate`: values of expressions. `functions`: those that they may call. `value`, `number`, `kinds`:
//!   values and their types. `inputs`: what they depend on beside the template.

mod dynamic;
mod evaluate;
mod fault;
mod functions;
mod inputs;
mod json;
mod kinds;
mod lower;
mod module;
mod module_archive;
mod module_files;
mod native;
mod number;
mod parts;
mod place;
mod project;
mod read;
mod sources;
mod syntax;
mod tags;
#[cfg(test)]
mod tests;
mod value;
mod variables;

pub use dynamic::{Diagnostic, Evaluated, EvaluatedParameter, Secrets, Severity, evaluate_parameters};
pub use fault::ReadFault;
pub use inputs::Inputs;
pub use module_files::ModuleFiles;
pub use parts::{Declared, Expression, WorkspaceTag};
pub use place::Place;
pub use project::Project;
pub use read::Template;
pub use sources::{Dialect, Sources};
pub use tags::{TagFault, evaluate_tags};
