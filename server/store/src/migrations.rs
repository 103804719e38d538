//! The schema's history. Each step is one transaction. A step expands: it only adds to what the release before
//! reads and writes, so that servers of both releases work on the new schema side by side. What nobody uses any
//! more is taken away a release later, by a step of its own that contracts: `NNNN_name.contract.sql`.

use crate::StoreError;
use crate::row::{FromRow, Row};
use sha2::{Digest, Sha256};

/// The end of the name of a step that contracts. It is kept with the step, so that an older program knows one
/// that it has never heard of.
pub(crate) const CONTRACT: &str = ".contract";

/// The step under which a database is noted that holds an unfinished copy of another one: to every program that
/// is a newer schema.
pub(crate) const UNFINISHED_COPY: i64 = i64::MAX;

/// The table that records what was applied; the one statement that is not itself a migration.
pub(crate) const RECORD: &str = "CREATE TABLE IF NOT EXISTS schema_migrations \
     (version {int} NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at {int} NOT \
     NULL) {rows}";

/// One step of the schema.
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    text: &'static str,
}

/// A step that a database went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Applied {
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) checksum: String,
}

/// What gives [`Applied`].
pub(crate) const APPLIED: &str = "SELECT version, name, checksum FROM schema_migrations ORDER BY version";

impl FromRow for Applied {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { version: row.next()?, name: row.next()?, checksum: row.next()? })
    }
}

/// Which pending steps are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Steps {
    /// All.
    All,
    /// Those that older servers bear.
    Expand,
    /// The others, when those are done.
    Contract,
}

/// Every step, oldest first: `build.rs` lists the files in `migrations`.
pub(crate) const ALL: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// How the same is said on one engine: tokens of a migration, lines that begin with the name of an engine and
/// are for that one only, and the one expression that no text serves both with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// What lets a query pass by rows that other transactions hold, and hold those that it gives.
    pub(crate) fn skip_locked(self) -> &'static str {
        match self {
            // There is one writer.
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// What lets a query hold the rows of a table that it gives, after it has waited for who holds them now.
    pub(crate) fn hold(self, alias: &str) -> String {
        match self {
            // There is one writer.
            Self::Sqlite => String::new(),
            Self::Postgres => format!(" FOR UPDATE OF {alias}"),
        }
    }

    /// The text of a column that holds an id: hexadecimal, with hyphens or without.
    pub(crate) fn id_as_text(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("hex({column})"),
            Self::Postgres => format!("CAST({column} AS TEXT)"),
        }
    }

    /// Replaces the tokens.
    pub(crate) fn render(self, text: &str) -> String {
        let words: [(&str, &str); 9] = match self {
            Self::Sqlite => [
                ("{uuid}", "BLOB"),
                ("{key}", "TEXT"),
                ("{bool}", "INTEGER"),
                ("{false}", "0"),
                ("{bytes}", "BLOB"),
                ("{json}", "TEXT"),
                ("{int}", "INTEGER"),
                ("{keyed}", "STRICT, WITHOUT ROWID"),
                ("{rows}", "STRICT"),
            ],
            Self::Postgres => [
                ("{uuid}", "UUID"),
                ("{key}", "TEXT COLLATE \"C\""),
                ("{bool}", "BOOLEAN"),
                ("{false}", "FALSE"),
                ("{bytes}", "BYTEA"),
                ("{json}", "JSONB"),
                ("{int}", "BIGINT"),
                (" {keyed}", ""),
                (" {rows}", ""),
            ],
        };
        let (own, other) = match self {
            Self::Sqlite => ("{sqlite} ", "{postgres} "),
            Self::Postgres => ("{postgres} ", "{sqlite} "),
        };
        let lines = text.lines().filter(|line| !line.starts_with(other));
        let text: String =
            lines.map(|line| format!("{}\n", line.strip_prefix(own).unwrap_or(line))).collect();
        words.iter().fold(text, |text, (token, word)| text.replace(token, word))
    }
}

impl Migration {
    pub(crate) fn sql(&self, dialect: Dialect) -> String {
        dialect.render(self.text)
    }

    /// Whether it takes away what the release before uses.
    pub(crate) fn contracts(&self) -> bool {
        self.name.ends_with(CONTRACT)
    }

    /// SHA-256 of the text before its tokens are replaced, in hexadecimal: the same on both engines.
    pub(crate) fn checksum(&self) -> String {
        hex::encode(Sha256::digest(self.text.as_bytes()))
    }
}

/// The newest step that this program knows.
pub(crate) fn newest() -> i64 {
    ALL.last().map_or(0, |step| step.version)
}

/// What is still to do, oldest first, given what the database says was done.
///
/// # Errors
/// `Refused` when a newer program has contracted the schema, a copy into it isn't finished, or it was made by
/// other steps.
pub(crate) fn pending(applied: &[Applied]) -> Result<Vec<&'static Migration>, StoreError> {
    applied.iter().try_for_each(fits)?;
    let done = |step: &&Migration| applied.iter().any(|applied| applied.version == step.version);
    let pending: Vec<_> = ALL.iter().filter(|step| !done(step)).collect();
    let last = applied.iter().map(|step| step.version).max().unwrap_or_default();
    match pending.iter().find(|step| step.version < last && !step.contracts()) {
        Some(skipped) => Err(foreign(skipped.version)),
        None => Ok(pending),
    }
}

/// Whether this program can serve a schema that went through a step.
fn fits(applied: &Applied) -> Result<(), StoreError> {
    if applied.version == UNFINISHED_COPY {
        return Err(StoreError::Refused(
            "a copy of another database into this one was begun and isn't finished; run `burgrave database \
             copy` again"
                .into(),
        ));
    }
    match ALL.iter().find(|step| step.version == applied.version) {
        Some(known) if known.checksum() == applied.checksum => Ok(()),
        None if applied.version > newest() && applied.name.ends_with(CONTRACT) => {
            Err(StoreError::Refused(format!(
                "the schema is too new: step {} of a newer Burgrave took away what this program uses, which \
                 serves version {} and what newer ones add to it; start the newer one, or restore a backup \
                 that was made before",
                applied.version,
                newest()
            )))
        }
        None if applied.version > newest() => Ok(()),
        _ => Err(foreign(applied.version)),
    }
}

fn foreign(version: i64) -> StoreError {
    StoreError::Refused(format!(
        "step {version} of the database's schema is not a step that this program would have taken: the \
         database was made by a different program; use another database or restore a backup"
    ))
}

/// Makes sure that no step is missing that this program needs.
///
/// # Errors
/// As [`pending`], and `Refused` when one is missing.
pub(crate) fn expanded(applied: &[Applied]) -> Result<(), StoreError> {
    let missing: Vec<_> = pending(applied)?.into_iter().filter(|step| !step.contracts()).collect();
    match (missing.first(), missing.last()) {
        (Some(first), Some(last)) => Err(StoreError::Refused(format!(
            "the schema is too old: steps {} to {} are still to be taken; run `burgrave database migrate \
             --expand`",
            first.version, last.version
        ))),
        _ => Ok(()),
    }
}

/// The next step to take.
///
/// # Errors
/// As [`pending`], and `Refused` when the schema is to be contracted before it is expanded.
pub(crate) fn next(applied: &[Applied], steps: Steps) -> Result<Option<&'static Migration>, StoreError> {
    if steps == Steps::Contract {
        expanded(applied)?;
    }
    let wanted = |step: &&Migration| steps != Steps::Expand || !step.contracts();
    Ok(pending(applied)?.into_iter().find(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_and_no_token_is_left() {
        assert!(ALL.is_sorted_by(|one, next| one.version < next.version));
        for migration in ALL {
            for dialect in [Dialect::Sqlite, Dialect::Postgres] {
                assert!(!migration.sql(dialect).contains('{'), "step {}", migration.version);
            }
        }
        assert!(!Dialect::Postgres.render(RECORD).contains('{'));
    }

    fn all() -> Vec<Applied> {
        let applied = |step: &Migration| Applied {
            version: step.version,
            name: step.name.into(),
            checksum: step.checksum(),
        };
        ALL.iter().map(applied).collect()
    }

    fn later(name: &str) -> Applied {
        Applied { version: newest() + 1, name: name.into(), checksum: "x".into() }
    }

    #[test]
    fn what_a_newer_program_adds_is_borne_and_what_it_takes_away_is_not() {
        let mut applied = all();
        assert!(pending(&applied).is_ok_and(|pending| pending.is_empty()));
        applied.push(later("more"));
        assert!(pending(&applied).is_ok() && expanded(&applied).is_ok());
        applied.push(later("less.contract"));
        assert!(pending(&applied).is_err_and(|error| error.to_string().contains("too new")));
    }

    #[test]
    fn a_foreign_schema_is_refused() {
        let told = |applied: &[Applied]| pending(applied).map(drop).unwrap_err().to_string();
        let mut applied = all();
        applied[0].checksum = "x".into();
        assert!(told(&applied).contains("different program"));
        let mut applied = all();
        applied.remove(3);
        assert!(told(&applied).contains("different program"), "steps are taken in their order");
        let mut applied = all();
        applied.truncate(3);
        applied.push(later("more"));
        assert!(told(&applied).contains("different program"));
    }

    #[test]
    fn a_schema_that_lacks_steps_names_them() {
        let mut applied = all();
        applied.truncate(3);
        let told = expanded(&applied).unwrap_err().to_string();
        assert!(told.contains("steps 4 to") && told.contains("migrate --expand"), "{told}");
        assert_eq!(next(&applied, Steps::Expand).map(|step| step.map(|step| step.version)), Ok(Some(4)));
        assert!(next(&applied, Steps::Contract).is_err());
        assert!(next(&all(), Steps::All).is_ok_and(|step| step.is_none()));
    }

    /// Steps up to this one were taken before there were two kinds.
    const BEFORE_THE_RULE: i64 = 49;

    /// What a step that expands can't say: servers of the release before would fail on it.
    const TAKEN_AWAY: [&str; 3] = ["DROP ", "RENAME ", "SET NOT NULL"];

    fn takes_away(text: &str) -> Option<&'static str> {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("--"));
        let lines: Vec<_> = lines.map(str::to_uppercase).collect();
        let demands = |line: &String| {
            line.contains("ADD COLUMN") && line.contains("NOT NULL") && !line.contains("DEFAULT")
        };
        let said = |words: &&str| lines.iter().any(|line| line.contains(words));
        let demanded = lines.iter().any(demands).then_some("ADD COLUMN … NOT NULL without DEFAULT");
        let changes = |line: &String| line.contains("ALTER COLUMN") && !line.contains("SET DEFAULT");
        let changed = lines.iter().any(changes).then_some("ALTER COLUMN but to SET DEFAULT");
        TAKEN_AWAY.into_iter().find(said).or(demanded).or(changed)
    }

    #[test]
    fn a_step_that_expands_takes_nothing_away() {
        for step in ALL.iter().filter(|step| step.version > BEFORE_THE_RULE && !step.contracts()) {
            let words = takes_away(step.text);
            assert_eq!(
                words, None,
                "step {} ({}): name it {:04}_{}{CONTRACT}.sql, a release after nothing uses it",
                step.version, step.name, step.version, step.name
            );
        }
        assert_eq!(takes_away("-- DROP nothing\nALTER TABLE a ADD COLUMN b TEXT;"), None);
        assert_eq!(takes_away("alter table a drop column b;"), Some("DROP "));
        assert_eq!(takes_away("ALTER TABLE a RENAME COLUMN b TO c;"), Some("RENAME "));
        assert!(takes_away("ALTER TABLE a ADD COLUMN b TEXT NOT NULL;").is_some());
    }
}
