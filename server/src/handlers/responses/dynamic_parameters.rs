//! What is told of parameters for the values that are given so far.

use burgrave_api::{
    DynamicParameter, DynamicParameterOption, DynamicParameterType, DynamicParameterValidation,
    DynamicParametersResponse, ParameterDiagnostic, ParameterDiagnosticExtra, ParameterDiagnosticSeverity,
    ParameterStyling, ParameterText,
};
use burgrave_core::provisioning::parameters::{ParameterOption, ParameterType, Validation};
use burgrave_provisioner::hcl::{Diagnostic, Severity};
use serde_json::{Map, Value, json};

use crate::provisioning::dynamic::{Answer, ShownParameter};

/// An answer, as a message.
pub(crate) fn message(id: i64, answer: &Answer) -> String {
    json!(told(id, answer)).to_string()
}

/// An answer to a request.
pub(crate) fn told(id: i64, answer: &Answer) -> DynamicParametersResponse {
    DynamicParametersResponse {
        id,
        diagnostics: answer.diagnostics.iter().map(diagnostic).collect(),
        parameters: answer.parameters.as_ref().map(|all| all.iter().map(parameter).collect()),
    }
}

fn diagnostic(said: &Diagnostic) -> ParameterDiagnostic {
    ParameterDiagnostic {
        severity: match said.severity {
            Severity::Error => ParameterDiagnosticSeverity::Error,
            Severity::Warning => ParameterDiagnosticSeverity::Warning,
        },
        summary: said.summary.clone(),
        detail: said.detail.clone(),
        extra: ParameterDiagnosticExtra { code: said.code.into() },
    }
}

fn parameter(shown: &ShownParameter) -> DynamicParameter {
    let ShownParameter { parameter, value } = shown;
    let described = &parameter.described;
    let rule = &described.rule;
    DynamicParameter {
        name: rule.name.clone(),
        display_name: described.display_name.clone(),
        description: described.description.clone(),
        r#type: match rule.of {
            ParameterType::String => DynamicParameterType::String,
            ParameterType::Number => DynamicParameterType::Number,
            ParameterType::Bool => DynamicParameterType::Bool,
            ParameterType::ListOfStrings => DynamicParameterType::ListString,
        },
        form_type: described.form_type.as_str().into(),
        styling: styling(&parameter.styling),
        mutable: rule.mutable,
        default_value: text((!rule.required).then_some(&rule.default)),
        icon: described.icon.clone(),
        options: described.options.iter().map(option).collect(),
        validations: validations(&rule.validation),
        required: rule.required,
        order: described.order.into(),
        ephemeral: rule.ephemeral,
        value: text(value.as_ref()),
        diagnostics: parameter.diagnostics.iter().map(diagnostic).collect(),
    }
}

fn text(value: Option<&String>) -> ParameterText {
    ParameterText { value: value.cloned().unwrap_or_default(), valid: value.is_some() }
}

fn option(found: &ParameterOption) -> DynamicParameterOption {
    let ParameterOption { name, description, value, icon } = found.clone();
    DynamicParameterOption { name, description, value: text(Some(&value)), icon }
}

/// None where nothing is demanded.
fn validations(found: &Validation) -> Vec<DynamicParameterValidation> {
    if *found == Validation::default() {
        return Vec::new();
    }
    vec![DynamicParameterValidation {
        validation_error: found.error.clone().unwrap_or_default(),
        validation_regex: found.regex.clone(),
        validation_min: found.min,
        validation_max: found.max,
        validation_monotonic: found.monotonic.map(|direction| direction.as_str().into()),
    }]
}

/// What forms know of how a parameter looks; what else the template says is left out.
fn styling(found: &Map<String, Value>) -> ParameterStyling {
    let text = |name: &str| found.get(name).and_then(Value::as_str).map(str::to_owned);
    let flag = |name: &str| found.get(name).and_then(Value::as_bool);
    ParameterStyling {
        placeholder: text("placeholder"),
        disabled: flag("disabled"),
        label: text("label"),
        mask_input: flag("mask_input"),
    }
}
