//! The open database, and what the commands share.

use burgrave_core::{Clock, Entropy, HashParameters, Hasher, SystemClock, SystemEntropy, password};
use burgrave_store::{Reader, Redacted, Settings, Store, StoreError, UserRecord};
use slog::Logger;

use crate::application::command::{Attempt, Automatic, Command};
use crate::application::{ClientInfo, Evaluations};
use crate::config::{Config, Database};
use crate::fault::Fault;

/// What the audit log names in the place of a client.
const CLIENT: &str = "burgrave admin";

/// Why a command changed nothing, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AdminError {
    /// The database refused.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A rule.
    #[error("{0}")]
    Rule(String),
}

impl From<Fault> for AdminError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => Self::Store(error),
            Fault::BrokenRule { message, .. } | Fault::Refused { message } => Self::Rule(message),
            Fault::Internal(cause) => Self::Rule(cause),
            _ => Self::Rule("the change is not possible".into()),
        }
    }
}

/// The open database.
pub(crate) struct AdminConnection {
    store: Store,
    log: Logger,
}

impl AdminConnection {
    /// Opens the database that the configuration names.
    ///
    /// # Errors
    /// As the store's.
    pub(crate) async fn open(config: &Config, log: &Logger) -> Result<Self, AdminError> {
        let settings = match &config.database {
            Database::Sqlite => Settings::sqlite(&config.data),
            Database::Postgres(url) => Settings::postgres(url),
        };
        Ok(Self { store: Store::open_beside(settings, log.clone()).await?, log: log.clone() })
    }

    /// The database itself.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// Closes it.
    pub(crate) async fn close(self) {
        self.store.close().await;
    }

    /// Runs a command, with its audit entry.
    pub(super) async fn execute<C: Command<Actor = Automatic>>(
        &self,
        command: C,
    ) -> Result<C::Output, AdminError> {
        let client = ClientInfo {
            request_id: SystemEntropy.uuid().into(),
            address: String::new(),
            user_agent: CLIENT.to_owned(),
        };
        let attempt = Attempt {
            command,
            actor: Automatic::Operator,
            client: client.into(),
            now: SystemClock.now(),
            new_id: SystemEntropy.uuid(),
            entry: SystemEntropy.uuid(),
            evaluations: Evaluations::new(self.store.clone(), None),
            log: self.log.clone(),
        };
        Ok(attempt.execute(&self.store).await?)
    }
}

/// The hash of a password that is good enough.
pub(super) fn hashed(wanted: &str) -> Result<Redacted<String>, AdminError> {
    if let Some(weakness) = password::weakness(wanted) {
        return Err(AdminError::Rule(format!("the password {weakness}")));
    }
    let hasher = Hasher::new(HashParameters::default(), &SystemEntropy);
    let hash = hasher.and_then(|hasher| hasher.hash(wanted, &SystemEntropy));
    hash.map(Redacted).map_err(|fault| AdminError::Rule(format!("the password can't be hashed: {fault}")))
}

/// The account with this username or email address, in any letter case.
pub(super) async fn account(reader: &Reader, named: &str) -> Result<UserRecord, Fault> {
    let found = match named.contains('@') {
        true => reader.user_by_email(named).await?,
        false => reader.user_by_username(named).await?,
    };
    found.ok_or_else(|| {
        Fault::rule(format!("there is no user {named:?}; name one by username or email address"))
    })
}
