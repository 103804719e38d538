//! The command line: the command, and the flags as plain text for the configuration's layers.

mod copy;
mod doctor;
mod license;
mod migrate;
mod provisioner;
mod proxy;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

pub use copy::{CopyCommand, CopyEnd};
pub use doctor::DoctorCommand;
pub use license::{LicenseCommand, Wanted};
pub use migrate::MigrateCommand;
pub use proxy::ProxyCommand;

use crate::config::{Config, Fault, Faults, Layers, ProvisionerConfig, Setting, ValueSource};

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

/// The changes that an operator makes without logging in.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the help texts say it")]
pub enum AdminCommand {
    /// Create an account.
    CreateUser { username: String, email: String, name: String, owner: bool, generate: bool },
    /// Set a password.
    ResetPassword { user: String, generate: bool },
    /// Make a user an owner.
    GrantOwner { user: String },
    /// Let servers seal with another key than before.
    ForgetEncryptionKey,
    /// Look whether the audit log is as it was written.
    VerifyAudit,
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
    let matches = command().try_get_matches_from(arguments)?;
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
    let path = |matches: &ArgMatches, name| {
        matches.get_one::<PathBuf>(name).cloned().expect("clap has made sure that it is there")
    };
    Ok(match matches.subcommand() {
        Some(("database", database)) => match database.subcommand() {
            Some(("backup", flags)) => (Action::Backup(path(flags, "to")), flags),
            Some(("restore", flags)) => (Action::Restore(path(flags, "from")), flags),
            Some((copy::NAME, flags)) => (Action::Copy(copy::read(flags, variable)?), flags),
            Some((migrate::NAME, flags)) => (Action::Migrate(migrate::read(flags)), flags),
            _ => unreachable!("clap asks for one of them"),
        },
        Some(("admin", admin)) => match admin.subcommand() {
            Some(("audit", audit)) => match audit.subcommand() {
                Some((_, flags)) => (Action::Admin(AdminCommand::VerifyAudit), flags),
                None => unreachable!("clap asks for one of them"),
            },
            Some((name, flags)) => (Action::Admin(admin_command(name, flags)), flags),
            None => unreachable!("clap asks for one of them"),
        },
        Some(("license", license)) => match license.subcommand() {
            Some((name, flags)) => (Action::License(license::read(name, flags)), flags),
            None => unreachable!("clap asks for one of them"),
        },
        Some(("proxy", flags)) => (Action::Proxy(proxy::read(flags)), flags),
        Some((_, flags)) => (Action::Serve, flags),
        None => (Action::Serve, matches),
    })
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

/// The flags of a command line: before the command, as in `burgrave --data X admin …`, or after it.
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
                problem: "it is given both before and after the command".into(),
                mend: "keep one of the two".into(),
            }),
            (before, after) => Ok(before.or(after)),
        }
    }
}

/// The layers of these settings, or the faults of the command line together with those of its values.
fn layers(
    flags: &Flags<'_>,
    settings: impl Iterator<Item = &'static Setting>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Layers, Faults> {
    let mut faults = Vec::new();
    let mut given = Vec::new();
    for setting in settings {
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
    if faults.is_empty() {
        return Ok(layers);
    }
    faults.extend(Config::resolve(&layers).err().into_iter().flat_map(|more| more.0));
    Err(Faults(faults))
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
            "A flag wins over its variable, the variable over the file, the file over the default. Flags may \
             be given before or after a command.",
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
        .subcommand(provisioner::command())
        .subcommand(license::command(|| {
            vec![config_file(), Setting::named("license-keys").map(flag).expect("it is a setting")]
        }))
        .subcommand(proxy::command(
            std::iter::once(config_file())
                .chain(Setting::all().filter(|setting| of_proxy(setting)).map(flag)),
        ))
        .subcommand(
            Command::new("database")
                .about("Back up the database, restore, copy or migrate it")
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommand(backup)
                .subcommand(restore)
                .subcommand(copy::command(
                    std::iter::once(config_file())
                        .chain(Setting::all().filter(|setting| of_copy(setting)).map(flag)),
                ))
                .subcommand(migrate::command(std::iter::once(config_file()).chain(everywhere()))),
        )
        .subcommand(doctor::command(std::iter::once(config_file()).chain(settings())))
}

/// Whether the program of a proxy has a setting: its own, and those of the log.
fn of_proxy(setting: &Setting) -> bool {
    proxy::SETTINGS.contains(&setting.key) || setting.key.starts_with("log-")
}

/// Whether a copy has a setting: the keys of what is sealed, and those of the log.
fn of_copy(setting: &Setting) -> bool {
    setting.key == "encryption-keys" || setting.key.starts_with("log-")
}

/// The flag for a generated password.
const GENERATE: &str = "generate-password";

fn admin() -> Command {
    let everywhere = || Setting::all().filter(|setting| setting.everywhere).map(flag);
    let text = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("TEXT").action(ArgAction::Set).help(help)
    };
    let generate = || {
        Arg::new(GENERATE).long(GENERATE).action(ArgAction::SetTrue).help(
            "Generate a password and print it; otherwise it is asked for, or read as one line from the input \
             stream",
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
            "Let the next start seal secrets with another key than before, when that key is lost",
        ))
        .subcommand(
            Command::new("audit")
                .about("Look into the audit log")
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommand(command(
                    "verify",
                    "Check the chain of hashes over the audit log, and name the first entry that isn't as it was written",
                )),
        )
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
    fn without_a_command_the_server_is_run() {
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
    fn flags_may_be_given_before_the_command() {
        let (action, config) = read_words("burgrave --data here admin grant-owner amira").unwrap();
        assert_eq!(action, Action::Admin(AdminCommand::GrantOwner { user: "amira".into() }));
        assert_eq!(config.data, PathBuf::from("here"));
        let (action, config) = read_words("burgrave --data here database backup --to b.db").unwrap();
        assert_eq!((action, config.data), (Action::Backup("b.db".into()), PathBuf::from("here")));
        let (_, config) = read_words("burgrave --address 127.0.0.1:9 serve --data here").unwrap();
        assert_eq!((config.address.port(), config.data), (9, PathBuf::from("here")));
    }

    #[test]
    fn the_audit_log_is_verified() {
        let (action, config) = read_words("burgrave admin audit verify --data here").unwrap();
        assert_eq!((action, config.data), (Action::Admin(AdminCommand::VerifyAudit), PathBuf::from("here")));
        assert!(matches!(read_words("burgrave admin audit"), Err(UsageError::CommandLine(_))));
    }

    #[test]
    fn a_flag_before_and_after_the_command_is_a_fault() {
        let Err(UsageError::Configuration(faults)) =
            read_words("burgrave --data one --address x serve --data other")
        else {
            panic!("the faults are in the configuration");
        };
        assert_eq!(faults.0.len(), 2, "{faults}");
        assert!(faults.to_string().contains("--data: it is given both before and after"), "{faults}");
    }

    #[test]
    fn a_copy_names_two_databases_and_the_doctor_takes_all_settings() {
        let (action, _) =
            read_words("burgrave database copy --from sqlite://a/b --to postgres://u@h/d").unwrap();
        let to = CopyEnd::Postgres("postgres://u@h/d".into());
        assert_eq!(action, Action::Copy(CopyCommand { from: CopyEnd::Sqlite("a/b".into()), to }));
        let (action, config) = read_words("burgrave --data here doctor --json --open-setup").unwrap();
        assert_eq!(action, Action::Doctor(DoctorCommand { json: true, faults: Vec::new() }));
        assert_eq!((config.data, config.open_setup), (PathBuf::from("here"), true));
        let (action, _) = read_words("burgrave doctor --address x").unwrap();
        assert!(matches!(action, Action::Doctor(DoctorCommand { faults, .. }) if faults.len() == 1));
        assert_eq!(
            read_words("burgrave database migrate --plan").unwrap().0,
            Action::Migrate(MigrateCommand::Plan)
        );
        assert!(read_words("burgrave database migrate").is_err());
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
    fn licences_are_made_from_what_the_flags_say() {
        let words = "burgrave license issue --key k.pem --name a --account-id castle --feature user_limit=9 \
                     --feature scim=1 --deployment x --days 30 --starts 2026-03-02T00:00:00Z";
        let (Action::License(LicenseCommand::Issue(wanted)), _) =
            read_words(&words.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap()
        else {
            panic!("a licence is made")
        };
        assert_eq!(wanted.features, [("user_limit".to_owned(), 9), ("scim".to_owned(), 1)]);
        assert_eq!(
            (wanted.set.as_str(), wanted.days, wanted.grace_days, wanted.trial),
            ("premium", 30, 30, false)
        );
        assert!(wanted.starts.is_some() && wanted.deployments == ["x"]);
        for wrong in ["--days 1826", "--feature scim", "--starts monday", "--address 1"] {
            let words = format!("burgrave license issue --key k --name a --account-id b {wrong}");
            assert!(matches!(read_words(&words), Err(UsageError::CommandLine(_))), "{wrong}");
        }
        let (action, _) = read_words("burgrave license inspect --license-keys ").unwrap();
        assert_eq!(action, Action::License(LicenseCommand::Inspect { file: "-".into() }));
    }

    #[test]
    fn a_proxy_has_its_server_its_token_and_some_settings() {
        let words =
            "burgrave proxy --server https://burgrave.example.com --token-file t --address 127.0.0.1:9";
        let (action, config) = read_words(words).unwrap();
        let Action::Proxy(command) = action else { panic!("a proxy is run") };
        assert_eq!(command.server.as_str(), "https://burgrave.example.com/");
        assert_eq!((command.wildcard_hostname.as_str(), config.address.port()), ("", 9));
        for wrong in
            ["--server nowhere", "--wildcard-hostname oslo", "--database postgres://a", "--token-file"]
        {
            assert!(
                matches!(read_words(&format!("{words} {wrong}")), Err(UsageError::CommandLine(_))),
                "{wrong}"
            );
        }
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
