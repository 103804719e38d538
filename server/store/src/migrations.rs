//! The schema's history. Each step is one transaction; steps only expand, and contract one release later, so
//! that a server of the release before keeps working on the new schema while the others are replaced.

use crate::StoreError;
use sha2::{Digest, Sha256};

/// The table that records what was applied; the one statement that is not itself a migration.
pub(crate) const RECORD: &str = "CREATE TABLE IF NOT EXISTS schema_migrations \
     (version {int} NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at {int} NOT NULL) {rows}";

/// One step of the schema.
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    text: &'static str,
}

/// Every step, oldest first: `build.rs` lists the files in `migrations`.
pub(crate) const ALL: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// How the same is said on one engine: tokens of a migration, lines that begin with the name of an engine and
/// are for that one only, and the one expression that no text serves both with.
#[derive(Clone, Copy)]
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

    /// SHA-256 of the text before its tokens are replaced, in hexadecimal: the same on both engines.
    pub(crate) fn checksum(&self) -> String {
        hex::encode(Sha256::digest(self.text.as_bytes()))
    }
}

/// What is still to do, given what the database says was done (version, checksum; oldest first).
///
/// # Errors
/// `Refused` when the database is newer than this program, or was made by other steps.
pub(crate) fn pending(applied: &[(i64, String)]) -> Result<&'static [Migration], StoreError> {
    if let Some((newest, _)) = applied.get(ALL.len()) {
        return Err(StoreError::Refused(format!(
            "the database has schema version {newest} and this program knows versions up to {}: it was used by a newer \
             Burgrave; start that one, or restore a backup that was made before the upgrade",
            ALL.len()
        )));
    }
    for ((version, checksum), migration) in applied.iter().zip(ALL) {
        if *version != migration.version || *checksum != migration.checksum() {
            return Err(StoreError::Refused(format!(
                "step {version} of the database's schema is not the step {} ({}) that this program would apply: \
                 the database was made by a different program; use another database or restore a backup",
                migration.version, migration.name
            )));
        }
    }
    Ok(&ALL[applied.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_from_one_and_no_token_is_left() {
        for (place, migration) in ALL.iter().enumerate() {
            assert_eq!(migration.version, place as i64 + 1);
            for dialect in [Dialect::Sqlite, Dialect::Postgres] {
                assert!(!migration.sql(dialect).contains('{'), "step {}", migration.version);
            }
        }
        assert!(!Dialect::Postgres.render(RECORD).contains('{'));
    }

    #[test]
    fn a_newer_or_foreign_schema_is_refused() {
        let mut applied: Vec<_> = ALL.iter().map(|step| (step.version, step.checksum())).collect();
        assert!(pending(&applied).is_ok_and(<[_]>::is_empty));
        applied.push((ALL.len() as i64 + 1, "x".into()));
        assert!(pending(&applied).is_err_and(|error| error.to_string().contains("newer")));
        assert!(
            pending(&[(1, "x".into())]).is_err_and(|error| error.to_string().contains("different program"))
        );
    }
}
