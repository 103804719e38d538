//! Tasks that run on one replica at a time: who has one, and when it is due again.

use crate::table::table;
use crate::{StoreError, Tx};
use burgrave_core::ids::ReplicaId;
use chrono::{DateTime, TimeDelta, Utc};

/// A replica that would run a task now.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub struct LeaseRequest {
    pub task: &'static str,
    pub holder: ReplicaId,
    pub now: DateTime<Utc>,
    /// How long the run may take: afterwards the holder counts as dead.
    pub limit: TimeDelta,
    /// The longest time between two runs; a row that says more was written by a clock that was wrong.
    pub every: TimeDelta,
}

/// Whether it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum LeaseOutcome {
    /// The task is the holder's until it ends it or the limit is over.
    Taken,
    /// Another has it, or it isn't due before this time.
    NotBefore(DateTime<Utc>),
}

table! {
    TASK_LEASES = "task_leases" as "l";

    read
    /// How long a task is held, and when it is due.
    struct Lease {
        held_until: DateTime<Utc>,
        due_at: DateTime<Utc>,
    }

    write
    /// Who holds a task from now on.
    struct NewLease {
        key { task: String }
        columns { holder: ReplicaId, held_until: DateTime<Utc>, due_at: DateTime<Utc> }
    }
}

impl Tx {
    /// Takes a task if it is due and not taken.
    pub async fn take_lease(&self, ask: &LeaseRequest) -> Result<LeaseOutcome, StoreError> {
        let sql = format!("SELECT {} FROM task_leases l WHERE l.task = ?1", Lease::COLUMNS);
        if let Some(lease) = self.find::<Lease>(&sql, &[ask.task.into()]).await? {
            // Clocks of replicas differ a little, so the bounds are wide; beyond them the clock that wrote
            // the row was wrong.
            let held = lease.held_until > ask.now && lease.held_until <= ask.now + ask.limit * 2;
            let waits = lease.due_at > ask.now && lease.due_at <= ask.now + ask.every * 2;
            if held || waits {
                let until = if held { lease.held_until.max(lease.due_at) } else { lease.due_at };
                return Ok(LeaseOutcome::NotBefore(until));
            }
        }
        self.put(&NewLease {
            task: ask.task.to_owned(),
            holder: ask.holder,
            held_until: ask.now + ask.limit,
            due_at: ask.now,
        })
        .await?;
        Ok(LeaseOutcome::Taken)
    }

    /// Ends a run and says when the next is due; nothing changes when another has taken the task over
    /// meanwhile.
    pub async fn end_lease(
        &self,
        task: &str,
        holder: ReplicaId,
        now: DateTime<Utc>,
        due_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE task_leases SET held_until = ?3, due_at = ?4 WHERE task = ?1 AND holder = ?2";
        self.execute(sql, &[task.into(), holder.into(), now.into(), due_at.into()]).await.map(|_| ())
    }
}
