//! Presets: sets of values that a template offers under one name.

use std::collections::BTreeMap;

use crate::ids::PresetId;

/// A preset of a template version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Which one.
    pub id: PresetId,
    /// Its values by the parameters' names.
    pub values: BTreeMap<String, String>,
}

/// The preset that a build's values fulfil, although nobody named one: all of its values are the build's. Of
/// several, the one with the most values; of those, the first. A preset without values is fulfilled by
/// nothing.
#[must_use]
pub fn matching_preset(values: &BTreeMap<String, String>, presets: &[Preset]) -> Option<PresetId> {
    let fulfilled = |preset: &&Preset| {
        let equal = |(name, value): (&String, &String)| values.get(name) == Some(value);
        !preset.values.is_empty() && preset.values.iter().all(equal)
    };
    let best = presets
        .iter()
        .filter(fulfilled)
        .reduce(|best, next| if next.values.len() > best.values.len() { next } else { best });
    best.map(|preset| preset.id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn preset(number: u128, pairs: &[(&str, &str)]) -> Preset {
        Preset { id: PresetId::new(Uuid::from_u128(number)), values: values(pairs) }
    }

    #[test]
    fn the_preset_with_the_most_equal_values_is_meant() {
        let presets = [
            preset(1, &[]),
            preset(2, &[("size", "small")]),
            preset(3, &[("size", "small"), ("zone", "eu")]),
            preset(4, &[("size", "small"), ("zone", "us")]),
            preset(5, &[("zone", "us"), ("size", "small")]),
        ];
        let found = |pairs| matching_preset(&values(pairs), &presets).map(|id| id.uuid().as_u128());
        assert_eq!(found(&[("size", "small"), ("zone", "eu"), ("more", "x")]), Some(3));
        assert_eq!(found(&[("size", "small"), ("zone", "us")]), Some(4));
        assert_eq!(found(&[("size", "small"), ("zone", "asia")]), Some(2));
        assert_eq!(found(&[("size", "large")]), None);
    }
}
