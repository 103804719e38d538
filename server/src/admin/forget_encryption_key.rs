//! `burgrave admin forget-encryption-key`: the way out when the key of the database's secrets is lost.

use super::office::{Office, Refusal};
use crate::run::FINGERPRINT;

/// Forgets which key sealed last, so that the next start may seal with its own. Says whether one was known.
///
/// # Errors
/// The database's.
pub(crate) async fn forget_encryption_key(office: &Office) -> Result<bool, Refusal> {
    office.store.write(|tx| async move { Ok(tx.delete_setting(FINGERPRINT).await?) }).await
}
