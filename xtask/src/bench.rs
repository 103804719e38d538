//! `cargo xtask bench`: builds the server and the program that measures it, optimised, and runs the latter.

use std::env;
use std::process::Command;

use crate::specification;

/// Together, so that what both use is built once.
const BUILD: [&str; 7] =
    ["build", "--release", "--locked", "--package", "burgrave", "--package", "burgrave-bench"];

/// Runs the bench with these arguments.
///
/// # Errors
/// A build that failed, or a bar that was missed.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo).args(BUILD).current_dir(specification::root()).status();
    if !built.map_err(|error| format!("cargo didn't start: {error}"))?.success() {
        return Err("the bench could not be built".into());
    }
    // This program is in `debug`, beside `release`.
    let own = env::current_exe().map_err(|error| error.to_string())?;
    let target = own.ancestors().nth(2).ok_or("this program is in no target folder")?;
    let bench = target.join("release").join("burgrave-bench");
    let ended = Command::new(&bench).args(arguments).status();
    match ended.map_err(|error| format!("{}: {error}", bench.display()))?.success() {
        true => Ok(()),
        false => Err("the bench ended with a missed bar or a fault, see above".into()),
    }
}
