//! Keys that the server and workspace proxies share, and when one takes the place of another.

use chrono::{DateTime, TimeDelta, Utc};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::Entropy;

/// How long a key is the newest one.
const LIFETIME: TimeDelta = TimeDelta::days(30);

/// How long before it starts a key is made: until then everybody has asked for it.
const AHEAD: TimeDelta = TimeDelta::hours(1);

/// How long a key is kept after the next one has started, beside the lifetime of what it protects: clocks differ,
/// and keys are remembered.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// What a key protects. The words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CryptoFeature {
    /// Tokens that say which app of a workspace somebody may use; signed with HS512.
    WorkspaceAppsToken,
    /// Sessions on their way to the host of an app; encrypted with AES-256-GCM.
    WorkspaceAppsApiKey,
}

impl CryptoFeature {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// A new secret, in bytes: as many as the algorithm wants.
    pub fn secret(self, entropy: &dyn Entropy) -> Vec<u8> {
        let mut secret = vec![0; if self == Self::WorkspaceAppsToken { 64 } else { 32 }];
        entropy.fill(&mut secret);
        secret
    }

    /// How long lasts what a key protects.
    const fn protects_for(self) -> TimeDelta {
        match self {
            Self::WorkspaceAppsToken => TimeDelta::minutes(1),
            Self::WorkspaceAppsApiKey => TimeDelta::minutes(5),
        }
    }
}

/// A key that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextKey {
    /// Counted from 1.
    pub sequence: i64,
    /// From when on it is the newest.
    pub starts_at: DateTime<Utc>,
    /// When those before it are deleted.
    pub deletes_others_at: DateTime<Utc>,
}

/// The key that is to be made now, if one is. `last` is the number of the newest one, and `newest` says when that
/// starts; absent where nobody can use it.
#[must_use]
pub fn next_key(
    feature: CryptoFeature,
    last: i64,
    newest: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<NextKey> {
    let starts_at = match newest.map(|newest| newest + LIFETIME) {
        None => now,
        Some(due) if due - AHEAD > now => return None,
        // One that is late starts when everybody has it.
        Some(due) => due.max(now + AHEAD),
    };
    let deletes_others_at = starts_at + KEPT + feature.protects_for();
    Some(NextKey { sequence: last.saturating_add(1), starts_at, deletes_others_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEATURE: CryptoFeature = CryptoFeature::WorkspaceAppsToken;

    #[test]
    fn the_first_key_starts_at_once_and_the_next_is_made_before_it_is_due() {
        let now = DateTime::UNIX_EPOCH;
        let first = next_key(FEATURE, 0, None, now).unwrap();
        assert_eq!((first.sequence, first.starts_at), (1, now));
        let due = now + TimeDelta::days(30);
        let ahead = due - TimeDelta::hours(1);
        assert_eq!(next_key(FEATURE, 1, Some(now), ahead - TimeDelta::seconds(1)), None);
        let next = next_key(FEATURE, 1, Some(now), ahead).unwrap();
        assert_eq!((next.sequence, next.starts_at), (2, due));
        assert_eq!(next.deletes_others_at, due + TimeDelta::minutes(61));
        assert_eq!(next_key(FEATURE, 2, Some(next.starts_at), ahead), None, "it is there already");
    }

    #[test]
    fn a_late_key_starts_when_everybody_has_it() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(90);
        let next = next_key(FEATURE, 1, Some(DateTime::UNIX_EPOCH), now).unwrap();
        assert_eq!(next.starts_at, now + TimeDelta::hours(1));
    }

    #[test]
    fn a_secret_is_as_long_as_its_algorithm_wants() {
        let lengths = CryptoFeature::VARIANTS.iter().map(|one| one.secret(&crate::SystemEntropy).len());
        assert_eq!(lengths.collect::<Vec<_>>(), [64, 32]);
    }
}
