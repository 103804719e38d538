//! Keys that the server and proxies share: made, replaced and given out.

use burgrave_core::proxies::{CryptoFeature, next_key};
use burgrave_store::{CryptoKeyRecord, Inserted, NewCryptoKey, Redacted};
use chrono::{DateTime, TimeDelta, Utc};
use slog::warn;
use strum::VariantArray as _;

use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::{App, ClientInfo};
use crate::background::{Failed, Task};
use crate::fault::Fault;

/// How often it is looked whether a key is due.
const EVERY: TimeDelta = TimeDelta::minutes(10);

/// A key as proxies get it.
#[allow(missing_docs, reason = "the specification says it")]
pub(crate) struct CryptoKey {
    pub(crate) feature: CryptoFeature,
    pub(crate) sequence: i64,
    pub(crate) secret: Vec<u8>,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) deletes_at: Option<DateTime<Utc>>,
}

/// The keys of a feature that aren't over, those among them that start soon; one is made where there is none.
///
/// # Errors
/// The database's.
pub(crate) async fn crypto_keys(app: &App, feature: CryptoFeature) -> Result<Vec<CryptoKey>, Fault> {
    let keys = opened(app, feature, kept(app, feature).await?);
    if keys.iter().any(|key| key.starts_at <= app.now()) {
        return Ok(keys);
    }
    rotate(app, feature).await?;
    Ok(opened(app, feature, kept(app, feature).await?))
}

/// Makes the keys that are due, and forgets those that are over, on one replica for all.
pub(crate) fn rotate_keys(app: &App) -> Task {
    let app = app.clone();
    Task::on_one_replica("crypto_keys", EVERY, move |_| {
        let app = app.clone();
        async move {
            for feature in CryptoFeature::VARIANTS {
                rotate(&app, *feature).await.map_err(Failed::from)?;
            }
            Ok(())
        }
    })
}

async fn rotate(app: &App, feature: CryptoFeature) -> Result<(), Fault> {
    let secret = feature.secret(app.entropy());
    let sealed = app.sealing().seal(&secret, place(feature), app.entropy());
    let sealed = sealed.map_err(|fault| Fault::Internal(format!("a key can't be sealed: {fault}")))?;
    // What this server can't open, it can't use.
    let usable = opened(app, feature, kept(app, feature).await?);
    let newest = usable.iter().max_by_key(|key| key.sequence);
    let command =
        Rotate { feature, newest: newest.map(|key| (key.sequence, key.starts_at)), sealed: Redacted(sealed) };
    app.execute(command, Automatic::Task, ClientInfo::server("proxies")).await
}

async fn kept(app: &App, feature: CryptoFeature) -> Result<Vec<CryptoKeyRecord>, Fault> {
    let now = app.now();
    let read = app.store().read(move |reader| async move { reader.crypto_keys(feature.as_str(), now).await });
    Ok(read.await?)
}

/// Those that this server can open.
fn opened(app: &App, feature: CryptoFeature, kept: Vec<CryptoKeyRecord>) -> Vec<CryptoKey> {
    let open = |key: CryptoKeyRecord| match app.sealing().open(&key.sealed.0, place(feature)) {
        Ok(secret) => Some(CryptoKey {
            feature,
            sequence: key.sequence,
            secret,
            starts_at: key.starts_at,
            deletes_at: key.deletes_at,
        }),
        Err(fault) => {
            warn!(app.log(), "a key of proxies can't be opened; another is made";
                "feature" => feature.as_str(), "sequence" => key.sequence, "cause" => %fault);
            None
        }
    };
    kept.into_iter().filter_map(open).collect()
}

fn place(feature: CryptoFeature) -> &'static [u8] {
    match feature {
        CryptoFeature::WorkspaceAppsToken => b"crypto key workspace_apps_token",
        CryptoFeature::WorkspaceAppsApiKey => b"crypto key workspace_apps_api_key",
    }
}

/// Makes the key that is due.
struct Rotate {
    feature: CryptoFeature,
    /// The newest that this server can open: its number, and when it starts.
    newest: Option<(i64, DateTime<Utc>)>,
    sealed: Redacted<Vec<u8>>,
}

impl Command for Rotate {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        context.delete_crypto_keys_before(context.now).await?;
        let keys = context.crypto_keys(self.feature.as_str(), context.now).await?;
        let last = keys.iter().map(|key| key.sequence).max().unwrap_or_default();
        // Another server was quicker.
        if self.newest.is_some_and(|(sequence, _)| sequence < last) {
            return Ok(Outcome::unrecorded(()));
        }
        let newest = self.newest.map(|(_, starts_at)| starts_at);
        if let Some(next) = next_key(self.feature, last, newest, context.now) {
            let new = NewCryptoKey {
                feature: self.feature.as_str().into(),
                sequence: next.sequence,
                sealed: self.sealed.clone(),
                starts_at: next.starts_at,
            };
            // Taken: another server was quicker, and its key will do.
            let (Inserted::Done | Inserted::Taken) =
                context.insert_crypto_key(&new, next.deletes_others_at).await?;
        }
        Ok(Outcome::unrecorded(()))
    }
}
