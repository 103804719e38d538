//! Settings as people are shown them: with their values and places, without secrets.

use super::fault::ValueSource;
use super::layers::Layers;
use super::settings::Setting;

/// A setting as it counts.
#[derive(Debug, Clone)]
pub struct ShownSetting {
    /// Which one.
    pub setting: &'static Setting,
    /// The value as it was written; none where it is a secret.
    pub value: Option<String>,
    /// Where the value came from.
    pub source: ValueSource,
}

/// Every setting, in alphabetical order.
pub(super) fn shown(layers: &Layers) -> Vec<ShownSetting> {
    let show = |setting: &'static Setting| {
        let (value, source) = layers.value(setting);
        ShownSetting { setting, value: (!setting.secret).then(|| value.trim().to_owned()), source }
    };
    let mut all: Vec<_> = Setting::all().map(show).collect();
    all.sort_by_key(|shown| shown.setting.key);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_with_its_place_and_without_its_value() {
        let given = [("scim-key", "correct-horse-battery"), ("drain-time", "1m")];
        let layers = Layers::new(given.map(|(key, value)| (key, value.to_owned())), |_| None);
        let all = shown(&layers);
        assert!(all.is_sorted_by_key(|shown| shown.setting.key));
        let named = |key: &str| all.iter().find(|shown| shown.setting.key == key).unwrap();
        assert_eq!(
            (&named("scim-key").value, &named("scim-key").source),
            (&None, &ValueSource::Flag("scim-key"))
        );
        assert_eq!(named("drain-time").value.as_deref(), Some("1m"));
        assert_eq!(named("address").source, ValueSource::Default("address"));
        assert!(!format!("{all:?}").contains("correct-horse"));
    }
}
