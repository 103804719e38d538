//! How long sessions and tokens live.

use burgrave_core::authorization::SiteRole;
use burgrave_store::UserRecord;
use chrono::TimeDelta;

use crate::fault::Fault;

/// The shortest lifetime of a token. Who writes less meant another unit than nanoseconds.
const SHORTEST: TimeDelta = TimeDelta::minutes(1);

/// What the operator decided about lifetimes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lifetimes {
    /// Of a login without use.
    pub(crate) session: TimeDelta,
    /// Of a token that doesn't say its own.
    pub(crate) default_token: TimeDelta,
    /// The longest that a token may say.
    pub(crate) longest_token: TimeDelta,
    /// The same for tokens of owners.
    pub(crate) longest_owner_token: TimeDelta,
}

impl Lifetimes {
    /// The longest lifetime of a token of this user.
    pub(crate) fn longest(&self, of: &UserRecord) -> TimeDelta {
        let owner = of.rbac_roles.iter().any(|role| role == SiteRole::Owner.as_str());
        if owner { self.longest_owner_token } else { self.longest_token }
    }

    /// The lifetime of a token from the requested nanoseconds, in whole seconds; 0 is the default,
    /// which the longest lifetime bounds.
    ///
    /// # Errors
    /// `BrokenRule` below the shortest and beyond the longest.
    pub(crate) fn token(&self, of: &UserRecord, nanoseconds: i64) -> Result<TimeDelta, Fault> {
        let longest = self.longest(of);
        if nanoseconds == 0 {
            return Ok(self.default_token.min(longest));
        }
        let asked = TimeDelta::nanoseconds(nanoseconds);
        if asked < SHORTEST || asked > longest {
            return Err(Fault::BrokenRule {
                message: "Failed to validate create API key request.".into(),
                detail: Some(format!(
                    "lifetime must be less than or equal to {} and at least {}, \
                     in nanoseconds: {} seconds to {}",
                    longest.num_nanoseconds().unwrap_or(i64::MAX),
                    SHORTEST.num_nanoseconds().unwrap_or_default(),
                    SHORTEST.num_seconds(),
                    longest.num_seconds()
                )),
                fields: Vec::new(),
            });
        }
        let begun = i64::from(asked.subsec_nanos() > 0);
        Ok(TimeDelta::seconds(asked.num_seconds() + begun))
    }
}
