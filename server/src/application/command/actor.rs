//! Who makes a change.

use std::future::Future;
use std::sync::Arc;

use burgrave_core::ids::UserId;
use burgrave_store::Reader;

use crate::application::Caller;
use crate::fault::Fault;

/// Who makes a change, before the transaction begins.
pub(crate) trait Actor: Send + Sync + 'static {
    /// The actor as the transaction sees them.
    type Current: Send + Sync;

    /// Reloads the actor.
    ///
    /// # Errors
    /// `SignedOut` when the session has ended meanwhile.
    fn reload(&self, reader: &Reader) -> impl Future<Output = Result<Self::Current, Fault>> + Send;

    /// To which user entries are attributed.
    fn user(current: &Self::Current) -> Option<UserId>;

    /// The name of the automatic part of the server, for entries.
    fn subsystem(&self) -> Option<&'static str> {
        None
    }
}

impl Actor for Arc<Caller> {
    type Current = Caller;

    async fn reload(&self, reader: &Reader) -> Result<Caller, Fault> {
        Caller::reload(self, reader).await
    }

    fn user(current: &Caller) -> Option<UserId> {
        Some(current.user.id)
    }
}

/// An anonymous caller: the first user, a login, an app with its own credentials. An entry is attributed to
/// the user that it [names](super::Entry::by).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anonymous;

impl Actor for Anonymous {
    type Current = ();

    async fn reload(&self, _: &Reader) -> Result<(), Fault> {
        Ok(())
    }

    fn user((): &()) -> Option<UserId> {
        None
    }
}

/// What acts without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Automatic {
    /// Users become dormant, and active again when they return.
    Dormancy,
    /// An operator on the server's own command line.
    Operator,
    /// An identity provider, which has shown the key of SCIM.
    Scim,
    /// The schedules of workspaces.
    Schedule,
    /// A background task.
    Task,
}

impl Actor for Automatic {
    type Current = ();

    async fn reload(&self, _: &Reader) -> Result<(), Fault> {
        Ok(())
    }

    fn user((): &()) -> Option<UserId> {
        None
    }

    fn subsystem(&self) -> Option<&'static str> {
        match self {
            Self::Dormancy => Some("dormancy"),
            Self::Schedule => Some("schedule"),
            Self::Scim => Some("scim"),
            Self::Operator | Self::Task => None,
        }
    }
}
