//! What jobs write. All lines are numbered by one counter.

use super::current::{CURRENT, CurrentJob};
use crate::table::table;
use crate::value::Value;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::{
    Admission, LogBudget, LogLevel, LogSource, OVERFLOW_NOTICE, fitting_line, fitting_stage,
};
use chrono::{DateTime, Utc};

/// Lines that one statement writes at most; smaller numbers are powers of two, so that few differing
/// statements are prepared.
const MOST_LINES: usize = 64;

table! {
    PROVISIONER_JOB_LOGS = "provisioner_job_logs" as "g";

    read
    /// A line of a job's log.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct LogRecord {
        pub id: i64,
        pub created_at: DateTime<Utc>,
        pub source: LogSource,
        pub level: LogLevel,
        pub stage: String,
        pub output: String,
    }

    other { job_id: ProvisionerJobId }
}

/// A line that is yet to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct LogLine {
    pub created_at: DateTime<Utc>,
    pub source: LogSource,
    pub level: LogLevel,
    pub stage: String,
    pub output: String,
}

/// Which lines of a log are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogPage {
    /// Only lines with greater numbers.
    pub after: Option<i64>,
    /// Only lines with smaller numbers; without `after`, a limit leaves over those that stand right before
    /// it.
    pub before: Option<i64>,
    /// Lines at most; 0 = all.
    pub limit: u32,
}

/// What became of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum AppendedLogs {
    /// They are kept as far as the log has room.
    Done,
    /// The daemon doesn't hold the job any more; nothing changed.
    NotCurrent,
}

impl Reader {
    /// Lines of a job's log, in the order of their numbers.
    pub async fn job_logs(&self, job: ProvisionerJobId, page: LogPage) -> Result<Vec<LogRecord>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(job);
        filter.and(format!("g.job_id = {place}"));
        for (operator, number) in [(">", page.after), ("<", page.before)] {
            if let Some(number) = number {
                let place = filter.bind(number);
                filter.and(format!("g.id {operator} {place}"));
            }
        }
        let backwards = page.before.is_some() && page.after.is_none() && page.limit > 0;
        let order = if backwards { " DESC" } else { "" };
        let limit = match page.limit {
            0 => String::new(),
            limit => format!(" LIMIT {}", filter.bind(limit)),
        };
        let sql = format!(
            "SELECT {} FROM provisioner_job_logs g {} ORDER BY g.id{order}{limit}",
            LogRecord::COLUMNS,
            filter.clause()
        );
        let mut lines: Vec<LogRecord> = self.fetch(&sql, &filter.values).await?;
        if backwards {
            lines.reverse();
        }
        Ok(lines)
    }
}

impl Tx {
    /// Writes lines of a job's log in their order, cut where they are too long, until the log is full; then
    /// one notice takes the place of the first that doesn't fit. The daemon is at work on the job, like by
    /// [`Tx::touch_job`].
    pub async fn append_job_logs(
        &self,
        job: &CurrentJob,
        lines: &[LogLine],
        now: DateTime<Utc>,
    ) -> Result<AppendedLogs, StoreError> {
        // The row is held before the log is measured, so that what is measured is what this adds to.
        let sql = format!(
            "UPDATE provisioner_jobs SET updated_at = ?4 WHERE {CURRENT} RETURNING logs_size, logs_overflowed"
        );
        let Some((used, overflowed)) = self.change::<(i64, bool)>(&sql, &job.fence(now)).await?.pop() else {
            return Ok(AppendedLogs::NotCurrent);
        };
        let mut budget = LogBudget { used: usize::try_from(used).unwrap_or(usize::MAX), overflowed };
        let kept: Vec<LogLine> = lines.iter().filter_map(|line| admitted(&mut budget, line)).collect();
        if kept.is_empty() {
            return Ok(AppendedLogs::Done);
        }
        let sql = "UPDATE provisioner_jobs SET logs_size = ?2, logs_overflowed = ?3 WHERE id = ?1";
        let used = i64::try_from(budget.used).unwrap_or(i64::MAX);
        self.execute(sql, &[job.id.into(), used.into(), budget.overflowed.into()]).await?;
        self.insert_log_lines(job.id, &kept).await?;
        Ok(AppendedLogs::Done)
    }

    /// Writes lines without looking at the room that is left.
    pub(super) async fn insert_log_lines(
        &self,
        job: ProvisionerJobId,
        lines: &[LogLine],
    ) -> Result<(), StoreError> {
        let mut left = lines;
        while !left.is_empty() {
            let count = (1 << left.len().ilog2()).min(MOST_LINES);
            let (now, later) = left.split_at(count);
            left = later;
            let mut values: Vec<Value<'_>> = vec![job.into()];
            let mut rows = Vec::with_capacity(count);
            for line in now {
                let first = values.len() + 1;
                values.extend([
                    line.created_at.into(),
                    line.source.into(),
                    line.level.into(),
                    (&line.stage).into(),
                    (&line.output).into(),
                ]);
                let places: Vec<_> = (first..first + 5).map(|place| format!("?{place}")).collect();
                rows.push(format!("(?1, {})", places.join(", ")));
            }
            let sql = format!(
                "INSERT INTO provisioner_job_logs (job_id, created_at, source, level, stage, output) VALUES \
                 {}",
                rows.join(", ")
            );
            self.execute(&sql, &values).await?;
        }
        Ok(())
    }
}

/// The line as it is kept, if it is.
fn admitted(budget: &mut LogBudget, line: &LogLine) -> Option<LogLine> {
    let output = fitting_line(&line.output).into_owned();
    let kept = LogLine { stage: fitting_stage(&line.stage), output, ..line.clone() };
    match budget.admit(&kept.output) {
        Admission::Kept => Some(kept),
        Admission::Notice => {
            Some(LogLine { level: LogLevel::Warn, output: OVERFLOW_NOTICE.to_owned(), ..kept })
        }
        Admission::Dropped => None,
    }
}
