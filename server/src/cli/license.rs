//! `burgrave license …`

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

/// What is done with licences and the keys that sign them.
#[derive(Debug, PartialEq, Eq)]
pub enum LicenseCommand {
    /// Make a pair of keys.
    Keygen {
        /// The name of the pair.
        name: String,
        /// Where the private one is written.
        to: PathBuf,
    },
    /// Make a licence.
    Issue(Box<Wanted>),
    /// Say what a licence says, and whether it holds.
    Inspect {
        /// The file; `-` for the input stream.
        file: PathBuf,
    },
}

/// A licence that is to be made.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the help texts say it")]
pub struct Wanted {
    pub key: PathBuf,
    pub name: String,
    pub account_id: String,
    pub account_type: String,
    pub set: String,
    pub features: Vec<(String, i64)>,
    pub addons: Vec<String>,
    pub deployments: Vec<String>,
    pub trial: bool,
    /// Absent = now.
    pub starts: Option<DateTime<Utc>>,
    pub days: i64,
    pub grace_days: i64,
}

/// Days of a licence at most: five years.
const MOST_DAYS: i64 = 5 * 365;

pub(super) fn command(config: impl Fn() -> Vec<Arg>) -> Command {
    let name = || text("name", "NAME", "Name of the pair of keys, as license-keys has it").required(true);
    let path = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
    };
    let keygen = Command::new("keygen")
        .about("Make a pair of keys: the private one is written to a file, the public one printed for license-keys")
        .arg(name())
        .arg(path("to", "File to write; it must not exist yet").required(true));
    let inspect = Command::new("inspect")
        .about("Say what a licence says, and whether it holds by the keys in license-keys")
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .default_value("-")
                .value_parser(value_parser!(PathBuf))
                .help("File with the licence; - is the input stream"),
        )
        .args(config());
    Command::new("license")
        .about("Make keys and licences for those who run the server for others, and look into licences")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(keygen.next_line_help(true))
        .subcommand(
            issue(name(), path("key", "File with the private key").required(true)).next_line_help(true),
        )
        .subcommand(inspect.next_line_help(true))
}

fn issue(name: Arg, key: Arg) -> Command {
    let days = |name: &'static str, default: &'static str, help: &'static str| {
        let range = value_parser!(i64).range(0..=MOST_DAYS);
        Arg::new(name).long(name).value_name("DAYS").default_value(default).value_parser(range).help(help)
    };
    let several = |arg: Arg| arg.action(ArgAction::Append);
    let feature = Arg::new("feature")
        .long("feature")
        .value_name("NAME=NUMBER")
        .value_parser(ValueParser::new(read_feature))
        .help("A feature, as user_limit=100; may stand several times");
    let set =
        text("set", "SET", "Features that are licensed together: premium, enterprise, or empty for none")
            .default_value("premium");
    let starts = Arg::new("starts")
        .long("starts")
        .value_name("TIME")
        .value_parser(ValueParser::new(|text: &str| text.parse::<DateTime<Utc>>()))
        .help("When it begins to count, as 2026-03-02T00:00:00Z; now, unless it is said");
    Command::new("issue")
        .about("Make a licence and print it")
        .arg(key)
        .arg(name)
        .arg(text("account-id", "TEXT", "Whom it is for").required(true))
        .arg(text("account-type", "TEXT", "Where that account is kept").default_value("burgrave"))
        .arg(set)
        .arg(several(feature))
        .arg(several(text(
            "addon",
            "NAME",
            "Another set of features, as ai_governance; may stand several times",
        )))
        .arg(several(text(
            "deployment",
            "UUID",
            "The only deployment that it holds for; may stand several times",
        )))
        .arg(Arg::new("trial").long("trial").action(ArgAction::SetTrue).help("It is for a trial"))
        .arg(starts)
        .arg(days("days", "365", "How long it counts"))
        .arg(days("grace-days", "30", "How long features stay on after that"))
}

fn text(name: &'static str, placeholder: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(placeholder).action(ArgAction::Set).help(help)
}

fn read_feature(text: &str) -> Result<(String, i64), &'static str> {
    let mend = "write a name and a number, as user_limit=100";
    let (name, number) = text.split_once('=').ok_or(mend)?;
    Ok((name.to_owned(), number.parse().map_err(|_| mend)?))
}

pub(super) fn read(name: &str, flags: &ArgMatches) -> LicenseCommand {
    let text = |name: &str| flags.get_one::<String>(name).cloned().unwrap_or_default();
    let path = |name: &str| flags.get_one::<PathBuf>(name).cloned().unwrap_or_default();
    let texts = |name: &str| flags.get_many::<String>(name).into_iter().flatten().cloned().collect();
    match name {
        "keygen" => LicenseCommand::Keygen { name: text("name"), to: path("to") },
        "issue" => LicenseCommand::Issue(Box::new(Wanted {
            key: path("key"),
            name: text("name"),
            account_id: text("account-id"),
            account_type: text("account-type"),
            set: text("set"),
            features: flags.get_many::<(String, i64)>("feature").into_iter().flatten().cloned().collect(),
            addons: texts("addon"),
            deployments: texts("deployment"),
            trial: flags.get_flag("trial"),
            starts: flags.get_one::<DateTime<Utc>>("starts").copied(),
            days: flags.get_one::<i64>("days").copied().unwrap_or_default(),
            grace_days: flags.get_one::<i64>("grace-days").copied().unwrap_or_default(),
        })),
        _ => LicenseCommand::Inspect { file: path("file") },
    }
}
