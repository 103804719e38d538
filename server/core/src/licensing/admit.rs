//! Whether a licence may be added.

use chrono::{DateTime, Utc};

use super::{License, PublicKeys, TokenFault};

/// What is said of everything that is wrong with a token itself.
const SEVERAL: &str = "license has multiple issues; contact support";

/// Why a licence is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is none, or breaks rules; in words for people.
    Invalid(String),
    /// It is for other deployments.
    OtherDeployment,
}

/// The licence, if the deployment may add it. One that doesn't count yet may be added, one that is over not.
///
/// # Errors
/// Why it may not.
pub fn admit(
    text: &str,
    keys: &PublicKeys,
    deployment: &str,
    now: DateTime<Utc>,
) -> Result<License, Refusal> {
    let license = License::read(text, keys, now).map_err(|fault| match fault {
        TokenFault::Claims(faults) => Refusal::Invalid(faults.join("; ")),
        _ => Refusal::Invalid(SEVERAL.into()),
    })?;
    if !license.claims.holds_for(deployment) {
        return Err(Refusal::OtherDeployment);
    }
    Ok(license)
}
