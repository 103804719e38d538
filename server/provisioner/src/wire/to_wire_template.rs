//! Parameters, variables and presets as messages.

use burgrave_core::provisioning::parameters::{DescribedParameter, FormType, ParameterOption};
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth, TemplateVariable};

use super::template::{self as wire, ExternalAuthProviderResource, Preset, RichParameter};

/// A variable as a message.
pub fn wire_variable(from: &TemplateVariable) -> wire::TemplateVariable {
    wire::TemplateVariable {
        name: from.name.clone(),
        description: from.description.clone(),
        r#type: from.kind.clone(),
        default_value: from.default_value.clone(),
        required: from.required,
        sensitive: from.sensitive,
    }
}

/// An account elsewhere as a message.
pub fn wire_external_auth(from: &ExternalAuth) -> ExternalAuthProviderResource {
    ExternalAuthProviderResource { id: from.id.clone(), optional: from.optional }
}

/// A preset as a message.
pub fn wire_preset(from: &DescribedPreset) -> Preset {
    let parameter = |(name, value): (&String, &String)| wire::PresetParameter {
        name: name.clone(),
        value: value.clone(),
    };
    Preset {
        name: from.name.clone(),
        parameters: from.values.iter().map(parameter).collect(),
        prebuild: (from.prebuild_instances > 0)
            .then(|| wire::Prebuild { instances: from.prebuild_instances, ..wire::Prebuild::default() }),
        default: from.default,
        description: from.description.clone(),
        icon: from.icon.clone(),
    }
}

/// A parameter as a message.
pub fn wire_parameter(from: &DescribedParameter) -> RichParameter {
    let (rule, validation) = (&from.rule, &from.rule.validation);
    let option = |from: &ParameterOption| wire::RichParameterOption {
        name: from.name.clone(),
        description: from.description.clone(),
        value: from.value.clone(),
        icon: from.icon.clone(),
    };
    RichParameter {
        name: rule.name.clone(),
        description: from.description.clone(),
        r#type: rule.of.as_str().into(),
        mutable: rule.mutable,
        default_value: rule.default.clone(),
        icon: from.icon.clone(),
        options: from.options.iter().map(option).collect(),
        validation_regex: validation.regex.clone().unwrap_or_default(),
        validation_error: validation.error.clone().unwrap_or_default(),
        validation_min: validation.min,
        validation_max: validation.max,
        validation_monotonic: validation.monotonic.map(|one| one.as_str().to_owned()).unwrap_or_default(),
        required: rule.required,
        display_name: from.display_name.clone(),
        order: from.order,
        ephemeral: rule.ephemeral,
        form_type: form_number(from.form_type),
    }
}

/// The number of a form type by its word; that of the usual one for no word, and none for words that aren't
/// known.
pub(crate) fn form_type(word: &str) -> Option<i32> {
    if word.is_empty() { Some(0) } else { word.parse().ok().map(form_number) }
}

const fn form_number(form_type: FormType) -> i32 {
    match form_type {
        FormType::Radio => 2,
        FormType::Dropdown => 3,
        FormType::Input => 4,
        FormType::Textarea => 5,
        FormType::Slider => 6,
        FormType::Checkbox => 7,
        FormType::Switch => 8,
        FormType::TagSelect => 9,
        FormType::MultiSelect => 10,
    }
}
