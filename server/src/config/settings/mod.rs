//! The table of settings: the one place where flags, variables, file keys and defaults are named.

mod oidc;
mod server;

pub(super) use oidc::TABLE as OIDC;

/// One thing that the operator may set.
#[derive(Debug)]
pub struct Setting {
    /// The flag without its dashes, and the key in the TOML file.
    pub key: &'static str,
    /// The environment variable.
    pub variable: &'static str,
    /// What the value is called in the help text.
    pub placeholder: &'static str,
    /// The default value; empty means none.
    pub default: &'static str,
    /// One sentence for the help text.
    pub help: &'static str,
    /// `burgrave database …` takes it as well, not only `burgrave serve`.
    pub everywhere: bool,
    /// A flag that stands alone, without a value, means `true`.
    pub switch: bool,
    /// The short help shows it.
    pub common: bool,
}

/// What a row leaves out.
const BASE: Setting = Setting {
    key: "",
    variable: "",
    placeholder: "",
    default: "",
    help: "",
    everywhere: false,
    switch: false,
    common: false,
};

impl Setting {
    /// Every setting, in the order in which the help text shows them.
    pub fn all() -> impl Iterator<Item = &'static Setting> {
        server::TABLE.iter().chain(OIDC)
    }

    /// The setting with this key; `_` is taken for `-`, as TOML files often have it.
    #[must_use]
    pub fn named(key: &str) -> Option<&'static Setting> {
        let key = key.replace('_', "-");
        Setting::all().find(|setting| setting.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_the_key_in_capitals() {
        for setting in Setting::all() {
            let derived = format!("BURGRAVE_{}", setting.key.replace('-', "_").to_uppercase());
            assert_eq!(setting.variable, derived);
            assert!(!setting.help.ends_with('.'), "{}: the help text ends without a full stop", setting.key);
        }
    }

    #[test]
    fn underscores_name_the_same_setting() {
        assert_eq!(Setting::named("log_level").map(|setting| setting.key), Some("log-level"));
        assert!(Setting::named("colour").is_none());
    }
}
