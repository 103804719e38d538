//! A parameter as its template declares it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

use super::check::{Checked, check};
use super::pattern;

as_str!(ParameterType, Monotonic);

/// Parameters of one template version at most.
pub const MOST_PARAMETERS: usize = 1024;
/// Options of one parameter at most.
pub const MOST_OPTIONS: usize = 1024;

/// What values a parameter has. Its words are those of the API.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, Serialize, Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ParameterType {
    /// Any text.
    String,
    /// A decimal number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A JSON list of texts.
    #[strum(serialize = "list(string)")]
    #[serde(rename = "list(string)")]
    ListOfStrings,
}

/// In which direction a number may go from build to build; staying is fine.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, Serialize, Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Monotonic {
    Increasing,
    Decreasing,
}

/// What a template demands of the values.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Validation {
    /// A regular expression that has to be found in a text.
    pub regex: Option<String>,
    /// What to say where a value doesn't fit; `{min}`, `{max}` and `{value}` are replaced.
    pub error: Option<String>,
    /// The smallest number.
    pub min: Option<i32>,
    /// The largest number.
    pub max: Option<i32>,
    /// The direction of a number.
    pub monotonic: Option<Monotonic>,
}

/// A parameter, as far as values are held against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name, unique in the template version.
    pub name: String,
    /// What values it has.
    pub of: ParameterType,
    /// The values that may be chosen; any where there are none.
    pub options: Vec<String>,
    /// The value where nobody gives one; meaningless where one is required.
    pub default: String,
    /// Somebody has to give a value.
    pub required: bool,
    /// The value may change from build to build.
    pub mutable: bool,
    /// The value counts for one build, and the default for the next.
    pub ephemeral: bool,
    /// What is demanded of the values.
    pub validation: Validation,
}

/// Why a template's declaration can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("parameter {name:?} {detail}")]
pub struct DefinitionFault {
    /// The parameter's name.
    pub name: String,
    /// What is wrong, in words that follow the name.
    pub detail: String,
}

/// What is wrong with the parameters of a template version, in their order. Where nothing is, values can be
/// held against them.
#[must_use]
pub fn definition_faults(parameters: &[Parameter]) -> Vec<DefinitionFault> {
    let mut faults = Vec::new();
    if parameters.len() > MOST_PARAMETERS {
        let detail = format!("is one too many: a template has at most {MOST_PARAMETERS} parameters");
        faults.push(DefinitionFault { name: parameters[MOST_PARAMETERS].name.clone(), detail });
    }
    let mut names = BTreeSet::new();
    for parameter in parameters.iter().take(MOST_PARAMETERS) {
        let repeated = (!names.insert(&parameter.name)).then(|| "appears more than once".to_owned());
        for detail in repeated.into_iter().chain(faults_of(parameter)) {
            faults.push(DefinitionFault { name: parameter.name.clone(), detail });
        }
    }
    faults
}

fn faults_of(parameter: &Parameter) -> Vec<String> {
    let Parameter { of, options, validation, .. } = parameter;
    let mut faults = Vec::new();
    let mut demand = |broken: bool, words: &str| {
        if broken {
            faults.push(words.to_owned());
        }
    };
    let number = *of == ParameterType::Number;
    demand(parameter.name.is_empty(), "needs a name");
    demand(options.len() > MOST_OPTIONS, "has too many options");
    demand(
        options.iter().collect::<BTreeSet<_>>().len() < options.len(),
        "has two options with the same value",
    );
    demand(
        validation.regex.is_some() && *of != ParameterType::String,
        "has a regular expression, which is for texts",
    );
    demand(
        !number && (validation.min.is_some() || validation.max.is_some()),
        "has a smallest or largest value, which is for numbers",
    );
    demand(!number && validation.monotonic.is_some(), "has a direction, which is for numbers");
    demand(
        matches!((validation.min, validation.max), (Some(min), Some(max)) if min > max),
        "has a smallest value above its largest",
    );
    demand(parameter.ephemeral && parameter.required, "is ephemeral and so needs a default value");
    demand(parameter.ephemeral && !parameter.mutable, "is ephemeral and so has to be mutable");
    if let Some(Err(fault)) = validation.regex.as_deref().map(pattern::compile) {
        faults.push(fault.to_string());
    }
    if faults.is_empty() && !parameter.required && !parameter.default.is_empty() {
        let fault = check(parameter, Checked { value: &parameter.default, previous: None });
        faults.extend(fault.map(|detail| format!("has a default value that {detail}")));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> Parameter {
        Parameter {
            name: name.into(),
            of: ParameterType::String,
            options: vec![],
            default: String::new(),
            required: false,
            mutable: true,
            ephemeral: false,
            validation: Validation::default(),
        }
    }

    #[test]
    fn words_of_types_are_those_of_the_api() {
        let words: Vec<&str> = ParameterType::VARIANTS.iter().map(|of| of.as_str()).collect();
        assert_eq!(words, ["string", "number", "bool", "list(string)"]);
        assert_eq!("list(string)".parse(), Ok(ParameterType::ListOfStrings));
    }

    #[test]
    fn everything_that_is_wrong_with_a_declaration_is_said() {
        let regex = |regex: &str| Validation { regex: Some(regex.into()), ..Validation::default() };
        let range = Validation { min: Some(5), max: Some(2), ..Validation::default() };
        let parameters = [
            text("a"),
            text("a"),
            Parameter { validation: regex("("), ..text("b") },
            Parameter { of: ParameterType::Bool, validation: regex("x"), ..text("c") },
            Parameter { of: ParameterType::Number, validation: range, ..text("d") },
            Parameter { options: vec!["x".into(), "x".into()], ..text("e") },
            Parameter { options: vec!["x".into()], default: "y".into(), ..text("f") },
            Parameter { ephemeral: true, required: true, mutable: false, ..text("g") },
        ];
        let faults = definition_faults(&parameters);
        let names: Vec<_> = faults.iter().map(|fault| fault.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f", "g", "g"], "{faults:?}");
        assert_eq!(faults[0].to_string(), "parameter \"a\" appears more than once");
        assert!(definition_faults(&[text("a"), Parameter { required: true, ..text("b") }]).is_empty());
    }
}
