//! Messages of parameters, variables and presets as what the server keeps.

use burgrave_core::provisioning::parameters::{
    DescribedParameter, FormType, Parameter, ParameterOption, Validation, definition_faults, form_type,
};
use burgrave_core::provisioning::version::{
    DescribedPreset, ExternalAuth, TemplateVariable, preset_fault, variables_fault,
};

use super::template::{self as wire, ExternalAuthProviderResource, Preset, RichParameter};

/// Providers of one template version at most.
const MOST_PROVIDERS: usize = 100;
/// Bytes of a description at most.
const MOST_DESCRIPTION: usize = 64 * 1024;
/// Bytes of a name or an icon at most.
const MOST_TITLE: usize = 2048;

/// The variables of a template, or why they can't be kept.
///
/// # Errors
/// In words for whoever wrote the template.
pub fn variables(from: Vec<wire::TemplateVariable>) -> Result<Vec<TemplateVariable>, String> {
    let variable = |from: wire::TemplateVariable| TemplateVariable {
        name: from.name,
        description: from.description,
        kind: from.r#type,
        default_value: from.default_value,
        required: from.required,
        sensitive: from.sensitive,
    };
    let variables: Vec<_> = from.into_iter().map(variable).collect();
    match variables_fault(&variables) {
        Some(fault) => Err(fault.to_string()),
        None => Ok(variables),
    }
}

/// The accounts elsewhere that a template uses, or why they can't be kept.
///
/// # Errors
/// In words for whoever wrote the template.
pub fn external_auth(from: Vec<ExternalAuthProviderResource>) -> Result<Vec<ExternalAuth>, String> {
    if from.len() > MOST_PROVIDERS {
        return Err(format!("the template uses more than {MOST_PROVIDERS} external auth providers"));
    }
    let unfit = |from: &ExternalAuthProviderResource| from.id.is_empty() || !fits(&from.id, MOST_TITLE);
    if from.iter().any(unfit) {
        return Err("the template uses an external auth provider without a fitting id".into());
    }
    Ok(from.into_iter().map(|from| ExternalAuth { id: from.id, optional: from.optional }).collect())
}

/// The presets of a template, or why they can't be kept.
///
/// # Errors
/// In words for whoever wrote the template.
pub fn presets(from: Vec<Preset>) -> Result<Vec<DescribedPreset>, String> {
    let preset = |from: Preset| DescribedPreset {
        name: from.name,
        description: from.description,
        icon: from.icon,
        default: from.default,
        values: from.parameters.into_iter().map(|one| (one.name, one.value)).collect(),
        prebuild_instances: from.prebuild.map_or(0, |prebuild| prebuild.instances.max(0)),
    };
    let presets: Vec<_> = from.into_iter().map(preset).collect();
    match preset_fault(&presets) {
        Some(fault) => Err(fault.to_string()),
        None => Ok(presets),
    }
}

/// The parameters of a template, or why they can't be kept.
///
/// # Errors
/// In words for whoever wrote the template.
pub fn parameters(from: Vec<RichParameter>) -> Result<Vec<DescribedParameter>, String> {
    let parameters: Vec<_> = from.into_iter().map(parameter).collect::<Result<_, _>>()?;
    let rules: Vec<_> = parameters.iter().map(|parameter| parameter.rule.clone()).collect();
    let faults: Vec<_> = definition_faults(&rules).iter().map(ToString::to_string).collect();
    if faults.is_empty() { Ok(parameters) } else { Err(faults.join("; ")) }
}

fn parameter(from: RichParameter) -> Result<DescribedParameter, String> {
    let name: String = from.name.chars().take(64).collect();
    let fault = |what: &str| format!("parameter {name:?} {what}");
    let titles = [&from.name, &from.display_name, &from.icon];
    if !titles.iter().all(|text| fits(text, MOST_TITLE)) || !fits(&from.description, MOST_DESCRIPTION) {
        return Err(fault("has a text that is too long or holds the character U+0000"));
    }
    let of = from.r#type.parse().map_err(|_| fault("has a type that isn't known"))?;
    let named = named_form(from.form_type).map_err(|()| fault("has a form type that isn't known"))?;
    let form_type = form_type(of, !from.options.is_empty(), named)
        .map_err(|unfit| fault(&format!("can't be asked for: {unfit}")))?;
    let given = |text: String| (!text.is_empty()).then_some(text);
    let monotonic = given(from.validation_monotonic).map(|word| word.parse());
    let validation = Validation {
        regex: given(from.validation_regex),
        error: given(from.validation_error),
        min: from.validation_min,
        max: from.validation_max,
        monotonic: monotonic.transpose().map_err(|_| fault("has a direction that isn't known"))?,
    };
    let option = |from: wire::RichParameterOption| ParameterOption {
        name: from.name,
        description: from.description,
        value: from.value,
        icon: from.icon,
    };
    let options: Vec<_> = from.options.into_iter().map(option).collect();
    let long = |option: &ParameterOption| {
        let titles = [&option.name, &option.icon].iter().all(|text| fits(text, MOST_TITLE));
        !titles || [&option.description, &option.value].iter().any(|text| !fits(text, MOST_DESCRIPTION))
    };
    if options.iter().any(long) || !fits(&from.default_value, MOST_DESCRIPTION) {
        return Err(fault("has a text that is too long or holds the character U+0000"));
    }
    let rule = Parameter {
        name: from.name,
        of,
        options: options.iter().map(|option| option.value.clone()).collect(),
        default: from.default_value,
        required: from.required,
        mutable: from.mutable,
        ephemeral: from.ephemeral,
        validation,
    };
    let (display_name, description, icon) = (from.display_name, from.description, from.icon);
    Ok(DescribedParameter { rule, display_name, description, icon, order: from.order, form_type, options })
}

/// The form type of a number of the protocol; none where the usual one is meant.
fn named_form(number: i32) -> Result<Option<FormType>, ()> {
    const FORMS: [FormType; 9] = [
        FormType::Radio,
        FormType::Dropdown,
        FormType::Input,
        FormType::Textarea,
        FormType::Slider,
        FormType::Checkbox,
        FormType::Switch,
        FormType::TagSelect,
        FormType::MultiSelect,
    ];
    match usize::try_from(number) {
        Ok(0) => Ok(None),
        Ok(number @ 2..) => FORMS.get(number - 2).copied().map(Some).ok_or(()),
        _ => Err(()),
    }
}

fn fits(text: &str, most: usize) -> bool {
    text.len() <= most && !text.contains('\0')
}
