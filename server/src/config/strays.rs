//! Environment variables with the prefix of settings that are no settings.

use super::nearest::nearest;
use super::settings::Setting;

const PREFIX: &str = "BURGRAVE_";
/// Variables of the configuration file, of copies and of the client, which have no rows in the table of
/// settings.
const ROWLESS: [&str; 5] =
    ["BURGRAVE_CONFIG", "BURGRAVE_COPY_FROM", "BURGRAVE_COPY_TO", "BURGRAVE_URL", "BURGRAVE_TOKEN"];
/// Variables of the tests and the build.
const OTHERS: [&str; 2] = ["BURGRAVE_TESTS_", "BURGRAVE_SPEC_DIR"];

/// A variable that has no effect, although its name has the prefix.
#[derive(Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its name.
    pub variable: String,
    /// The variable that is probably meant.
    pub meant: Option<String>,
}

/// The strays among these names of variables, in alphabetical order.
pub fn strays(names: impl IntoIterator<Item = String>) -> Vec<Stray> {
    let known =
        |name: &str| ROWLESS.contains(&name) || Setting::of_all().any(|setting| setting.variable == name);
    let other = |name: &str| OTHERS.iter().any(|other| name.starts_with(other));
    let stray = |variable: String| {
        let rest = variable.strip_prefix(PREFIX).filter(|_| !known(&variable) && !other(&variable))?;
        let meant = nearest(rest).map(|key| format!("{PREFIX}{}", key.replace('-', "_").to_uppercase()));
        Some(Stray { variable, meant })
    };
    let mut strays: Vec<_> = names.into_iter().filter_map(stray).collect();
    strays.sort_by(|one, other| one.variable.cmp(&other.variable));
    strays
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_setting_and_is_none_is_a_stray() {
        let names = [
            "PATH",
            "BURGRAVE_XYZ",
            "BURGRAVE_ADDRES",
            "BURGRAVE_ADDRESS",
            "BURGRAVE_CONFIG",
            "BURGRAVE_TOKEN",
            "BURGRAVE_TESTS_SEED",
            "BURGRAVE_SPEC_DIR",
        ];
        let stray = |variable: &str, meant: Option<&str>| Stray {
            variable: variable.to_owned(),
            meant: meant.map(str::to_owned),
        };
        assert_eq!(
            strays(names.map(str::to_owned)),
            [stray("BURGRAVE_ADDRES", Some("BURGRAVE_ADDRESS")), stray("BURGRAVE_XYZ", None)]
        );
    }
}
