//! What every action needs and one process has once.

use std::sync::Arc;

use burgrave_core::sealing::SealingKeys;
use burgrave_core::{Clock, Entropy, Hasher};
use burgrave_store::Store;
use chrono::{DateTime, Utc};
use slog::Logger;
use uuid::Uuid;

use super::entitled::Entitled;
use super::{AppSettings, Attempts, AuditContext, ClientInfo, Evaluations, Hashing, Turns};
use crate::limits::Accounts;

/// Store, clock, randomness, keys, settings and log. Clones share everything.
#[derive(Clone)]
pub(crate) struct App {
    parts: Arc<Shared>,
}

/// What an application is made of.
pub(crate) struct AppParts {
    /// Where everything is kept.
    pub(crate) store: Store,
    /// What time it is.
    pub(crate) clock: Arc<dyn Clock>,
    /// Where ids, tokens and salts come from.
    pub(crate) entropy: Arc<dyn Entropy>,
    /// Makes and checks password hashes.
    pub(crate) hasher: Hasher,
    /// What the operator decided.
    pub(crate) settings: AppSettings,
    /// Keys for secrets that must be read back.
    pub(crate) sealing: SealingKeys,
    /// Where log lines go.
    pub(crate) log: Logger,
}

struct Shared {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    hashing: Hashing,
    settings: AppSettings,
    entitled: Entitled,
    sealing: SealingKeys,
    accounts: Option<Accounts>,
    evaluations: Evaluations,
    attempts: Attempts,
    turns: Turns,
    log: Logger,
}

impl App {
    /// Puts an application together and starts its hashing thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn new(parts: AppParts) -> std::io::Result<Self> {
        let AppParts { store, clock, entropy, hasher, settings, sealing, log } = parts;
        let hashing = Hashing::start(hasher, entropy.clone())?;
        let accounts = settings.rates.login.map(|_| Accounts::new(&clock));
        let entitled = Entitled::at_first(&settings, clock.now());
        let evaluations = Evaluations::new(store.clone(), Some(sealing.clone()));
        let shared = Shared {
            store,
            clock,
            entropy,
            hashing,
            settings,
            entitled,
            sealing,
            accounts,
            evaluations,
            attempts: Attempts::default(),
            turns: Turns::default(),
            log,
        };
        Ok(Self { parts: Arc::new(shared) })
    }

    /// Where everything is kept.
    pub(crate) fn store(&self) -> &Store {
        &self.parts.store
    }

    /// What time it is.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.parts.clock.now()
    }

    /// The clock itself, for what counts by it.
    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.parts.clock
    }

    /// Where ids, tokens and salts come from.
    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.parts.entropy
    }

    /// Password hashes, one at a time.
    pub(crate) fn hashing(&self) -> &Hashing {
        &self.parts.hashing
    }

    /// What the operator decided.
    pub(crate) fn settings(&self) -> &AppSettings {
        &self.parts.settings
    }

    /// What the deployment may use, as it was worked out last.
    pub(crate) fn entitled(&self) -> &Entitled {
        &self.parts.entitled
    }

    /// Keys for secrets that must be read back.
    pub(crate) fn sealing(&self) -> &SealingKeys {
        &self.parts.sealing
    }

    /// Logins to one account, if logins are limited.
    pub(crate) fn accounts(&self) -> Option<&Accounts> {
        self.parts.accounts.as_ref()
    }

    /// What was told of templates.
    pub(crate) fn evaluations(&self) -> &Evaluations {
        &self.parts.evaluations
    }

    /// Attempts to send messages.
    pub(crate) fn attempts(&self) -> &Attempts {
        &self.parts.attempts
    }

    /// Turns of people whose changes would meet.
    pub(crate) fn turns(&self) -> &Turns {
        &self.parts.turns
    }

    /// Where log lines go.
    pub(crate) fn log(&self) -> &Logger {
        &self.parts.log
    }

    /// An identity for something that is made now.
    pub(crate) fn new_id<Id: From<Uuid>>(&self) -> Id {
        self.entropy().uuid_at(self.now()).into()
    }

    /// An action of an anonymous caller, now.
    pub(crate) fn audit_context(&self, client: ClientInfo) -> AuditContext {
        AuditContext { client, now: self.now(), entry: self.new_id() }
    }
}
