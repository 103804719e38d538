//! `burgrave man`

use std::io::Write;
use std::path::PathBuf;

use clap::{ArgMatches, Command};
use clap_mangen::Man;

use crate::failure::Failure;
use crate::output::Out;

/// Writes the page of the program, or into a folder a page for each command.
pub(crate) fn man(flags: &ArgMatches, tree: Command) -> Result<(), Failure> {
    let Some(folder) = flags.get_one::<PathBuf>("folder") else {
        let mut out = Out::new();
        Man::new(tree).render(&mut out)?;
        return Ok(out.flush()?);
    };
    let fault = |error: std::io::Error| Failure::Failed(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(fault)?;
    clap_mangen::generate_to(tree, folder).map_err(fault)
}
