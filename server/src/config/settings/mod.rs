//! The table of settings: the one place where flags, variables, file keys and defaults are named.

mod governance;
mod oidc;
mod provisioner;
mod server;

pub(super) use oidc::TABLE as OIDC;

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// The flag without its dashes, and the key in the TOML file.
    pub key: &'static str,
    /// The environment variable.
    pub variable: &'static str,
    /// The name of the value in the help text.
    pub placeholder: &'static str,
    /// The default value; empty means none.
    pub default: &'static str,
    /// One sentence for the help text.
    pub help: &'static str,
    /// Whether the commands beside `burgrave serve` accept it.
    pub everywhere: bool,
    /// The flag without a value means `true`.
    pub switch: bool,
    /// Whether the short help shows it.
    pub common: bool,
    /// The value, or a part of it, is shown to nobody.
    pub secret: bool,
}

/// The defaults of a row.
const BASE: Setting = Setting {
    key: "",
    variable: "",
    placeholder: "",
    default: "",
    help: "",
    everywhere: false,
    switch: false,
    common: false,
    secret: false,
};

impl Setting {
    /// Every setting of the server, in the order in which the help text shows them.
    pub fn all() -> impl Iterator<Item = &'static Setting> {
        server::TABLE.iter().chain(governance::TABLE).chain(OIDC)
    }

    /// Every setting of a daemon on another machine, in that order.
    pub fn of_provisioners() -> impl Iterator<Item = &'static Setting> {
        provisioner::TABLE.iter()
    }

    /// Every setting: server and daemons may share a file and an environment.
    pub fn of_all() -> impl Iterator<Item = &'static Setting> {
        Setting::all().chain(Setting::of_provisioners())
    }

    /// The setting with this key; `_` counts as `-`, as TOML files often have it.
    #[must_use]
    pub fn named(key: &str) -> Option<&'static Setting> {
        let key = key.replace('_', "-");
        Setting::of_all().find(|setting| setting.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_the_key_in_capitals() {
        for setting in Setting::of_all() {
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
