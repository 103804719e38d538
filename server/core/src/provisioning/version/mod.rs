//! What an import tells of a template version, beside its parameters and resources.
//!
//! - `variables`: what has to be known before anything is planned.
//! - `presets`: sets of values under one name. `external_auth`: accounts elsewhere that its workspaces use.

mod external_auth;
mod presets;
mod variables;

pub use external_auth::ExternalAuth;
pub use presets::{DescribedPreset, MOST_PRESETS, PresetFault, preset_fault};
pub use variables::{
    MOST_VARIABLES, MissingVariables, TemplateVariable, VariableValue, VariablesFault, resolve_variables,
    variables_fault,
};

/// Bytes of a template's README at most.
pub const README_LENGTH: usize = 1024 * 1024;
