//! A feature as licences grant it, and which of two grants is better.

use chrono::{DateTime, Utc};

/// How far licences cover a feature; the later the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Entitlement {
    /// Not at all.
    #[default]
    NotEntitled,
    /// By a licence that has ended, for a while.
    GracePeriod,
    /// By one that counts.
    Entitled,
}

/// When a number is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub struct UsagePeriod {
    pub issued_at: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub start: DateTime<Utc>,
}

/// What is granted of one feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Granted {
    /// How far.
    pub entitlement: Entitlement,
    /// Whether it is switched on.
    pub enabled: bool,
    /// How much of it; none where it isn't counted, or without bound.
    pub limit: Option<i64>,
    /// From how much on people are told.
    pub soft_limit: Option<i64>,
    /// From how much on it ends.
    pub hard_limit: Option<i64>,
    /// How much of it is used.
    pub actual: Option<i64>,
    /// Within which time.
    pub period: Option<UsagePeriod>,
}

impl Granted {
    /// The better of two grants, whole: parts of both are never mixed. Which is given first makes no
    /// difference.
    ///
    /// A later period goes before everything else. Then one that is large enough for what is used is better,
    /// so that a roomy licence in its grace period beats one that is too small.
    #[must_use]
    pub fn or_better(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    /// Whether more is used than granted.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!((self.limit, self.actual), (Some(limit), Some(actual)) if actual > limit)
    }

    /// The greater, the better. Everything is in it, so that two of one rank are equal.
    fn rank(&self) -> impl Ord {
        let granted = self.entitlement > Entitlement::NotEntitled;
        (
            granted,
            self.period.map(|period| (period.issued_at, period.end)),
            granted && !self.is_over(),
            self.entitlement,
            self.limit,
            self.enabled,
            self.actual,
            (self.hard_limit, self.soft_limit, self.period),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(days: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::days(days)
    }

    /// Grants of one feature: either all of them have a period or none has, as licences grant them.
    fn grants() -> impl Strategy<Value = Vec<Granted>> {
        let entitlement = prop_oneof![
            Just(Entitlement::NotEntitled),
            Just(Entitlement::GracePeriod),
            Just(Entitlement::Entitled)
        ];
        let number = || proptest::option::of(0_i64..4);
        let one = (entitlement, any::<bool>(), number(), number(), 0_i64..3, 0_i64..3);
        (any::<bool>(), proptest::collection::vec(one, 1..6)).prop_map(|(has_period, all)| {
            let grant = |(entitlement, enabled, limit, actual, issued, end)| Granted {
                entitlement,
                enabled,
                limit,
                actual,
                period: has_period.then(|| UsagePeriod {
                    issued_at: time(issued),
                    start: time(issued),
                    end: time(end),
                }),
                ..Granted::default()
            };
            all.into_iter().map(grant).collect()
        })
    }

    fn merged(grants: &[Granted]) -> Granted {
        grants.iter().copied().reduce(Granted::or_better).expect("there is one")
    }

    proptest! {
        #[test]
        fn the_order_of_licences_makes_no_difference_and_one_of_them_is_kept_whole(
            grants in grants(), at in 0_usize..6, split in 0_usize..6,
        ) {
            let best = merged(&grants);
            prop_assert!(grants.contains(&best), "{best:?} is mixed of several");
            let mut turned = grants.clone();
            turned.rotate_left(at % grants.len());
            prop_assert_eq!(merged(&turned), best);
            turned.reverse();
            prop_assert_eq!(merged(&turned), best);
            let (left, right) = grants.split_at(1.max(split % grants.len()).min(grants.len()));
            if !right.is_empty() {
                prop_assert_eq!(merged(left).or_better(merged(right)), best);
            }
            prop_assert_eq!(best.or_better(best), best);
        }

        #[test]
        fn nothing_is_lost_by_one_more_licence(grants in grants(), at in 0_usize..6) {
            let more = merged(&grants);
            let one = grants[at % grants.len()];
            prop_assert!(more.rank() >= one.rank());
            prop_assert!(one.entitlement == Entitlement::NotEntitled || more.entitlement > Entitlement::NotEntitled);
        }
    }

    #[test]
    fn a_roomy_licence_in_its_grace_period_beats_one_that_is_too_small() {
        let users = |entitlement, limit| Granted {
            entitlement,
            enabled: true,
            limit: Some(limit),
            actual: Some(20),
            ..Granted::default()
        };
        let (small, roomy) = (users(Entitlement::Entitled, 10), users(Entitlement::GracePeriod, 50));
        assert_eq!(small.or_better(roomy), roomy);
        let fits = users(Entitlement::Entitled, 20);
        assert_eq!(roomy.or_better(fits), fits);
        let none = Granted { actual: Some(20), ..Granted::default() };
        assert_eq!(none.or_better(small), small, "a licence that is too small is better than none");
    }

    #[test]
    fn a_later_period_goes_first_whatever_its_limit() {
        let agents = |issued, end, limit| Granted {
            entitlement: Entitlement::Entitled,
            limit: Some(limit),
            period: Some(UsagePeriod { issued_at: time(issued), start: time(issued), end: time(end) }),
            ..Granted::default()
        };
        assert_eq!(agents(1, 9, 1000).or_better(agents(2, 5, 10)), agents(2, 5, 10));
        assert_eq!(agents(1, 9, 10).or_better(agents(1, 5, 1000)), agents(1, 9, 10));
    }
}
