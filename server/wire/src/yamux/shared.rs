//! What the parts of a session share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::connection::Connection;
use super::limits::{Limits, Role};

/// A connection that a session, its streams and what drives it hold together.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Inner>>);

pub(super) struct Inner {
    pub(super) connection: Connection,
    /// This end wants to end it, once what is queued is sent.
    pub(super) closing: bool,
    /// It is over.
    pub(super) over: bool,
}

impl Shared {
    pub(super) fn new(role: Role, limits: Limits) -> Self {
        let connection = Connection::new(role, limits);
        Self(Arc::new(Mutex::new(Inner { connection, closing: false, over: false })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
