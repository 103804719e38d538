//! The provider's tokens at rest: sealed for the user that they belong to.

use burgrave_core::Entropy;
use burgrave_core::ids::UserId;
use burgrave_core::sealing::{SealFault, SealingKeys};
use burgrave_store::Redacted;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What the provider gave.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Tokens {
    /// For its userinfo.
    pub(super) access_token: String,
    /// For new ones.
    pub(super) refresh_token: Option<String>,
    /// Who logged in; the hint for a logout there.
    pub(super) id_token: Option<String>,
    /// When the access token ends; none when it never does.
    #[serde(skip)]
    pub(super) expire_at: Option<DateTime<Utc>>,
}

impl Tokens {
    /// Seals them.
    pub(super) fn seal(
        &self,
        keys: &SealingKeys,
        user: UserId,
        entropy: &dyn Entropy,
    ) -> Result<Redacted<Vec<u8>>, SealFault> {
        let text = serde_json::to_vec(self).map_err(|_| SealFault::Damaged)?;
        keys.seal(&text, user.uuid().as_bytes(), entropy).map(Redacted)
    }

    /// Opens them. When they end stands beside them.
    pub(super) fn open(
        keys: &SealingKeys,
        user: UserId,
        sealed: &[u8],
        expire_at: Option<DateTime<Utc>>,
    ) -> Result<Self, SealFault> {
        let text = keys.open(sealed, user.uuid().as_bytes())?;
        let tokens: Self = serde_json::from_slice(&text).map_err(|_| SealFault::Damaged)?;
        Ok(Self { expire_at, ..tokens })
    }
}
