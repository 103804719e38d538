//! Whether this server seals with a key that the other servers of its database can open: the database holds
//! the fingerprint of the key that seals.

use burgrave_core::sealing::SealingKeys;
use burgrave_store::{Store, StoreError};
use chrono::{DateTime, Utc};

use super::StartError;

/// The setting that holds the fingerprint of the key that sealed last.
pub(crate) const FINGERPRINT: &str = "sealing_key_fingerprint";

/// Compares the keys with the database's fingerprint, and writes down a first or newer one.
///
/// # Errors
/// None of these keys is the one with which the database's secrets are sealed: going on would make secrets
/// that the other servers can't open, and sign people out.
pub(super) async fn check(store: &Store, keys: &SealingKeys, now: DateTime<Utc>) -> Result<(), StartError> {
    let own = keys.fingerprints();
    let known = store
        .write(move |tx| {
            let own = own.clone();
            async move {
                let known = tx.setting(FINGERPRINT).await?;
                let newest = own.first().map_or("", String::as_str);
                if known.as_ref().is_none_or(|known| own.contains(known) && known != newest) {
                    tx.set_setting(FINGERPRINT, newest, now).await?;
                }
                Ok::<_, StoreError>(known)
            }
        })
        .await
        .map_err(|fault| StartError::Other(fault.to_string()))?;
    match known {
        Some(known) if !keys.fingerprints().contains(&known) => Err(StartError::Other(format!(
            "the secrets in the database are sealed with another encryption key (fingerprint {known}) than \
             this server has ({}). Give every server of the database the same encryption-keys, or copy \
             encryption.key from the data folder of the one that made it. If that key is lost, `burgrave \
             admin forget-encryption-key` lets this server seal with its own: whoever logged in through the \
             provider logs in again, jobs that wait fail, and webhooks need their secrets anew",
            keys.fingerprints().join(", ")
        ))),
        _ => Ok(()),
    }
}
