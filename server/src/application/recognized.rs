//! Somebody whom a connection serves for long: sessions end, and roles are taken away.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{App, Caller};
use crate::fault::{Fault, SignedOut};

/// How old what is known of the caller may be when something is told.
const KNOWN_FOR: TimeDelta = TimeDelta::seconds(5);

/// How often it is looked at a caller to whom nothing is told meanwhile.
pub(crate) const LOOK: Duration = Duration::from_secs(5);

/// A caller, and when they were read.
pub(crate) struct Recognized {
    app: App,
    caller: Arc<Caller>,
    known: DateTime<Utc>,
}

impl Recognized {
    /// The caller of a request that was just let in.
    pub(crate) fn new(app: &App, caller: Arc<Caller>) -> Self {
        Self { app: app.clone(), caller, known: app.now() }
    }

    /// Whether it is time to look again.
    pub(crate) fn is_due(&self) -> bool {
        self.app.now() - self.known >= KNOWN_FOR
    }

    /// The caller, read again where it is time.
    ///
    /// # Errors
    /// As [`Self::again`].
    pub(crate) async fn look(&mut self) -> Result<&Arc<Caller>, Fault> {
        if self.is_due() { self.again().await } else { Ok(&self.caller) }
    }

    /// The caller, read again.
    ///
    /// # Errors
    /// `SignedOut` when the session was ended or has expired, or its user was suspended; the storage's.
    pub(crate) async fn again(&mut self) -> Result<&Arc<Caller>, Fault> {
        let (caller, now) = (self.caller.clone(), self.app.now());
        let read = self.app.store().read(move |reader| async move { caller.reload(&reader).await });
        let read = read.await?;
        if read.key.expires_at <= now {
            return Err(Fault::SignedOut(SignedOut::Invalid { detail: "The session has expired.".into() }));
        }
        self.caller = Arc::new(read);
        self.known = now;
        Ok(&self.caller)
    }
}
