//! `burgrave provisioner start`.

use clap::{Arg, ArgMatches, Command};

use super::flags::{Flags, config_file, flag, layers};
use super::{Action, UsageError};
use crate::config::{Config, Faults, ProvisionerConfig, Setting};

/// The command that has the commands of daemons.
pub(super) const NAME: &str = "provisioner";

/// What begins the keys of a daemon's settings, and is left out on its command line.
const PREFIX: &str = "provisioner-";

/// Settings of the server that its daemons elsewhere have too.
const SHARED: [&str; 6] =
    ["log-level", "log-format", "terraform", "provider-mirror", "template-paths", "outgoing-certificates"];

fn settings() -> impl Iterator<Item = &'static Setting> {
    Setting::of_provisioners().chain(SHARED.into_iter().filter_map(Setting::named))
}

pub(super) fn command() -> Command {
    let own = |setting: &'static Setting| -> Arg {
        match setting.key.strip_prefix(PREFIX) {
            Some(short) => flag(setting).long(short).alias(setting.key),
            None => flag(setting),
        }
    };
    let start = Command::new("start")
        .about("Do jobs for a server on another machine, until a signal comes")
        .after_long_help(
            "A flag wins over its variable, the variable over the file, the file over the default. SIGTERM lets \
             the job under way end; a second signal interrupts it, a third one ends it at once.",
        )
        .next_line_help(true)
        .arg(config_file())
        .args(settings().map(own));
    Command::new(NAME)
        .about("Do jobs for a server on another machine")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(start)
}

/// Reads the command line of a daemon.
///
/// # Errors
/// All faults of it, of the environment, and of the file that they name.
pub(super) fn read(
    provisioner: &ArgMatches,
    before: &ArgMatches,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<(Action, Config), UsageError> {
    let Some((_, after)) = provisioner.subcommand() else { unreachable!("clap asks for one") };
    let layers = layers(&Flags { before, after }, settings(), variable)?;
    let host = hostname::get().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match (ProvisionerConfig::resolve(&layers, &host), Config::resolve(&layers)) {
        (Ok(daemon), Ok(config)) => Ok((Action::Provisioner(Box::new(daemon)), config)),
        (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => Err(faults.into()),
        (Err(mut faults), Err(more)) => {
            // Faults of the file itself are those of both.
            let new: Vec<_> = more.0.into_iter().filter(|fault| !faults.0.contains(fault)).collect();
            faults.0.extend(new);
            Err(Faults(faults.0).into())
        }
    }
}
