//! Environment variables that look like settings and are none.

use super::nearest::nearest;
use super::settings::Setting;

const PREFIX: &str = "BURGRAVE_";
/// The file's variable is no row of the table.
const FILE: &str = "BURGRAVE_CONFIG";
/// What the tests and the build read.
const OTHERS: [&str; 2] = ["BURGRAVE_TESTS_", "BURGRAVE_SPEC_DIR"];

/// A variable that has no effect, though its name says that it should.
#[derive(Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its name.
    pub variable: String,
    /// The variable that is probably meant.
    pub meant: Option<String>,
}

/// The strays among these names of variables, in alphabetical order.
pub fn strays(names: impl IntoIterator<Item = String>) -> Vec<Stray> {
    let known = |name: &str| name == FILE || Setting::all().any(|setting| setting.variable == name);
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
