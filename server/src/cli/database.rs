//! `burgrave database …`

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::flags::{config_file, everywhere, flag};
use super::{Action, copy, migrate};
use crate::config::{Faults, Setting};

/// The command that has these commands.
pub(super) const NAME: &str = "database";

pub(super) fn command() -> Command {
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("FILE")
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .help(help)
    };
    let backup = Command::new("backup")
        .about("Copy the embedded database to a file; the server may be running")
        .arg(file("to", "File to write; it must not exist yet"))
        .args(everywhere());
    let restore = Command::new("restore")
        .about("Put a copy in the place of the embedded database; the server must be stopped")
        .arg(file("from", "File that `burgrave database backup` has written"))
        .args(everywhere());
    let of_copy = Setting::all().filter(|setting| of_copy(setting)).map(flag);
    Command::new(NAME)
        .about("Back up the database, restore, copy or migrate it")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(backup)
        .subcommand(restore)
        .subcommand(copy::command(std::iter::once(config_file()).chain(of_copy)))
        .subcommand(migrate::command(everywhere()))
}

/// Whether a copy has a setting: the keys of what is sealed, and those of the log.
fn of_copy(setting: &Setting) -> bool {
    setting.key == "encryption-keys" || setting.key.starts_with("log-")
}

/// What is done, and the flags of its line.
///
/// # Errors
/// The databases of a copy are named wrongly.
pub(super) fn read<'a>(
    database: &'a ArgMatches,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(Action, &'a ArgMatches), Faults> {
    let path = |matches: &ArgMatches, name| {
        matches.get_one::<PathBuf>(name).cloned().expect("clap has made sure that it is there")
    };
    Ok(match database.subcommand() {
        Some(("backup", flags)) => (Action::Backup(path(flags, "to")), flags),
        Some(("restore", flags)) => (Action::Restore(path(flags, "from")), flags),
        Some((copy::NAME, flags)) => (Action::Copy(copy::read(flags, variable)?), flags),
        Some((migrate::NAME, flags)) => (Action::Migrate(migrate::read(flags)), flags),
        _ => unreachable!("clap asks for one of them"),
    })
}
