//! What lets a daemon stay connected.

use std::time::Duration;

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::ids::{OrganizationId, ProvisionerKeyId};

use super::DaemonCredential;
use crate::application::{App, Caller, LOOK, Recognized};
use crate::fault::Fault;
use crate::provisioning::keys::key_topic;

/// The close code of a connection whose server or client ends it (RFC 6455 section 7.4.1).
pub(super) const GOING_AWAY: u16 = 1001;

/// That of one whose other end may be told nothing more.
const POLICY: u16 = 1008;

/// How often it is looked whether a key is still there, where no signal comes.
const POLL: Duration = Duration::from_secs(60);

/// What lets a daemon stay connected.
pub(super) enum Right {
    /// A key of an organization.
    Key(ProvisionerKeyId),
    /// The secret that the operator has set for all; it changes only when the server starts.
    Psk,
    /// Somebody's session, and the daemons that they have to be allowed to create.
    Person(Recognized, Object),
}

/// The daemons that somebody creates in an organization: for jobs of their own alone, or for all.
pub(super) fn daemons_of(caller: &Caller, organization: OrganizationId, own: bool) -> Object {
    let daemons = Object::within(Resource::ProvisionerDaemon, organization);
    if own { daemons.owned_by(caller.user.id) } else { daemons }
}

impl Right {
    /// What a credential that was looked at gives.
    pub(super) fn of(app: &App, credential: DaemonCredential, place: OrganizationId, own: bool) -> Self {
        match credential {
            DaemonCredential::Key(key) => Self::Key(key.id),
            DaemonCredential::Psk => Self::Psk,
            DaemonCredential::User(caller) => {
                let daemons = daemons_of(&caller, place, own);
                Self::Person(Recognized::new(app, caller), daemons)
            }
        }
    }

    /// Waits until it is gone, on whichever replica that happens; gives the close code, and why.
    pub(super) async fn gone(self, app: &App) -> (u16, &'static str) {
        match self {
            Self::Key(key) => {
                deleted(app, key).await;
                (GOING_AWAY, "provisioner key deleted")
            }
            Self::Psk => std::future::pending().await,
            Self::Person(person, daemons) => (POLICY, refused(person, &daemons).await),
        }
    }
}

async fn deleted(app: &App, key: ProvisionerKeyId) {
    let mut listener = app.store().listen(&key_topic(key), POLL);
    loop {
        let found = app.store().read(move |reader| async move { reader.provisioner_key(key).await }).await;
        // While the database is away, nobody knows.
        if let Ok(None) = found {
            return;
        }
        listener.heard().await;
    }
}

async fn refused(mut person: Recognized, daemons: &Object) -> &'static str {
    loop {
        tokio::time::sleep(LOOK).await;
        match person.again().await {
            Ok(caller) if caller.may(Action::Create, daemons) => {}
            Ok(_) => return "the permission to have this daemon was taken away",
            Err(Fault::SignedOut(_)) => return "the session was ended",
            // While the database is away, nobody knows.
            Err(_) => {}
        }
    }
}
