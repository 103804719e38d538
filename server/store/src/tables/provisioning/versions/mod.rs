//! Template versions, and what their imports found.
//!
//! - `records`: a version with its job. `lists`: the versions of a template.
//! - `change`: names, attaching, archiving. `results`, `external_auth`: what an import found.
//! - `resources`: what a job planned or made, with the agents in it.

mod change;
mod external_auth;
mod lists;
mod records;
mod resources;
mod results;

pub use lists::VersionFilter;
pub use records::{NewTemplateVersion, TemplateVersion, TemplateVersionRecord};
pub use resources::{AgentRecord, NewAgent, NewResource, ResourceRecord};
pub use results::{NewPreset, PresetRecord, VersionParameter, VersionVariable};
