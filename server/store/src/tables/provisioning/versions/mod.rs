//! Template versions, and what their imports found.
//!
//! - `records`: a version with its job. `lists`: the versions of a template.
//! - `change`: names, attaching, archiving. `results`, `external_auth`, `modules`: what an import found.
//! - `tags`: what builds need to give its tags values of their own.
//! - `resources`: what a job planned or made, with the agents in it.

mod change;
mod external_auth;
mod lists;
mod modules;
mod records;
mod resources;
mod results;
mod tags;

pub use lists::VersionFilter;
pub use modules::VersionModules;
pub use records::{NewTemplateVersion, TemplateVersion, TemplateVersionRecord};
pub use resources::{AgentRecord, NewAgent, NewResource, ResourceRecord};
pub use results::{NewPreset, PresetRecord, VersionParameter, VersionVariable};
