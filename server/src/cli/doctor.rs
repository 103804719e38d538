//! `burgrave doctor`

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Action;
use super::flags::{Flags, layers};
use crate::config::{Config, Fault, Layers, Setting};

/// The command.
pub(super) const NAME: &str = "doctor";

/// How findings are told, and those that were made when the configuration was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorCommand {
    /// As JSON.
    pub json: bool,
    /// Faults of the configuration; with any, nothing else can be looked at.
    pub faults: Vec<Fault>,
}

pub(super) fn command(settings: impl IntoIterator<Item = Arg>) -> Command {
    let help = "Tell what was found as JSON";
    Command::new(NAME)
        .about("Look at the configuration and at everything that the server needs, and say what is wrong")
        .next_line_help(true)
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(help))
        .args(settings)
}

/// A configuration that can't be read is a finding like others; the defaults stand in its place then.
pub(super) fn read(
    flags: &ArgMatches,
    before: &ArgMatches,
    variable: impl Fn(&str) -> Option<String>,
) -> (Action, Config) {
    let given = layers(&Flags { before, after: flags }, Setting::all(), variable);
    let (config, faults) = match given.and_then(|layers| Config::resolve(&layers)) {
        Ok(config) => (config, Vec::new()),
        Err(faults) => (Config::resolve(&Layers::default()).expect("a test reads every default"), faults.0),
    };
    (Action::Doctor(DoctorCommand { json: flags.get_flag("json"), faults }), config)
}
