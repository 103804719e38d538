//! What daemons tell, as what the server keeps.

use burgrave_store::JobTiming;
use burgrave_wire::Timestamp;
use burgrave_wire::provisioner::Timing;
use chrono::{DateTime, Utc};

/// Timings of a job at most.
const MOST_TIMINGS: usize = 10_000;

/// How long the parts of a job took. Those without a beginning, an end or a known stage are left out.
pub(super) fn timings(from: Vec<Timing>) -> Vec<JobTiming> {
    from.into_iter().take(MOST_TIMINGS).filter_map(timing).collect()
}

fn timing(from: Timing) -> Option<JobTiming> {
    let clean = |text: String| text.replace('\0', "\u{fffd}");
    Some(JobTiming {
        started_at: time(from.start?)?,
        ended_at: time(from.end?)?,
        stage: from.stage.parse().ok()?,
        source: clean(from.source),
        action: clean(from.action),
        resource: clean(from.resource),
    })
}

fn time(from: Timestamp) -> Option<DateTime<Utc>> {
    let time = DateTime::from_timestamp(from.seconds, u32::try_from(from.nanos).ok()?)?;
    (time > DateTime::UNIX_EPOCH && time.timestamp() < 253_402_300_800).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings_that_say_too_little_are_left_out() {
        let at = |seconds| Some(Timestamp { seconds, nanos: 0 });
        let timing =
            |start, end, stage: &str| Timing { start, end, stage: stage.into(), ..Timing::default() };
        let kept = timings(vec![
            timing(at(1), at(2), "plan"),
            timing(None, at(2), "plan"),
            timing(at(0), at(2), "plan"),
            timing(at(1), at(2), "sleep"),
            timing(at(1), at(i64::MAX), "apply"),
        ]);
        assert_eq!(kept.len(), 1);
    }
}
