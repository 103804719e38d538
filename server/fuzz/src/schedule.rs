use burgrave_core::provisioning::schedule::{Schedule, Weekdays};
use chrono::{DateTime, TimeDelta};

/// Whatever a schedule says, its next start is ahead, and no further than a week and what clocks are put
/// forward.
pub fn schedule(bytes: &[u8]) {
    let Some(schedule) = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<Schedule>().ok())
    else {
        return;
    };
    let mut moment = DateTime::UNIX_EPOCH;
    for _ in 0..3 {
        let next = schedule.next_after(moment, Weekdays::ALL).expect("every schedule has a day");
        assert!(next > moment && next - moment <= TimeDelta::days(9), "{moment} {next}");
        moment = next;
    }
    assert_eq!(schedule.next_after(moment, Weekdays::NONE), None);
}
