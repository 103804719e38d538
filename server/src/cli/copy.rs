//! `burgrave database copy`

use std::fmt;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use crate::config::{Fault, Faults, ValueSource};

/// The command.
pub(super) const NAME: &str = "copy";

/// From where to where a database is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyCommand {
    /// The database that is read.
    pub from: CopyEnd,
    /// The database that is written.
    pub to: CopyEnd,
}

/// One of the two databases.
#[derive(Clone, PartialEq, Eq)]
pub enum CopyEnd {
    /// The embedded one in this data folder.
    Sqlite(PathBuf),
    /// A PostgreSQL database by its URL, which may hold a password.
    Postgres(String),
}

impl fmt::Display for CopyEnd {
    /// Without the URL, which may have a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CopyEnd::Sqlite(folder) => write!(f, "the database in {}", folder.display()),
            CopyEnd::Postgres(_) => f.write_str("the PostgreSQL database"),
        }
    }
}

impl fmt::Debug for CopyEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A flag and its variable.
struct Named {
    flag: &'static str,
    variable: &'static str,
    help: &'static str,
}

const FROM: Named = Named {
    flag: "from",
    variable: "BURGRAVE_COPY_FROM",
    help: "Database to read, as sqlite://FOLDER or postgres://user:password@host/name; servers may go on using \
           it, but what they write meanwhile is not in the copy",
};

const TO: Named = Named {
    flag: "to",
    variable: "BURGRAVE_COPY_TO",
    help: "Database to write: an empty one, or one that holds a part of this copy",
};

pub(super) fn command(settings: impl IntoIterator<Item = Arg>) -> Command {
    let end = |named: &Named| {
        Arg::new(named.flag)
            .long(named.flag)
            .value_name("URL")
            .help(named.help)
            .long_help(format!("{}\n[variable: {}]", named.help, named.variable))
    };
    Command::new(NAME)
        .about("Copy the whole database from SQLite to PostgreSQL, or back; one that was interrupted goes on")
        .next_line_help(true)
        .arg(end(&FROM))
        .arg(end(&TO))
        .args(settings)
}

/// # Errors
/// All faults of the two, without their values, which may have passwords.
pub(super) fn read(
    flags: &ArgMatches,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<CopyCommand, Faults> {
    match (end(flags, &FROM, variable), end(flags, &TO, variable)) {
        (Ok(from), Ok(to)) => match unlike(&from, &to) {
            Some(mend) => Err(Faults(vec![fault(&TO, "it is of the same engine as --from", mend)])),
            None => Ok(CopyCommand { from, to }),
        },
        (from, to) => Err(Faults(from.err().into_iter().chain(to.err()).collect())),
    }
}

/// What copies between two databases of one engine.
fn unlike(from: &CopyEnd, to: &CopyEnd) -> Option<&'static str> {
    match (from, to) {
        (CopyEnd::Sqlite(_), CopyEnd::Sqlite(_)) => {
            Some("use `burgrave database backup` and `burgrave database restore`")
        }
        (CopyEnd::Postgres(_), CopyEnd::Postgres(_)) => Some("use pg_dump and pg_restore"),
        _ => None,
    }
}

fn end(
    flags: &ArgMatches,
    named: &Named,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<CopyEnd, Fault> {
    let given = flags.get_one::<String>(named.flag).cloned();
    let by_variable = given.is_none();
    let Some(text) = given.or_else(|| variable(named.variable).filter(|text| !text.is_empty())) else {
        return Err(fault(
            named,
            "it is missing",
            "write sqlite://FOLDER or postgres://user:password@host/name",
        ));
    };
    let wrong = |problem: &str| {
        let fault = fault(named, problem, "write sqlite://FOLDER or postgres://user:password@host/name");
        match by_variable {
            true => Fault { origin: ValueSource::Variable(named.variable), ..fault },
            false => fault,
        }
    };
    match text.strip_prefix("sqlite://") {
        Some("") => Err(wrong("it names no folder")),
        Some(folder) => Ok(CopyEnd::Sqlite(folder.into())),
        None => match burgrave_store::unfit_url(&text) {
            Some(problem) => Err(wrong(&problem)),
            None => Ok(CopyEnd::Postgres(text)),
        },
    }
}

fn fault(named: &Named, problem: &str, mend: &str) -> Fault {
    Fault { origin: ValueSource::Flag(named.flag), problem: problem.into(), mend: mend.into() }
}
