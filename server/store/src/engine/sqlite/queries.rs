//! What a closure asks of the connection that sits on its thread.

use super::connection::POINT_READ_STEPS;
use super::memo::CachedAnswer;
use super::seat::{self, Ticket};
use crate::row::FromRow;
use crate::value::Value;
use crate::{StoreError, counters};

/// What was read under this name, as far as the connection remembers it.
pub(crate) fn recall(ticket: Ticket, name: &str) -> Result<Option<CachedAnswer>, StoreError> {
    seat::with(ticket, |connection, _| connection.recall(name))?
}

/// Lets it remember an answer that was read after [`recall`] gave none.
pub(crate) fn keep(ticket: Ticket, name: &str, answer: CachedAnswer) -> Result<(), StoreError> {
    seat::with(ticket, |connection, _| connection.keep(name, answer))
}

/// Runs a query.
pub(crate) fn fetch<R: FromRow>(
    ticket: Ticket,
    sql: &str,
    values: &[Value<'_>],
) -> Result<Vec<R>, StoreError> {
    seat::with(ticket, |connection, all| {
        let answer = connection.fetch(sql, values);
        if connection.is_heavy() {
            counters::add(&all.heavy_reads);
            if cfg!(debug_assertions) {
                return Err(StoreError::Internal(format!(
                    "a point read took more than {POINT_READ_STEPS} steps and belongs into a scan: {sql}"
                )));
            }
        }
        answer
    })?
}

/// Runs a change; gives how many rows it changed.
pub(crate) fn execute(ticket: Ticket, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
    seat::with(ticket, |connection, _| connection.execute(sql, values))?
}
