//! The presets of a template.

use std::collections::BTreeSet;

use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_core::provisioning::version::DescribedPreset;

use super::ObjectFault;
use super::document::Document;
use super::fields::Fields;
use super::instance::Instance;
use crate::wire::{self, Prebuild, Preset, PresetParameter};

/// The presets, in the order of the addresses of their blocks.
pub(super) fn presets(document: &Document) -> Result<Vec<DescribedPreset>, ObjectFault> {
    let mut all: Vec<&Instance> = document.data("coder_workspace_preset").collect();
    all.sort_by(|one, other| one.address.cmp(&other.address));
    wire::presets(all.iter().map(|instance| preset(instance.fields())).collect()).map_err(ObjectFault::Unfit)
}

/// A warning about values of parameters that the template doesn't have.
pub(super) fn strangers(presets: &[DescribedPreset], parameters: &[DescribedParameter]) -> Vec<String> {
    let names: BTreeSet<_> = parameters.iter().map(|parameter| &parameter.rule.name).collect();
    let notice = |preset: &DescribedPreset| {
        let strange: Vec<_> = preset.values.keys().filter(|name| !names.contains(name)).cloned().collect();
        let (name, strange) = (&preset.name, strange);
        (!strange.is_empty()).then(|| {
            format!(
                "The preset {name:?} has values for parameters that the template doesn't have: {}",
                strange.join(", ")
            )
        })
    };
    presets.iter().filter_map(notice).collect()
}

fn preset(fields: Fields<'_>) -> Preset {
    let value = |(name, value)| PresetParameter { name, value };
    Preset {
        name: fields.text("name"),
        parameters: fields.map("parameters").map(value).collect(),
        prebuild: fields
            .block("prebuilds")
            .map(|block| Prebuild { instances: block.number("instances"), ..Prebuild::default() }),
        default: fields.is("default"),
        description: fields.text("description"),
        icon: fields.text("icon"),
    }
}
