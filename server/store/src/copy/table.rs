//! One table, from one database to the other.

use super::datum::Datum;
use super::plan::TablePlan;
use crate::StoreError;
use crate::engine::Session;
use crate::value::Kind;
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};

/// Rows of the first transaction.
const FIRST: i64 = 16;
/// Rows of a transaction at most.
const MOST: i64 = 512;
/// The same where rows hold bytes, which may be many.
const MOST_WITH_BYTES: i64 = 8;
/// Bytes below which the next transaction has more rows.
const FEW_BYTES: usize = 512 * 1024;
/// Bytes above which it has fewer.
const MANY_BYTES: usize = 4 * 1024 * 1024;
/// How often it is told how far a long table is.
const TOLD: Duration = Duration::from_secs(10);

/// Number and hash of rows, in the order of their key.
#[derive(Clone)]
pub(super) struct Sum {
    pub(super) rows: u64,
    hasher: Sha256,
}

impl Sum {
    fn new() -> Self {
        Self { rows: 0, hasher: Sha256::new() }
    }

    fn add(&mut self, plan: &TablePlan, rows: &[Vec<Datum>]) -> Result<(), StoreError> {
        for row in rows {
            for (datum, (column, kind)) in row.iter().zip(&plan.columns) {
                if !datum.hash(*kind, &mut self.hasher) {
                    let text = format!("{}.{column} holds a text that is no JSON", plan.name);
                    return Err(StoreError::Corrupt(text));
                }
            }
        }
        self.rows += rows.len() as u64;
        Ok(())
    }

    /// Both numbers, to be compared.
    pub(super) fn told(&self) -> (u64, String) {
        (self.rows, hex::encode(self.hasher.clone().finalize()))
    }
}

/// How many rows come next.
struct Pace {
    rows: i64,
    most: i64,
}

impl Pace {
    fn of(plan: &TablePlan) -> Self {
        let with_bytes = plan.columns.iter().any(|(_, kind)| *kind == Kind::Bytes);
        Self { rows: FIRST, most: if with_bytes { MOST_WITH_BYTES } else { MOST } }
    }

    fn after(&mut self, rows: &[Vec<Datum>]) {
        let bytes: usize = rows.iter().flatten().map(Datum::size).sum();
        match bytes {
            0..FEW_BYTES => self.rows = (self.rows * 2).min(self.most),
            FEW_BYTES..MANY_BYTES => {}
            _ => self.rows = (self.rows / 2).max(1),
        }
    }
}

/// Copies the rows that the target hasn't, in one snapshot of the source; gives the sum of all. What is there
/// already is compared; a table that differs is copied anew.
pub(super) async fn copy(
    plan: &TablePlan,
    (source, target): (&Session, &Session),
    log: &slog::Logger,
) -> Result<Sum, StoreError> {
    let (mut sum, mut last) = match compared(plan, source, target).await? {
        Some(there) => there,
        None => {
            slog::info!(log, "the table has changed since and is copied anew"; "table" => &plan.name);
            plan.empty(target).await?;
            (Sum::new(), None)
        }
    };
    let (mut pace, mut told) = (Pace::of(plan), Instant::now());
    loop {
        let rows = plan.page(source, last.as_deref(), pace.rows).await?;
        let Some(end) = rows.last() else { return Ok(sum) };
        last = Some(plan.key_of(end));
        target.batch("BEGIN").await?;
        target.settle(plan.insert(target, &rows).await).await?;
        sum.add(plan, &rows)?;
        pace.after(&rows);
        if told.elapsed() > TOLD {
            slog::info!(log, "copying"; "table" => &plan.name, "rows" => sum.rows);
            told = Instant::now();
        }
    }
}

/// The sum of the rows that the target has, and the key of the last; none when the source has others.
async fn compared(
    plan: &TablePlan,
    source: &Session,
    target: &Session,
) -> Result<Option<(Sum, Option<Vec<Datum>>)>, StoreError> {
    let (mut sum, mut pace) = (Sum::new(), Pace::of(plan));
    let mut last: Option<Vec<Datum>> = None;
    loop {
        let there = plan.page(target, last.as_deref(), pace.rows).await?;
        let Some(end) = there.last() else { return Ok(Some((sum, last))) };
        let most = i64::try_from(there.len()).unwrap_or(i64::MAX);
        let here = plan.page(source, last.as_deref(), most).await?;
        let (mut one, mut other) = (Sum::new(), Sum::new());
        one.add(plan, &there)?;
        other.add(plan, &here)?;
        if one.told() != other.told() {
            return Ok(None);
        }
        last = Some(plan.key_of(end));
        sum.add(plan, &here)?;
        pace.after(&there);
    }
}

/// The sum of all rows of a table.
///
/// # Errors
/// The engine counts another number.
pub(super) async fn summed(plan: &TablePlan, session: &Session) -> Result<Sum, StoreError> {
    let (mut sum, mut pace) = (Sum::new(), Pace::of(plan));
    let mut last: Option<Vec<Datum>> = None;
    loop {
        let rows = plan.page(session, last.as_deref(), pace.rows).await?;
        let Some(end) = rows.last() else { break };
        last = Some(plan.key_of(end));
        sum.add(plan, &rows)?;
        pace.after(&rows);
    }
    match plan.count(session).await? {
        count if count == sum.rows => Ok(sum),
        count => Err(StoreError::Corrupt(format!("{} has {count} rows and gave {}", plan.name, sum.rows))),
    }
}
