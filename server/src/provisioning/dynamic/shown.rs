//! A parameter with its value, as far as somebody may see it who asks.

use burgrave_core::provisioning::parameters::value_fault;
use burgrave_core::provisioning::resources::REDACTED;
use burgrave_provisioner::hcl::{Diagnostic, EvaluatedParameter};

/// A parameter with its value.
#[derive(Debug, Clone)]
pub(crate) struct ShownParameter {
    /// The parameter; what comes from something secret isn't in it.
    pub(crate) parameter: EvaluatedParameter,
    /// The value that is given, or the default; none where one is needed.
    pub(crate) value: Option<String>,
}

impl ShownParameter {
    /// The parameter with a value that is given, if one is.
    pub(super) fn of(parameter: &EvaluatedParameter, given: Option<&String>) -> Self {
        let mut parameter = parameter.clone();
        let rule = &parameter.described.rule;
        let value = given.cloned().or_else(|| (!rule.required).then(|| rule.default.clone()));
        let said = match (&value, given) {
            (None, _) => {
                let detail = format!("Give {:?} a value.", rule.name);
                Some(Diagnostic::error("A value is needed", detail).coded("required"))
            }
            (Some(value), Some(_)) => unfit(&parameter, value)
                .map(|why| Diagnostic::error("The value doesn't fit", format!("{:?} {why}.", rule.name))),
            _ => None,
        };
        parameter.diagnostics.extend(said);
        let hidden = parameter.secrets.default && given.is_none();
        let value = if hidden { value.map(|_| REDACTED.into()) } else { value };
        Self { parameter: redacted(parameter), value }
    }
}

/// What is wrong with a value, in words that tell nothing secret.
pub(super) fn unfit(parameter: &EvaluatedParameter, value: &str) -> Option<String> {
    let why = value_fault(&parameter.described.rule, value)?;
    let hidden = parameter.secrets.options || parameter.secrets.validation;
    Some(if hidden { "must fit what the template demands".into() } else { why })
}

fn redacted(mut parameter: EvaluatedParameter) -> EvaluatedParameter {
    let rule = &mut parameter.described.rule;
    if parameter.secrets.default && !rule.required {
        rule.default = REDACTED.into();
    }
    if parameter.secrets.validation {
        let shown = |text: &Option<String>| text.as_ref().map(|_| REDACTED.to_owned());
        rule.validation.regex = shown(&rule.validation.regex);
        rule.validation.error = shown(&rule.validation.error);
    }
    parameter
}
