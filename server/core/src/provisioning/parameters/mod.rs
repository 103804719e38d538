//! Parameters of templates: what a build is told.
//!
//! - `definition`: a parameter as its template declares it. `described`: with all that is shown of it.
//!   `form_type`: how it is asked for.
//! - `check`: whether a value fits a parameter. `pattern`: regular expressions of templates, within bounds.
//! - `resolve`: the values of a build, out of all that may give them.
//! - `preset`: sets of values that a template offers.

mod check;
mod definition;
mod described;
mod form_type;
mod pattern;
mod preset;
mod resolve;

pub use definition::{
    DefinitionFault, MOST_OPTIONS, MOST_PARAMETERS, Monotonic, Parameter, ParameterType, Validation,
    definition_faults,
};
pub use described::{DescribedParameter, ParameterOption};
pub use form_type::{FormType, UnfitFormType, form_type};
pub use preset::{Preset, matching_preset};
pub use resolve::{Duplicates, MOST_VALUES, ParameterFault, Sources, VALUE_LENGTH, resolve, value_fault};
