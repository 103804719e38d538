//! Presets of a template version, with all that is shown of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::provisioning::parameters::VALUE_LENGTH;

/// Presets of a template version at most.
pub const MOST_PRESETS: usize = 1024;
/// Bytes of a preset's name, description or icon at most.
const TEXT_LENGTH: usize = 4096;

/// A preset, as the template declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DescribedPreset {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The address of its picture.
    pub icon: String,
    /// It is chosen where nobody chooses.
    pub default: bool,
    /// Its values by the parameters' names.
    pub values: BTreeMap<String, String>,
    /// How many workspaces are made ahead.
    pub prebuild_instances: i32,
}

/// Why the presets of a template can't be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PresetFault {
    /// Too many.
    #[error("the template declares more than {MOST_PRESETS} presets")]
    Many,
    /// Nobody could choose it.
    #[error("the template declares a preset without a name")]
    Unnamed,
    /// Two of one name.
    #[error("the template declares the preset {0:?} twice")]
    Twice(String),
    /// More than one that is chosen where nobody chooses.
    #[error("the template declares both {0:?} and {1:?} as the default preset")]
    Defaults(String, String),
    /// A text is too long, or has a byte that no database keeps.
    #[error("the preset {0:?} has a text that is too long or holds the character U+0000")]
    Text(String),
}

/// The first thing that stands against keeping the presets; none where they can be kept.
#[must_use]
pub fn preset_fault(presets: &[DescribedPreset]) -> Option<PresetFault> {
    if presets.len() > MOST_PRESETS {
        return Some(PresetFault::Many);
    }
    let cut = |text: &str| text.chars().take(64).collect::<String>();
    let fits = |text: &String| text.len() <= TEXT_LENGTH && !text.contains('\0');
    let (mut names, mut default) = (BTreeSet::new(), None);
    for preset in presets {
        let name = cut(&preset.name);
        let values = preset
            .values
            .iter()
            .all(|(name, value)| fits(name) && value.len() <= VALUE_LENGTH && !value.contains('\0'));
        if !fits(&preset.name) || !fits(&preset.description) || !fits(&preset.icon) || !values {
            return Some(PresetFault::Text(name));
        }
        if preset.name.is_empty() {
            return Some(PresetFault::Unnamed);
        }
        if !names.insert(&preset.name) {
            return Some(PresetFault::Twice(name));
        }
        if preset.default {
            if let Some(first) = default {
                return Some(PresetFault::Defaults(first, name));
            }
            default = Some(name);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_have_names_of_their_own_and_one_default() {
        let preset = |name: &str, default| DescribedPreset {
            name: name.into(),
            default,
            ..DescribedPreset::default()
        };
        assert_eq!(preset_fault(&[preset("a", true), preset("b", false)]), None);
        assert_eq!(preset_fault(&[preset("", false)]), Some(PresetFault::Unnamed));
        assert_eq!(
            preset_fault(&[preset("a", false), preset("a", false)]),
            Some(PresetFault::Twice("a".into()))
        );
        let defaults = PresetFault::Defaults("a".into(), "b".into());
        assert_eq!(preset_fault(&[preset("a", true), preset("b", true)]), Some(defaults));
        assert_eq!(preset_fault(&[preset("a\0", false)]), Some(PresetFault::Text("a\0".into())));
        assert_eq!(preset_fault(&vec![preset("a", false); MOST_PRESETS + 1]), Some(PresetFault::Many));
    }
}
