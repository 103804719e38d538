//! The open database, and what the commands share.

use burgrave_core::{Clock, Entropy, HashParameters, Hasher, SystemClock, SystemEntropy, password};
use burgrave_store::{Reader, Redacted, Settings, Store, StoreError, UserRecord};
use slog::Logger;

use crate::application::{AuditContext, ClientInfo};
use crate::config::{Config, Database};

/// What the audit log names in the place of a client.
const CLIENT: &str = "burgrave admin";

/// Why a command changed nothing, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The database refused.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A rule.
    #[error("{0}")]
    Rule(String),
}

/// The open database.
pub(crate) struct Office {
    pub(super) store: Store,
}

impl Office {
    /// Opens the database that the configuration names.
    ///
    /// # Errors
    /// As the store's.
    pub(crate) async fn open(config: &Config, log: &Logger) -> Result<Self, Refusal> {
        let settings = match &config.database {
            Database::Sqlite => Settings::sqlite(&config.data),
            Database::Postgres(url) => Settings::postgres(url),
        };
        Ok(Self { store: Store::open_beside(settings, log.clone()).await? })
    }

    /// Closes it.
    pub(crate) async fn close(self) {
        self.store.close().await;
    }
}

/// Now, and where the change comes from: nobody who is signed in.
pub(super) fn audit_context() -> AuditContext {
    let client = ClientInfo {
        request_id: SystemEntropy.uuid(),
        address: String::new(),
        user_agent: CLIENT.to_owned(),
    };
    AuditContext { client, now: SystemClock.now(), entry: SystemEntropy.uuid() }
}

/// The hash of a password that is good enough.
pub(super) fn hashed(wanted: &str) -> Result<Redacted<String>, Refusal> {
    if let Some(weakness) = password::weakness(wanted) {
        return Err(Refusal::Rule(format!("the password {weakness}")));
    }
    let hasher = Hasher::new(HashParameters::default(), &SystemEntropy);
    let hash = hasher.and_then(|hasher| hasher.hash(wanted, &SystemEntropy));
    hash.map(Redacted).map_err(|fault| Refusal::Rule(format!("the password can't be hashed: {fault}")))
}

/// The account with this username or email address, in any letter case.
pub(super) async fn account(reader: &Reader, named: &str) -> Result<UserRecord, Refusal> {
    let found = match named.contains('@') {
        true => reader.user_by_email(named).await?,
        false => reader.user_by_username(named).await?,
    };
    found.ok_or_else(|| {
        Refusal::Rule(format!("there is no user {named:?}; name one by username or email address"))
    })
}
