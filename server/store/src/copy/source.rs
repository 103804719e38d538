//! The database that is copied.

use super::plan::{TablePlan, plan};
use super::target::Target;
use super::{chain, table};
use crate::engine::{Access, Session};
use crate::migrations::{ALL, Dialect, pending};
use crate::{Settings, StoreError, schema};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyReport {
    /// Number of tables.
    pub tables: usize,
    /// Number of rows of all of them.
    pub rows: u64,
    /// Whether an interrupted copy was gone on with.
    pub resumed: bool,
}

/// One committed state of a database.
pub struct CopySource {
    session: Session,
    plans: Vec<TablePlan>,
}

impl CopySource {
    /// Opens a database, which servers may go on using; nothing that they write from now on is in the copy.
    ///
    /// # Errors
    /// `Refused` when there is none, or its schema isn't exactly this program's.
    pub async fn open(settings: Settings, log: slog::Logger) -> Result<Self, StoreError> {
        let session = Session::open(&settings, Access::Read, log).await?;
        session
            .batch(match session.dialect() {
                Dialect::Sqlite => "BEGIN",
                Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            })
            .await?;
        let applied = session.applied().await?;
        if applied.is_empty() {
            return Err(StoreError::Refused("the source holds no Burgrave database".into()));
        }
        if !pending(&applied)?.is_empty() || applied.len() != ALL.len() {
            return Err(StoreError::Refused(
                "the schema of the source isn't this version's; use the version that serves it, or run \
                 `burgrave database migrate` with --expand and --contract first"
                    .into(),
            ));
        }
        Ok(Self { plans: plan(&session).await?, session })
    }

    /// The value of a setting.
    ///
    /// # Errors
    /// The engine's.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        schema::setting_of(&self.session, name).await
    }

    /// Whether a server uses it, as far as is known.
    ///
    /// # Errors
    /// The engine's.
    pub async fn is_served(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        match &self.session {
            Session::Sqlite(alone) => Ok(!alone.is_held()),
            Session::Postgres(_) => Ok(!schema::replicas_seen(&self.session, now).await?.is_empty()),
        }
    }

    /// Copies all of it into a database that is empty, or holds a part of this copy: of the deployment with
    /// this id. Numbers and hashes of all rows are compared at the end.
    ///
    /// # Errors
    /// `Refused` when the target holds anything else; `Corrupt` when it isn't the same at the end, and the
    /// engines'. The same copy goes on when it is asked for again.
    pub async fn copy_to(
        &self,
        settings: Settings,
        deployment: &str,
        log: &slog::Logger,
    ) -> Result<CopyReport, StoreError> {
        let target = Target::open(&settings, deployment, log.clone()).await?;
        if target.plans.len() != self.plans.len() {
            return Err(StoreError::Internal("the two schemas have not the same tables".into()));
        }
        let (mut sums, tables) = (BTreeMap::new(), self.plans.len());
        for (plan, number) in self.plans.iter().zip(1..) {
            let sum = table::copy(plan, (&self.session, &target.session), log).await?;
            slog::info!(log, "copied"; "table" => &plan.name, "rows" => sum.rows,
                "tables" => format!("{number} of {tables}"));
            sums.insert(&plan.name, sum.told());
        }
        slog::info!(log, "comparing what was written with what was read");
        for plan in &target.plans {
            let written = table::summed(plan, &target.session).await?.told();
            if sums.get(&plan.name) != Some(&written) || plan.count(&self.session).await? != written.0 {
                return Err(StoreError::Corrupt(format!(
                    "the copy of {} differs from the source; run the copy again",
                    plan.name
                )));
            }
        }
        if let Some(behind) = chain::behind(&self.session).await? {
            behind.put(&target.session).await?;
        }
        target.finish().await?;
        let rows = sums.values().map(|(rows, _)| rows).sum();
        Ok(CopyReport { tables, rows, resumed: target.resumed })
    }
}
