//! `burgrave database migrate`

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

/// The command.
pub(super) const NAME: &str = "migrate";

/// What is done with pending steps of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrateCommand {
    /// They are told.
    Plan,
    /// Those are taken that servers of the release before bear.
    Expand,
    /// The others are taken.
    Contract,
}

pub(super) fn command(settings: impl IntoIterator<Item = Arg>) -> Command {
    let what = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new(NAME)
        .about("Bring the schema of the database up to date, or say what is pending")
        .next_line_help(true)
        .arg(what("plan", "Say which steps are pending, and change nothing"))
        .arg(what(
            "expand",
            "Take the steps that only add something: before or while servers of this release replace those of \
             the one before",
        ))
        .arg(what("contract", "Take the steps that take something away: when no older server is left"))
        .group(ArgGroup::new("what").args(["plan", "expand", "contract"]).required(true))
        .args(settings)
}

pub(super) fn read(flags: &ArgMatches) -> MigrateCommand {
    if flags.get_flag("plan") {
        MigrateCommand::Plan
    } else if flags.get_flag("expand") {
        MigrateCommand::Expand
    } else {
        MigrateCommand::Contract
    }
}
