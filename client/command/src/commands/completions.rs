//! `burgrave completions`

use std::io::Write;

use clap::{ArgMatches, Command};
use clap_complete::Shell;

use crate::failure::Failure;
use crate::output::Out;

/// Writes what a shell needs to complete the commands and their flags.
pub(crate) fn completions(flags: &ArgMatches, mut tree: Command) -> Result<(), Failure> {
    let shell = match flags.get_one::<String>("shell").map(String::as_str) {
        Some("zsh") => Shell::Zsh,
        Some("fish") => Shell::Fish,
        _ => Shell::Bash,
    };
    // The generator panics where its writer fails, and a pipe may.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut tree, "burgrave", &mut text);
    let mut out = Out::new();
    out.write_all(&text)?;
    Ok(out.flush()?)
}
