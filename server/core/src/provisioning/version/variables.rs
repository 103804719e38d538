//! Variables of a template: what its author leaves to whoever brings it to a server.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::provisioning::resources::REDACTED;

/// Variables of a template version at most.
pub const MOST_VARIABLES: usize = 1024;
/// Bytes of a variable's name at most.
const NAME_LENGTH: usize = 1024;
/// Bytes of a variable's value or description at most.
const VALUE_LENGTH: usize = 64 * 1024;

/// A variable, as the template declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TemplateVariable {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its type, as the template writes it: `list(string)`.
    pub kind: String,
    /// Its value where nobody gives one.
    pub default_value: String,
    /// Somebody has to give a value.
    pub required: bool,
    /// Its value isn't shown.
    pub sensitive: bool,
}

/// A variable with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableValue {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The value isn't shown.
    pub sensitive: bool,
}

impl VariableValue {
    /// The value as it may be shown.
    #[must_use]
    pub fn shown(&self) -> &str {
        if self.sensitive { REDACTED } else { &self.value }
    }
}

impl TemplateVariable {
    /// The value where nobody gives one, as it may be shown.
    #[must_use]
    pub fn shown_default(&self) -> &str {
        if self.sensitive { REDACTED } else { &self.default_value }
    }
}

/// Variables that need values and have none, in the template's order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("required template variables need values: {}", .0.join(", "))]
pub struct MissingVariables(pub Vec<String>);

/// Why the variables of a template can't be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VariablesFault {
    /// Too many.
    #[error("the template declares more than {MOST_VARIABLES} variables")]
    Many,
    /// Two of one name.
    #[error("the template declares the variable {0:?} twice")]
    Twice(String),
    /// A text is too long, or has a byte that no database keeps.
    #[error("the variable {0:?} has a text that is too long or holds the character U+0000")]
    Text(String),
}

/// The first thing that stands against keeping the variables; none where they can be kept.
#[must_use]
pub fn variables_fault(variables: &[TemplateVariable]) -> Option<VariablesFault> {
    if variables.len() > MOST_VARIABLES {
        return Some(VariablesFault::Many);
    }
    let fits = |text: &str, most| text.len() <= most && !text.contains('\0');
    let mut names = BTreeSet::new();
    variables.iter().find_map(|variable| {
        let name: String = variable.name.chars().take(64).collect();
        let short = fits(&variable.name, NAME_LENGTH) && fits(&variable.kind, NAME_LENGTH);
        if !short
            || !fits(&variable.description, VALUE_LENGTH)
            || !fits(&variable.default_value, VALUE_LENGTH)
        {
            return Some(VariablesFault::Text(name));
        }
        (!names.insert(&variable.name)).then_some(VariablesFault::Twice(name))
    })
}

/// The value of every variable: the given one, or the default. Given values that the template doesn't have
/// are left out.
///
/// # Errors
/// Every variable that needs a value and has none; an empty one is none.
pub fn resolve_variables(
    variables: &[TemplateVariable],
    given: &BTreeMap<String, String>,
) -> Result<Vec<VariableValue>, MissingVariables> {
    let value = |variable: &TemplateVariable| VariableValue {
        name: variable.name.clone(),
        value: given.get(&variable.name).unwrap_or(&variable.default_value).clone(),
        sensitive: variable.sensitive,
    };
    let values: Vec<_> = variables.iter().map(value).collect();
    let both = variables.iter().zip(&values);
    let missing = both.filter(|(variable, value)| variable.required && value.value.is_empty());
    let missing: Vec<_> = missing.map(|(variable, _)| variable.name.clone()).collect();
    if missing.is_empty() { Ok(values) } else { Err(MissingVariables(missing)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, required: bool, default: &str) -> TemplateVariable {
        TemplateVariable {
            name: name.into(),
            required,
            default_value: default.into(),
            ..TemplateVariable::default()
        }
    }

    #[test]
    fn all_that_is_missing_is_named_in_the_template_s_order() {
        let variables = [variable("z", true, ""), variable("a", true, ""), variable("m", false, "default")];
        let given = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let missing = resolve_variables(&variables, &given(&[("m", "x")])).expect_err("two are missing");
        assert_eq!(missing.to_string(), "required template variables need values: z, a");
        assert!(resolve_variables(&variables, &given(&[("z", ""), ("a", "1")])).is_err());
        let values = resolve_variables(&variables, &given(&[("z", "1"), ("a", "2"), ("unknown", "3")]));
        let values: Vec<_> = values.expect("all are there").into_iter().map(|one| one.value).collect();
        assert_eq!(values, ["1", "2", "default"]);
        let secret = TemplateVariable { sensitive: true, ..variable("s", false, "hidden") };
        let told = resolve_variables(std::slice::from_ref(&secret), &given(&[])).expect("it is there");
        assert_eq!((secret.shown_default(), told[0].shown()), (REDACTED, REDACTED));
    }

    #[test]
    fn variables_are_bounded_and_unique() {
        let fault = variables_fault(&[variable("a", false, ""), variable("a", false, "")]);
        assert_eq!(fault, Some(VariablesFault::Twice("a".into())));
        let long = variable("a", false, &"x".repeat(VALUE_LENGTH + 1));
        assert_eq!(variables_fault(&[long]), Some(VariablesFault::Text("a".into())));
        let many = vec![variable("a", false, ""); MOST_VARIABLES + 1];
        assert_eq!(variables_fault(&many), Some(VariablesFault::Many));
        assert_eq!(variables_fault(&[variable("a", false, ""), variable("b", true, "")]), None);
    }
}
