//! The command line: what was asked for, with the flags as plain text for the configuration's layers.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::config::{Config, Fault, Faults, Layers, Setting, ValueSource};

/// What the operator asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// Run the server.
    Serve,
    /// Copy the database to this file while the server may be running.
    Backup(PathBuf),
    /// Replace the database by this file.
    Restore(PathBuf),
    /// Change accounts in the database while the server may be running.
    Admin(AdminCommand),
}

/// What an operator changes without logging in.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the help texts say it")]
pub enum AdminCommand {
    /// Create an account.
    CreateUser { username: String, email: String, name: String, owner: bool, generate: bool },
    /// Set a password.
    ResetPassword { user: String, generate: bool },
    /// Make somebody an owner.
    GrantOwner { user: String },
    /// Let servers seal with another key than until now.
    ForgetEncryptionKey,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// The command line itself is wrong, or help or the version was asked for.
    #[error(transparent)]
    CommandLine(#[from] clap::Error),
    /// The command line is fine, the values aren't.
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
    let matches = command().try_get_matches_from(arguments)?;
    let (action, flags) = action(&matches);
    let config = configuration(&Flags { before: &matches, after: flags }, variable)?;
    Ok((action, config))
}

fn action(matches: &ArgMatches) -> (Action, &ArgMatches) {
    let path = |matches: &ArgMatches, name| {
        matches.get_one::<PathBuf>(name).cloned().expect("clap has made sure that it is there")
    };
    match matches.subcommand() {
        Some(("database", database)) => match database.subcommand() {
            Some(("backup", flags)) => (Action::Backup(path(flags, "to")), flags),
            Some(("restore", flags)) => (Action::Restore(path(flags, "from")), flags),
            _ => unreachable!("clap asks for one of the two"),
        },
        Some(("admin", admin)) => match admin.subcommand() {
            Some((name, flags)) => (Action::Admin(admin_command(name, flags)), flags),
            None => unreachable!("clap asks for one of them"),
        },
        Some((_, flags)) => (Action::Serve, flags),
        None => (Action::Serve, matches),
    }
}

fn admin_command(name: &str, flags: &ArgMatches) -> AdminCommand {
    let text = |name: &str| flags.get_one::<String>(name).cloned().unwrap_or_default();
    match name {
        "create-user" => AdminCommand::CreateUser {
            username: text("username"),
            email: text("email"),
            name: text("name"),
            owner: flags.get_flag("owner"),
            generate: flags.get_flag(GENERATE),
        },
        "reset-password" => {
            AdminCommand::ResetPassword { user: text("user"), generate: flags.get_flag(GENERATE) }
        }
        "grant-owner" => AdminCommand::GrantOwner { user: text("user") },
        _ => AdminCommand::ForgetEncryptionKey,
    }
}

/// The flags of a command line: they may stand before the command, as `burgrave --data X admin …`, or after
/// it.
struct Flags<'a> {
    before: &'a ArgMatches,
    after: &'a ArgMatches,
}

impl Flags<'_> {
    fn get<T: Clone + Send + Sync + 'static>(&self, key: &'static str) -> Result<Option<T>, Fault> {
        let of = |flags: &ArgMatches| flags.try_get_one::<T>(key).ok().flatten().cloned();
        if std::ptr::eq(self.before, self.after) {
            return Ok(of(self.after));
        }
        match (of(self.before), of(self.after)) {
            (Some(_), Some(_)) => Err(Fault {
                origin: ValueSource::Flag(key),
                problem: "it stands both before and after the command".into(),
                mend: "keep one of the two".into(),
            }),
            (before, after) => Ok(before.or(after)),
        }
    }
}

fn configuration(flags: &Flags<'_>, variable: impl Fn(&str) -> Option<String>) -> Result<Config, Faults> {
    let mut faults = Vec::new();
    let mut given = Vec::new();
    for setting in Setting::all() {
        match flags.get::<String>(setting.key) {
            Ok(value) => given.extend(value.map(|value| (setting.key, value))),
            Err(fault) => faults.push(fault),
        }
    }
    let named = flags.get::<PathBuf>("config").unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let by_variable = variable("BURGRAVE_CONFIG").filter(|path| !path.is_empty());
    let mut layers = Layers::new(given, &variable);
    match (named, by_variable) {
        (Some(path), _) => layers = layers.with_file(&path, ValueSource::Flag("config")),
        (None, Some(path)) => {
            layers = layers.with_file(Path::new(&path), ValueSource::Variable("BURGRAVE_CONFIG"))
        }
        (None, None) => {}
    }
    match Config::resolve(&layers) {
        Ok(config) if faults.is_empty() => Ok(config),
        Ok(_) => Err(Faults(faults)),
        Err(more) => Err(Faults(faults.into_iter().chain(more.0).collect())),
    }
}

fn command() -> Command {
    let settings = || Setting::all().map(flag);
    let everywhere = || Setting::all().filter(|setting| setting.everywhere).map(flag);
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
        .arg(config_file())
        .args(everywhere());
    let restore = Command::new("restore")
        .about("Put a copy in the place of the embedded database; the server must be stopped")
        .arg(file("from", "File that `burgrave database backup` has written"))
        .arg(config_file())
        .args(everywhere());
    Command::new("burgrave")
        .about("An open control plane for developer environments")
        .after_help("These are the most common settings; --help shows all of them, with their variables.")
        .after_long_help(
            "A flag wins over its variable, the variable over the file, the file over the default. Flags may stand \
             before or after a command.",
        )
        .version(env!("CARGO_PKG_VERSION"))
        .next_line_help(true)
        .arg(config_file())
        .args(settings())
        .subcommand(
            Command::new("serve")
                .about("Run the server (this is the default)")
                .arg(config_file())
                .args(settings()),
        )
        .subcommand(admin())
        .subcommand(
            Command::new("database")
                .about("Back up the database, or restore it")
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommand(backup)
                .subcommand(restore),
        )
}

/// The flag that lets a password be made up.
const GENERATE: &str = "generate-password";

fn admin() -> Command {
    let everywhere = || Setting::all().filter(|setting| setting.everywhere).map(flag);
    let text = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("TEXT").action(ArgAction::Set).help(help)
    };
    let generate = || {
        Arg::new(GENERATE).long(GENERATE).action(ArgAction::SetTrue).help(
            "Make a password up and print it; otherwise it is asked for, or read from the input stream as one line",
        )
    };
    let user = || Arg::new("user").value_name("USER").required(true).help("Username or email address");
    let command = |name: &'static str, about: &'static str| {
        Command::new(name).about(about).next_line_help(true).arg(config_file()).args(everywhere())
    };
    Command::new("admin")
        .about("Change accounts in the database, while the server may be running")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            command(
                "create-user",
                "Create an active user of the default organization, who logs in with a password",
            )
            .arg(text("username", "Username").required(true))
            .arg(text("email", "Email address").required(true))
            .arg(text("name", "The person's name"))
            .arg(Arg::new("owner").long("owner").action(ArgAction::SetTrue).help("Make the user an owner"))
            .arg(generate()),
        )
        .subcommand(
            command("reset-password", "Set a user's password, and end all sessions and tokens of the user")
                .arg(user())
                .arg(generate()),
        )
        .subcommand(command("grant-owner", "Make a user an owner").arg(user()))
        .subcommand(command(
            "forget-encryption-key",
            "Let the next start seal secrets with another key than until now, when that key is lost",
        ))
}

fn config_file() -> Arg {
    Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("TOML file with any of these settings, named like the flags")
        .long_help("TOML file with any of these settings, named like the flags\n[variable: BURGRAVE_CONFIG]")
}

fn flag(setting: &'static Setting) -> Arg {
    let default = if setting.default.is_empty() { "(empty)" } else { setting.default };
    let arg = Arg::new(setting.key)
        .long(setting.key)
        .value_name(setting.placeholder)
        .action(ArgAction::Set)
        .allow_hyphen_values(true)
        .hide_short_help(!setting.common)
        .help(setting.help)
        .long_help(format!("{}\n[default: {default}] [variable: {}]", setting.help, setting.variable));
    if setting.switch { arg.num_args(0..=1).require_equals(true).default_missing_value("true") } else { arg }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_words(words: &str) -> Result<(Action, Config), UsageError> {
        read(words.split(' ').map(OsString::from), |_| None)
    }

    #[test]
    fn the_command_line_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn serving_is_what_happens_without_a_command() {
        let (action, config) = read_words("burgrave --address 127.0.0.1:9 --open-setup").unwrap();
        assert_eq!(action, Action::Serve);
        assert_eq!((config.address.port(), config.open_setup), (9, true));
        assert_eq!(read_words("burgrave serve --open-setup=no").unwrap().0, Action::Serve);
    }

    #[test]
    fn a_limit_may_be_negative() {
        let (_, config) = read_words("burgrave --rate-limit-api -1").unwrap();
        assert!(config.limits.rates.api.is_none());
    }

    #[test]
    fn the_short_help_fits_on_a_screen() {
        let help = command().render_help().to_string();
        assert!(help.lines().count() <= 40, "{help}");
        assert!(help.contains("--address") && help.contains("--help shows all"), "{help}");
        assert!(!help.contains("--oidc-issuer-url"), "{help}");
    }

    #[test]
    fn flags_may_stand_before_the_command() {
        let (action, config) = read_words("burgrave --data here admin grant-owner amira").unwrap();
        assert_eq!(action, Action::Admin(AdminCommand::GrantOwner { user: "amira".into() }));
        assert_eq!(config.data, PathBuf::from("here"));
        let (action, config) = read_words("burgrave --data here database backup --to b.db").unwrap();
        assert_eq!((action, config.data), (Action::Backup("b.db".into()), PathBuf::from("here")));
        let (_, config) = read_words("burgrave --address 127.0.0.1:9 serve --data here").unwrap();
        assert_eq!((config.address.port(), config.data), (9, PathBuf::from("here")));
    }

    #[test]
    fn a_flag_before_and_after_the_command_is_a_fault() {
        let Err(UsageError::Configuration(faults)) =
            read_words("burgrave --data one --address x serve --data other")
        else {
            panic!("the faults are in the configuration");
        };
        assert_eq!(faults.0.len(), 2, "{faults}");
        assert!(faults.to_string().contains("--data: it stands both before and after"), "{faults}");
    }

    #[test]
    fn backup_and_restore_need_their_file() {
        let (action, config) = read_words("burgrave database backup --to b.db --data here").unwrap();
        assert_eq!(action, Action::Backup("b.db".into()));
        assert_eq!(config.data, PathBuf::from("here"));
        assert!(matches!(read_words("burgrave database restore"), Err(UsageError::CommandLine(_))));
        assert!(matches!(
            read_words("burgrave database backup --to x --address 1"),
            Err(UsageError::CommandLine(_))
        ));
    }

    #[test]
    fn a_missing_file_doesnt_hide_the_other_faults() {
        let Err(UsageError::Configuration(faults)) =
            read_words("burgrave --config /no/such/file --address x")
        else {
            panic!("the faults are in the configuration");
        };
        assert_eq!(faults.0.len(), 2, "{faults}");
        assert!(faults.to_string().contains("--config: /no/such/file can't be read"), "{faults}");
    }

    #[test]
    fn help_shows_every_setting_with_its_default_and_variable() {
        let help = command().render_long_help().to_string();
        let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for setting in Setting::all() {
            assert!(flat.contains(&format!("--{}", setting.key)), "{} is missing", setting.key);
            assert!(
                flat.contains(&format!("[variable: {}]", setting.variable)),
                "{} is missing",
                setting.variable
            );
        }
    }
}
