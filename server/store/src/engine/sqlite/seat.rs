//! The connection that a running closure uses sits on the closure's thread, under a ticket.
//!
//! So a `Reader` is a number: it can be cloned and sent anywhere, costs nothing, and is useless outside its
//! closure.

use super::connection::Connection;
use crate::StoreError;
use crate::counters::Counters;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Names one run of one closure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

struct Seat {
    ticket: Ticket,
    connection: Connection,
    counters: Arc<Counters>,
}

thread_local! {
    static SEAT: RefCell<Option<Seat>> = const { RefCell::new(None) };
}

static TICKETS: AtomicU64 = AtomicU64::new(1);

impl Ticket {
    pub(super) fn new() -> Self {
        Self(TICKETS.fetch_add(1, Relaxed))
    }
}

/// Seats a connection while `run` runs; returns it with the result of `run`, a panic included.
pub(super) fn seated<R>(
    ticket: Ticket,
    connection: Connection,
    counters: &Arc<Counters>,
    run: impl FnOnce() -> R,
) -> (Connection, std::thread::Result<R>) {
    let seat = Seat { ticket, connection, counters: counters.clone() };
    let before = SEAT.replace(Some(seat));
    let outcome = catch_unwind(AssertUnwindSafe(run));
    let seat =
        SEAT.replace(before).expect("only this function takes a seat away, and puts back what it replaced");
    (seat.connection, outcome)
}

/// Uses the seated connection.
pub(super) fn with<R>(
    ticket: Ticket,
    work: impl FnOnce(&Connection, &Counters) -> R,
) -> Result<R, StoreError> {
    SEAT.with_borrow(|seat| match seat {
        Some(seat) if seat.ticket == ticket => Ok(work(&seat.connection, &seat.counters)),
        _ => Err(StoreError::Internal("a reader or transaction was used outside its closure".into())),
    })
}
