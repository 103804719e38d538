//! The command line as people write it.

use std::ffi::OsString;
use std::path::PathBuf;

use super::tree::command;
use super::{
    Action, AdminCommand, CopyCommand, CopyEnd, DoctorCommand, LicenseCommand, MigrateCommand, UsageError,
    read,
};
use crate::config::{Config, Setting};

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
    let (action, _) = read_words("burgrave database copy --from sqlite://a/b --to postgres://u@h/d").unwrap();
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
    let words = "burgrave proxy --server https://burgrave.example.com --token-file t --address 127.0.0.1:9";
    let (action, config) = read_words(words).unwrap();
    let Action::Proxy(command) = action else { panic!("a proxy is run") };
    assert_eq!(command.server.as_str(), "https://burgrave.example.com/");
    assert_eq!((command.wildcard_hostname.as_str(), config.address.port()), ("", 9));
    for wrong in ["--server nowhere", "--wildcard-hostname oslo", "--database postgres://a", "--token-file"] {
        assert!(
            matches!(read_words(&format!("{words} {wrong}")), Err(UsageError::CommandLine(_))),
            "{wrong}"
        );
    }
}

#[test]
fn a_missing_file_doesnt_hide_the_other_faults() {
    let Err(UsageError::Configuration(faults)) = read_words("burgrave --config /no/such/file --address x")
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
