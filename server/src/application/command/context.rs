//! What a command is given.

use std::ops::Deref;
use std::sync::Arc;

use burgrave_core::ids::UserId;
use burgrave_store::Tx;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Actor;
use crate::application::{Caller, ClientInfo, Evaluations, derived};

/// The transaction of a command and what is fixed for all its attempts. It can be used like the transaction
/// itself.
pub(crate) struct CommandContext<A: Actor> {
    tx: Tx,
    actor: A::Current,
    /// Where the request came from.
    pub(crate) client: Arc<ClientInfo>,
    /// When: the time that is written everywhere.
    pub(crate) now: DateTime<Utc>,
    /// Identity of the object that the command creates, if it creates one.
    pub(crate) new_id: Uuid,
    evaluations: Evaluations,
}

impl<A: Actor> CommandContext<A> {
    pub(super) fn new(
        tx: Tx,
        actor: A::Current,
        client: Arc<ClientInfo>,
        now: DateTime<Utc>,
        new_id: Uuid,
        evaluations: Evaluations,
    ) -> Self {
        Self { tx, actor, client, now, new_id, evaluations }
    }

    /// What was told of templates.
    pub(crate) fn evaluations(&self) -> &Evaluations {
        &self.evaluations
    }

    pub(super) fn user(&self) -> Option<UserId> {
        A::user(&self.actor)
    }

    /// The actor as the transaction sees them.
    pub(crate) fn actor(&self) -> &A::Current {
        &self.actor
    }

    /// The transaction.
    pub(crate) fn tx(&self) -> &Tx {
        &self.tx
    }

    /// The identity of one more object, which the parts name: the same in every attempt.
    pub(crate) fn derived_id<Id: From<Uuid>>(&self, parts: &[&str]) -> Id {
        derived::id(self.new_id, parts)
    }
}

impl CommandContext<Arc<Caller>> {
    /// The caller as the transaction sees them.
    pub(crate) fn caller(&self) -> &Caller {
        &self.actor
    }
}

impl<A: Actor> Deref for CommandContext<A> {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}
