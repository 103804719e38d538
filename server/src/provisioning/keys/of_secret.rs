//! The key of a secret that a daemon shows.

use burgrave_core::provisioning::key::KeySecret;
use burgrave_store::ProvisionerKeyRecord;

use crate::application::App;
use crate::fault::Fault;

/// Why a secret proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretFault {
    /// There is none.
    Missing,
    /// It can't be one.
    Malformed,
    /// No key has it.
    Unknown,
}

/// The key.
///
/// # Errors
/// The storage's; inside, why it proves nothing.
pub(crate) async fn of_secret(
    app: &App,
    secret: Option<&str>,
) -> Result<Result<ProvisionerKeyRecord, SecretFault>, Fault> {
    let Some(secret) = secret.filter(|secret| !secret.is_empty()) else {
        return Ok(Err(SecretFault::Missing));
    };
    let Ok(secret) = KeySecret::parse(secret) else { return Ok(Err(SecretFault::Malformed)) };
    let hash = secret.hash();
    let found = app.store().read(move |reader| {
        let hash = hash.clone();
        async move { reader.provisioner_key_of(&hash).await }
    });
    Ok(found.await?.ok_or(SecretFault::Unknown))
}
