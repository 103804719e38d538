//! When a message is tried again, and when a receiver is left alone for a while.

use chrono::{DateTime, TimeDelta, Utc};

/// The time from each attempt that failed to the next.
const WAITS: [TimeDelta; 7] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(10),
];

/// Attempts at most: the first, and one after each wait.
#[allow(clippy::cast_possible_truncation, reason = "there are seven")]
pub const MOST_ATTEMPTS: u32 = WAITS.len() as u32 + 1;

/// How long to wait after so many attempts that failed; none after the last.
#[must_use]
pub fn wait_after(attempts: u32, most: u32) -> Option<TimeDelta> {
    if attempts >= most.min(MOST_ATTEMPTS) {
        return None;
    }
    let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    WAITS.get(place).copied()
}

/// Failures in a row after which a receiver is left alone.
const FAILURES: u32 = 5;

/// How long at first. It doubles with each further failure.
const REST: TimeDelta = TimeDelta::seconds(30);

/// How long at most.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(10);

/// Leaves a receiver alone that fails: after several failures in a row it is tried with one message at a
/// time, at growing intervals, until one arrives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Breaker {
    failures: u32,
    closed_until: Option<DateTime<Utc>>,
}

/// How many messages a receiver may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// As many as there are.
    All,
    /// One, to see whether it arrives.
    One,
    /// None yet.
    None,
}

impl Breaker {
    /// What may be sent now.
    #[must_use]
    pub fn permit(&self, now: DateTime<Utc>) -> Permit {
        match self.closed_until {
            None => Permit::All,
            // A clock that was set back doesn't hold anything up for longer than the longest rest.
            Some(until) if now < until && until - now <= LONGEST_REST => Permit::None,
            Some(_) => Permit::One,
        }
    }

    /// Until when nothing may be sent; none where something may be.
    #[must_use]
    pub fn rests_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.closed_until.filter(|_| self.permit(now) == Permit::None)
    }

    /// A message arrived.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// A message didn't arrive, because of its receiver.
    pub fn failed(&mut self, now: DateTime<Utc>) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES {
            let doubled = REST * 2_i32.pow((self.failures - FAILURES).min(10));
            self.closed_until = Some(now + doubled.min(LONGEST_REST));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_end_after_a_day_and_a_bit() {
        let mut waited = TimeDelta::zero();
        let mut attempts = 1;
        while let Some(wait) = wait_after(attempts, MOST_ATTEMPTS) {
            waited += wait;
            attempts += 1;
        }
        assert_eq!((attempts, waited.num_minutes()), (8, 27 * 60 + 35));
        assert_eq!(wait_after(3, 3), None);
        assert_eq!(wait_after(2, 3), Some(TimeDelta::minutes(5)));
    }

    #[test]
    fn a_receiver_that_fails_is_left_alone_and_then_tried_with_one() {
        let (mut breaker, start) = (Breaker::default(), DateTime::UNIX_EPOCH);
        for _ in 0..4 {
            breaker.failed(start);
            assert_eq!(breaker.permit(start), Permit::All);
        }
        breaker.failed(start);
        assert_eq!(breaker.permit(start + TimeDelta::seconds(29)), Permit::None);
        assert_eq!(breaker.rests_until(start), Some(start + REST));
        assert_eq!(breaker.rests_until(start + REST), None);
        assert_eq!(breaker.permit(start + REST), Permit::One);
        breaker.failed(start + REST);
        assert_eq!(breaker.permit(start + REST * 3 - TimeDelta::seconds(1)), Permit::None);
        for _ in 0..40 {
            breaker.failed(start);
        }
        assert_eq!(breaker.permit(start + LONGEST_REST), Permit::One);
        assert_eq!(breaker.permit(start - TimeDelta::days(1)), Permit::One, "the clock was set back");
        breaker.succeeded();
        assert_eq!(breaker.permit(start), Permit::All);
    }
}
