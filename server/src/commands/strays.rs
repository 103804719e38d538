//! A word about variables that have no effect.

use std::ffi::OsString;

use slog::{Logger, warn};

use crate::config::strays;

/// Warns of every variable that begins like a setting and names none. Values are not looked at.
pub fn warn_of_strays(names: impl IntoIterator<Item = OsString>, log: &Logger) {
    let names = names.into_iter().map(|name| name.to_string_lossy().into_owned());
    for stray in strays(names) {
        match stray.meant {
            Some(meant) => warn!(log, "a variable names no setting and has no effect";
                "variable" => stray.variable, "perhaps_meant" => meant),
            None => warn!(log, "a variable names no setting and has no effect";
                "variable" => stray.variable),
        }
    }
}
