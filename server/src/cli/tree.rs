//! All commands with their flags.

use clap::Command;

use super::flags::{config_file, flag};
use super::{admin, database, doctor, license, provisioner, proxy};
use crate::config::Setting;

/// The program.
pub fn command() -> Command {
    let settings = || std::iter::once(config_file()).chain(Setting::all().map(flag));
    let of_proxy = Setting::all().filter(|setting| of_proxy(setting)).map(flag);
    Command::new("burgrave")
        .about("An open control plane for developer environments")
        .after_help(
            "These are the most common settings; --help shows all of them, with their variables.\n\
             As a client: burgrave login URL, then burgrave users list. burgrave commands lists all of them.",
        )
        .after_long_help(
            "A flag wins over its variable, the variable over the file, the file over the default. Flags may \
             be given before or after a command.\n\nAs a client: burgrave login URL, then burgrave users list. \
             burgrave commands lists all of them, burgrave help the others of a client.",
        )
        .version(env!("CARGO_PKG_VERSION"))
        .next_line_help(true)
        .args(settings())
        .subcommand(Command::new("serve").about("Run the server (this is the default)").args(settings()))
        .subcommand(admin::command())
        .subcommand(provisioner::command())
        .subcommand(license::command(|| {
            vec![config_file(), Setting::named("license-keys").map(flag).expect("it is a setting")]
        }))
        .subcommand(proxy::command(std::iter::once(config_file()).chain(of_proxy)))
        .subcommand(database::command())
        .subcommand(doctor::command(settings()))
}

/// Whether the program of a proxy has a setting: its own, and those of the log.
fn of_proxy(setting: &Setting) -> bool {
    proxy::SETTINGS.contains(&setting.key) || setting.key.starts_with("log-")
}
