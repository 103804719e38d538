//! The command line: the command, and the flags as plain text for the configuration's layers.
//!
//! - `tree`: all commands. `flags`: settings as flags. The others: one file a command.

mod admin;
mod copy;
mod database;
mod doctor;
mod flags;
mod license;
mod migrate;
mod provisioner;
mod proxy;
#[cfg(test)]
mod tests;
mod tree;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;

pub use admin::AdminCommand;
pub use copy::{CopyCommand, CopyEnd};
pub use doctor::DoctorCommand;
pub use license::{LicenseCommand, Wanted};
pub use migrate::MigrateCommand;
pub use proxy::ProxyCommand;
pub use tree::command;

use crate::config::{Config, Faults, ProvisionerConfig, Setting};
use flags::{Flags, layers};

/// The command of the operator.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// Run the server.
    Serve,
    /// Copy the database to this file while the server may be running.
    Backup(PathBuf),
    /// Replace the database by this file.
    Restore(PathBuf),
    /// Copy a whole database into one of the other engine.
    Copy(CopyCommand),
    /// Bring the schema up to date, or say what is pending.
    Migrate(MigrateCommand),
    /// Look for what is wrong.
    Doctor(DoctorCommand),
    /// Change accounts in the database while the server may be running.
    Admin(AdminCommand),
    /// Make keys and licences, or look into one.
    License(LicenseCommand),
    /// Do jobs for a server elsewhere.
    Provisioner(Box<ProvisionerConfig>),
    /// Run the program of a workspace proxy.
    Proxy(ProxyCommand),
}

/// Why no command is run.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// The command line itself is wrong, or help or the version was asked for.
    #[error(transparent)]
    CommandLine(#[from] clap::Error),
    /// A value of a setting is wrong.
    #[error(transparent)]
    Configuration(#[from] Faults),
}

/// Reads the command line (with the program's name first) and the environment.
///
/// # Errors
/// All faults in them or in the file that they name.
pub fn read(
    arguments: impl IntoIterator<Item = OsString>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<(Action, Config), UsageError> {
    let matches = tree::command().try_get_matches_from(arguments)?;
    if let Some((_, provisioner)) = matches.subcommand().filter(|(name, _)| *name == provisioner::NAME) {
        return provisioner::read(provisioner, &matches, variable);
    }
    if let Some((_, doctor)) = matches.subcommand().filter(|(name, _)| *name == doctor::NAME) {
        return Ok(doctor::read(doctor, &matches, variable));
    }
    let (action, flags) = action(&matches, &variable)?;
    let layers = layers(&Flags { before: &matches, after: flags }, Setting::all(), variable)?;
    Ok((action, Config::resolve(&layers)?))
}

fn action<'a>(
    matches: &'a ArgMatches,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(Action, &'a ArgMatches), Faults> {
    Ok(match matches.subcommand() {
        Some((database::NAME, database)) => database::read(database, variable)?,
        Some((admin::NAME, admin)) => {
            let (command, flags) = admin::read(admin);
            (Action::Admin(command), flags)
        }
        Some(("license", license)) => match license.subcommand() {
            Some((name, flags)) => (Action::License(license::read(name, flags)), flags),
            None => unreachable!("clap asks for one of them"),
        },
        Some(("proxy", flags)) => (Action::Proxy(proxy::read(flags)), flags),
        Some((_, flags)) => (Action::Serve, flags),
        None => (Action::Serve, matches),
    })
}
