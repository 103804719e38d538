//! The database that is written.

use super::plan::{REFERENCES, TablePlan, plan};
use crate::engine::{Access, Session};
use crate::migrations::{Applied, Dialect, Steps, UNFINISHED_COPY, pending};
use crate::row::{FromRow, Row};
use crate::value::Value;
use crate::{Settings, StoreError};
use chrono::Utc;

/// The name of the step that says so.
const MARK: &str = "copy.contract";

/// The lock of whoever copies into a PostgreSQL database ("copying" as a number).
const LOCK: i64 = i64::from_be_bytes(*b"copying\0");

/// A database that is to be the copy.
pub(super) struct Target {
    pub(super) session: Session,
    /// The tables, as they are there.
    pub(super) plans: Vec<TablePlan>,
    /// Whether an earlier copy is gone on with.
    pub(super) resumed: bool,
}

/// A reference between tables.
struct Reference {
    table: String,
    name: String,
    definition: String,
}

impl FromRow for Reference {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { table: row.next()?, name: row.next()?, definition: row.next()? })
    }
}

impl Target {
    /// Opens a database that is empty, or holds a part of this copy.
    ///
    /// # Errors
    /// `Refused` when it holds something else, or somebody else is copying into it.
    pub(super) async fn open(
        settings: &Settings,
        deployment: &str,
        log: slog::Logger,
    ) -> Result<Self, StoreError> {
        let mut session = Session::open(settings, Access::Own, log).await?;
        if session.dialect() == Dialect::Postgres {
            let sql = format!("SELECT pg_try_advisory_lock({LOCK})");
            if !session.one::<(bool,)>(&sql, &[]).await?.0 {
                return Err(StoreError::Refused("another copy into the target is being made".into()));
            }
        }
        let mut applied = session.applied().await?;
        let resumed = match unfinished(&applied) {
            Some(of) if of.checksum == deployment => true,
            Some(_) => {
                return Err(StoreError::Refused(
                    "the target holds an unfinished copy of another deployment; name an empty database"
                        .into(),
                ));
            }
            None => false,
        };
        if resumed {
            applied.retain(|step| step.version != UNFINISHED_COPY);
            if !pending(&applied)?.is_empty() {
                return Err(StoreError::Refused(
                    "the unfinished copy in the target was begun by another version; name an empty database"
                        .into(),
                ));
            }
        } else {
            ensure_unused(&session, !applied.is_empty()).await?;
            session.migrate(Steps::All).await?;
        }
        let target = Self { plans: plan(&session).await?, session, resumed };
        if !resumed {
            target.ensure_empty().await?;
        }
        target.session.batch("BEGIN").await?;
        target.session.settle(target.mark(deployment).await).await?;
        if target.session.dialect() == Dialect::Sqlite {
            target.session.batch("PRAGMA foreign_keys = OFF").await?;
        }
        Ok(target)
    }

    /// # Errors
    /// `Refused` when there is any row.
    async fn ensure_empty(&self) -> Result<(), StoreError> {
        for plan in &self.plans {
            if plan.has_rows(&self.session).await? {
                return Err(StoreError::Refused(format!(
                    "the target isn't empty: its table {} has rows; name an empty database",
                    plan.name
                )));
            }
        }
        Ok(())
    }

    /// Marks the database, so that no server starts on it, and takes its references away.
    async fn mark(&self, deployment: &str) -> Result<(), StoreError> {
        if self.session.dialect() == Dialect::Postgres {
            self.put_references_away().await?;
        }
        let sql = "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT DO NOTHING";
        let values: [Value<'_>; 4] =
            [UNFINISHED_COPY.into(), MARK.into(), deployment.into(), Utc::now().into()];
        self.session.execute(sql, &values).await
    }

    /// Keeps the references in a table, and takes them away. Some of those of an earlier try may be back.
    async fn put_references_away(&self) -> Result<(), StoreError> {
        let sql = format!(
            "CREATE TABLE IF NOT EXISTS {REFERENCES} (holder TEXT NOT NULL, name TEXT NOT NULL, definition TEXT \
             NOT NULL, PRIMARY KEY (holder, name)); INSERT INTO {REFERENCES} \
             SELECT CAST(conrelid::regclass AS TEXT), quote_ident(conname), pg_get_constraintdef(oid) \
             FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace) \
             ON CONFLICT DO NOTHING"
        );
        self.session.batch(&sql).await?;
        for Reference { table, name, .. } in self.references().await? {
            let sql = format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}");
            self.session.batch(&sql).await?;
        }
        Ok(())
    }

    async fn references(&self) -> Result<Vec<Reference>, StoreError> {
        let sql = format!("SELECT holder, name, definition FROM {REFERENCES} ORDER BY holder, name");
        self.session.fetch(&sql, &[]).await
    }

    /// Puts the references back, which checks them, and takes the mark away: servers may use it now.
    pub(super) async fn finish(&self) -> Result<(), StoreError> {
        match self.session.dialect() {
            Dialect::Sqlite => self.check_references().await?,
            Dialect::Postgres => {
                self.restore_references().await?;
                self.go_on_counting().await?;
                self.session.batch("ANALYZE").await?;
            }
        }
        self.session.batch("BEGIN").await?;
        self.session.settle(self.unmark().await).await
    }

    async fn unmark(&self) -> Result<(), StoreError> {
        if self.session.dialect() == Dialect::Postgres {
            self.session.batch(&format!("DROP TABLE {REFERENCES}")).await?;
        }
        let sql = "DELETE FROM schema_migrations WHERE version = ?1";
        self.session.execute(sql, &[UNFINISHED_COPY.into()]).await
    }

    async fn check_references(&self) -> Result<(), StoreError> {
        let sql = "SELECT f.\"table\" FROM pragma_foreign_key_check f LIMIT 1";
        match self.session.fetch::<(String,)>(sql, &[]).await?.first() {
            Some((table,)) => Err(StoreError::Corrupt(format!("{table} refers to a row that isn't there"))),
            None => Ok(()),
        }
    }

    async fn restore_references(&self) -> Result<(), StoreError> {
        for reference in self.references().await? {
            self.session.batch("BEGIN").await?;
            self.session.settle(self.restore(&reference).await).await?;
        }
        Ok(())
    }

    async fn restore(&self, Reference { table, name, definition }: &Reference) -> Result<(), StoreError> {
        self.session.batch(&format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")).await?;
        let sql = format!("DELETE FROM {REFERENCES} WHERE holder = ?1 AND name = ?2");
        self.session.execute(&sql, &[table.into(), name.into()]).await
    }

    /// Columns that PostgreSQL counts by itself begin behind what was copied.
    async fn go_on_counting(&self) -> Result<(), StoreError> {
        let sql = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM \
                   information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'";
        for (table, column) in self.session.fetch::<(String, String)>(sql, &[]).await? {
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 1), \
                 max({column}) IS NOT NULL) FROM {table}"
            );
            self.session.one::<(i64,)>(&sql, &[]).await?;
        }
        Ok(())
    }
}

/// Before anything is changed: a database that is served holds organizations and settings, and another
/// program's holds tables of its own.
async fn ensure_unused(session: &Session, ours: bool) -> Result<(), StoreError> {
    if ours {
        for table in ["settings", "organizations"] {
            let (rows,) = session.one::<(i64,)>(&format!("SELECT count(*) FROM {table}"), &[]).await?;
            if rows > 0 {
                return Err(StoreError::Refused(format!(
                    "the target isn't empty: its table {table} has rows; name an empty database"
                )));
            }
        }
        return Ok(());
    }
    let sql = match session.dialect() {
        Dialect::Sqlite => "SELECT count(*) FROM sqlite_schema",
        Dialect::Postgres => {
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
        }
    };
    match session.one::<(i64,)>(sql, &[]).await? {
        (0,) => Ok(()),
        _ => Err(StoreError::Refused(
            "the target holds tables that aren't Burgrave's; name an empty database".into(),
        )),
    }
}

/// The mark of an unfinished copy.
fn unfinished(applied: &[Applied]) -> Option<&Applied> {
    applied.iter().find(|step| step.version == UNFINISHED_COPY)
}
