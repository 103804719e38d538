//! The values of a build's parameters: what was typed wins over the preset, that over the build before, that over the default.

use std::collections::BTreeMap;

use burgrave_core::ids::{PresetId, TemplateVersionId, WorkspaceBuildId};
use burgrave_core::provisioning::parameters::{
    DescribedParameter, Duplicates, Parameter, Preset, Sources, matching_preset, resolve,
};
use burgrave_core::provisioning::version::DescribedPreset;
use burgrave_store::Reader;

use crate::fault::{Fault, FieldFault};
use crate::provisioning::versions::{self, kept_as};

/// What a request says of parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenParameters {
    /// Names and values, as they were typed.
    pub(crate) values: Vec<(String, String)>,
    /// The preset that was chosen.
    pub(crate) preset: Option<PresetId>,
}

/// The parameters of a build.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResolvedParameters {
    /// What the version demands of them, in the order of the template.
    pub(crate) rules: Vec<Parameter>,
    /// The value of every parameter, by its name.
    pub(crate) values: BTreeMap<String, String>,
    /// The preset that was chosen, or that the values fulfil.
    pub(crate) preset: Option<PresetId>,
}

/// The values of a build with this version. What is wrong is added to the faults: a preset that isn't the version's, and each
/// parameter under its own name.
///
/// # Errors
/// The storage's.
pub(crate) async fn resolved(
    reader: &Reader,
    version: TemplateVersionId,
    duplicates: Duplicates,
    given: &GivenParameters,
    previous: Option<WorkspaceBuildId>,
    faults: &mut Vec<FieldFault>,
) -> Result<ResolvedParameters, Fault> {
    let (rules, presets) = (rules(reader, version).await?, presets(reader, version).await?);
    let chosen = given.preset.map(|id| presets.iter().find(|preset| preset.id == id));
    if chosen == Some(None) {
        let detail = "is no preset of the template version; choose one of its list, or leave it out".into();
        faults.push(FieldFault { field: "template_version_preset_id".into(), detail });
    }
    let preset = chosen.flatten().map(|preset| preset.values.clone()).unwrap_or_default();
    let typed = duplicates.settle(given.values.iter().cloned());
    let before = match previous {
        None => BTreeMap::new(),
        Some(build) => {
            let kept = reader.build_parameters(build).await?;
            kept.into_iter().map(|one| (one.name, one.value)).collect()
        }
    };
    let sources = Sources { given: &typed, preset: &preset, previous: &before };
    let values = resolve(&rules, sources).unwrap_or_else(|wrong| {
        faults.extend(wrong.into_iter().map(|one| FieldFault { field: one.name, detail: one.detail }));
        BTreeMap::new()
    });
    let preset = given.preset.or_else(|| matching_preset(&values, &presets));
    Ok(ResolvedParameters { rules, values, preset })
}

/// What the version demands of the values, in the order of the template.
///
/// # Errors
/// The storage's.
pub(crate) async fn rules(reader: &Reader, version: TemplateVersionId) -> Result<Vec<Parameter>, Fault> {
    let described = versions::described(reader, version).await?;
    Ok(described.into_iter().map(|DescribedParameter { rule, .. }| rule).collect())
}

async fn presets(reader: &Reader, version: TemplateVersionId) -> Result<Vec<Preset>, Fault> {
    let kept = reader.version_presets(version).await?;
    let read = kept
        .into_iter()
        .map(|one| Ok(Preset { id: one.id, values: kept_as::<DescribedPreset>(&one.definition)?.values }));
    read.collect()
}
