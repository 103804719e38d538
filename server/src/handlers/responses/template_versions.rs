//! Answers about template versions, and what their imports found.

use burgrave_api::{
    MatchedProvisioners, MinimalUser, Preset, PresetParameter, TemplateModule, TemplateVersion,
    TemplateVersionParameter, TemplateVersionParameterOption, TemplateVersionParameterType,
    TemplateVersionParameterValidationMonotonic, TemplateVersionVariable,
};
use burgrave_core::ids::PresetId;
use burgrave_core::provisioning::parameters::{
    DescribedParameter, Monotonic, ParameterOption, ParameterType,
};
use burgrave_core::provisioning::plaintext;
use burgrave_core::provisioning::resources::{Module, REDACTED};
use burgrave_core::provisioning::version::DescribedPreset;
use burgrave_store::{TemplateVersionRecord, VersionVariable};

use super::jobs::job;
use super::{filled, int32, non_empty};
use crate::provisioning::jobs::Matched;
use crate::provisioning::versions::VersionView;

/// A version.
pub(crate) fn version(view: VersionView) -> TemplateVersion {
    let VersionView { version, job: import, matched, modules } = view;
    let record = version.record;
    TemplateVersion {
        id: record.id,
        template_id: record.template_id.unwrap_or_default(),
        organization_id: record.organization_id,
        created_at: record.created_at,
        updated_at: record.updated_at,
        created_by: author(&record),
        name: record.name,
        message: record.message,
        job: job(import),
        readme: record.readme,
        archived: record.archived,
        warnings: None,
        matched_provisioners: matched.map(matched_provisioners),
        has_external_agent: record.has_external_agent,
        modules: filled(modules.into_iter().map(module).collect()),
    }
}

/// A module.
pub(crate) fn module(of: Module) -> TemplateModule {
    TemplateModule { key: of.key, source: of.source, version: of.version }
}

fn author(version: &TemplateVersionRecord) -> MinimalUser {
    MinimalUser {
        id: version.created_by,
        username: version.created_by_username.clone(),
        name: non_empty(version.created_by_name.clone()),
        avatar_url: non_empty(version.created_by_avatar_url.clone()),
    }
}

/// The number of daemons that could take a job.
pub(crate) fn matched_provisioners(matched: Matched) -> MatchedProvisioners {
    MatchedProvisioners {
        count: int32(matched.count),
        available: int32(matched.available),
        most_recently_seen: matched.most_recently_seen,
    }
}

/// A variable; sensitive values are redacted.
pub(crate) fn variable(found: VersionVariable) -> TemplateVersionVariable {
    let shown = |value: String| if found.sensitive { REDACTED.to_owned() } else { value };
    TemplateVersionVariable {
        name: found.name,
        description: found.description,
        r#type: found.kind,
        value: shown(found.value),
        default_value: shown(found.default_value),
        required: found.required,
        sensitive: found.sensitive,
    }
}

/// A parameter.
pub(crate) fn parameter(found: DescribedParameter) -> TemplateVersionParameter {
    let DescribedParameter { rule, display_name, description, icon, form_type, options, order: _ } = found;
    let validation = rule.validation;
    TemplateVersionParameter {
        name: rule.name,
        display_name: non_empty(display_name),
        description_plaintext: plaintext(&description),
        description,
        r#type: parameter_type(rule.of),
        form_type: form_type.as_str().into(),
        mutable: rule.mutable,
        default_value: if rule.required { String::new() } else { rule.default },
        icon,
        options: options.into_iter().map(option).collect(),
        validation_error: validation.error.and_then(non_empty),
        validation_regex: validation.regex.and_then(non_empty),
        validation_min: validation.min,
        validation_max: validation.max,
        validation_monotonic: validation.monotonic.map(monotonic),
        required: rule.required,
        ephemeral: rule.ephemeral,
    }
}

fn option(found: ParameterOption) -> TemplateVersionParameterOption {
    let ParameterOption { name, description, value, icon } = found;
    TemplateVersionParameterOption { name, description, value, icon }
}

fn parameter_type(of: ParameterType) -> TemplateVersionParameterType {
    match of {
        ParameterType::String => TemplateVersionParameterType::String,
        ParameterType::Number => TemplateVersionParameterType::Number,
        ParameterType::Bool => TemplateVersionParameterType::Bool,
        ParameterType::ListOfStrings => TemplateVersionParameterType::ListString,
    }
}

fn monotonic(direction: Monotonic) -> TemplateVersionParameterValidationMonotonic {
    match direction {
        Monotonic::Increasing => TemplateVersionParameterValidationMonotonic::Increasing,
        Monotonic::Decreasing => TemplateVersionParameterValidationMonotonic::Decreasing,
    }
}

/// A preset.
pub(crate) fn preset((id, found): (PresetId, DescribedPreset)) -> Preset {
    let parameters = found.values.into_iter().map(|(name, value)| PresetParameter { name, value });
    Preset {
        id,
        name: found.name,
        parameters: parameters.collect(),
        default: found.default,
        desired_prebuild_instances: Some(found.prebuild_instances),
        description: found.description,
        icon: found.icon,
    }
}
