//! The one way in which stored data is changed.
//!
//! A change is a value that implements [`Command`]; [`App::execute`](super::App::execute) runs it. The runner
//! opens the transaction, reloads the actor inside it, runs the command by reference (again after a
//! conflict), writes the audit entry and commits. A command therefore contains no transaction, no retry, no
//! clone for a retry, and no word of the audit log.
//!
//! - [`Command`], [`Audit`], [`Exemption`]: what a change is, and which entry it leaves.
//! - [`Actor`], [`Anonymous`], [`Automatic`]: who makes it.
//! - [`CommandContext`]: what a command is given.
//! - [`Outcome`], [`Entry`], [`Diff`]: what it gives back.
//! - [`Through`]: a command that another operation asks for.
//! - `run`: the runner.

mod actor;
mod context;
mod diff;
mod entry;
mod outcome;
mod run;
#[cfg(test)]
mod tests;
mod through;

use std::future::Future;

use burgrave_api::AuditedOperation;

pub(crate) use actor::{Actor, Anonymous, Automatic};
pub(crate) use context::CommandContext;
pub(crate) use diff::Diff;
pub(crate) use entry::Entry;
pub(crate) use outcome::Outcome;
pub(crate) use run::{Attempt, log_entry};
pub(crate) use through::Through;

use crate::fault::Fault;

/// A change to what is stored.
///
/// Values that must not differ between two attempts (secrets, password hashes) are fields of the command; the
/// time and an id for what is created come with the [`CommandContext`].
pub(crate) trait Command: Send + Sync + 'static {
    /// Who makes the change: `Arc<Caller>`, [`Anonymous`] or [`Automatic`].
    type Actor: Actor;
    /// What the change gives to its caller.
    type Output: Send + 'static;

    /// Whether it guards itself against what others commit meanwhile, by the rows that it holds and by
    /// conditions in its statements. Then it runs in [`burgrave_store::Store::write_read_committed`], where
    /// it waits for others at most.
    const GUARDS_ITSELF: bool = false;

    /// Which audit entry the change leaves.
    fn audit(&self) -> Audit;

    /// Makes the change inside the transaction. It may be called several times; only the last result counts.
    /// It waits for nothing but its own queries.
    ///
    /// # Errors
    /// Any fault undoes the transaction.
    fn run(
        &self,
        context: &CommandContext<Self::Actor>,
    ) -> impl Future<Output = Result<Outcome<Self::Output>, Fault>> + Send;
}

/// Which audit entry a command leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Audit {
    /// That of an operation: kind, action and status come from the specification. A change without an entry
    /// is not committed.
    Operation(AuditedOperation),
    /// Only entries that the command writes about other objects, if any; with the reason.
    Exempt(Exemption),
}

impl From<AuditedOperation> for Audit {
    fn from(operation: AuditedOperation) -> Self {
        Self::Operation(operation)
    }
}

/// Why a change leaves no entry of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exemption {
    /// It notes that a credential was used, or renews what was granted before.
    Use,
    /// It removes expired records, or maintains the server's own records (leases, heartbeats, keys).
    Upkeep,
    /// Each object that it changes gets an entry of its own.
    Several,
    /// It prepares something that nobody sees until a later command, which has the entry.
    Unfinished,
    /// A daemon's word on its job; whoever asked for the job has the entry.
    Job,
}
