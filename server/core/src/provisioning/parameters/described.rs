//! A parameter with all that is shown of it.

use serde::{Deserialize, Serialize};

use super::{FormType, Parameter};
use crate::provisioning::plaintext;

/// A parameter of a template version, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedParameter {
    /// What values are held against. Its options are those of `options`.
    pub rule: Parameter,
    /// Its name for people; empty where it has none.
    pub display_name: String,
    /// What it is for, as Markdown.
    pub description: String,
    /// The address of its picture.
    pub icon: String,
    /// Its place among the parameters.
    pub order: i32,
    /// How it is asked for.
    pub form_type: FormType,
    /// What may be chosen.
    pub options: Vec<ParameterOption>,
}

impl DescribedParameter {
    /// What it is for, without the marks of Markdown.
    #[must_use]
    pub fn description_plaintext(&self) -> String {
        plaintext(&self.description)
    }
}

/// A value that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ParameterOption {
    /// Its name for people.
    pub name: String,
    /// What it means.
    pub description: String,
    /// The value.
    pub value: String,
    /// The address of its picture.
    pub icon: String,
}
