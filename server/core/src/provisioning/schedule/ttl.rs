//! How long a workspace runs, and other times that people set, in milliseconds.
//!
//! What is accepted is kept as it is: nothing is cut to whole minutes, and nothing overflows.

/// The shortest time that a workspace may be told to run.
pub const SHORTEST_TTL: i64 = 60_000;
/// The longest: 30 days.
pub const LONGEST_TTL: i64 = 30 * 24 * 60 * 60 * 1000;
/// The longest time of a template's settings: ten years.
pub const LONGEST_INTERVAL: i64 = 3650 * 24 * 60 * 60 * 1000;
/// The greatest number of weeks between the days on which a template has its workspaces stopped.
pub const MOST_WEEKS: i64 = 16;

/// Why a workspace can't run for this long, in words that follow the field's name; none where it can. 0
/// means: for ever.
#[must_use]
pub fn unfit_ttl(milliseconds: i64) -> Option<String> {
    let fits = milliseconds == 0 || (SHORTEST_TTL..=LONGEST_TTL).contains(&milliseconds);
    (!fits)
        .then(|| format!("must be 0 for no limit, or {SHORTEST_TTL} (a minute) to {LONGEST_TTL} (30 days)"))
}

/// The same for times of a template after which something happens by itself. 0 turns it off.
#[must_use]
pub fn unfit_age(milliseconds: i64) -> Option<String> {
    let fits = milliseconds == 0 || (SHORTEST_TTL..=LONGEST_INTERVAL).contains(&milliseconds);
    (!fits).then(|| {
        format!("must be 0 to turn it off, or {SHORTEST_TTL} (a minute) to {LONGEST_INTERVAL} (ten years)")
    })
}

/// The same for the times of a template that may be as short as somebody likes: how long its workspaces run
/// where nobody says so, and by how much use prolongs that.
#[must_use]
pub fn unfit_bump(milliseconds: i64) -> Option<String> {
    let fits = (0..=LONGEST_INTERVAL).contains(&milliseconds);
    (!fits).then(|| format!("must be 0 to {LONGEST_INTERVAL} (ten years)"))
}

/// The same for the number of weeks between the days on which a template has its workspaces stopped.
#[must_use]
pub fn unfit_weeks(weeks: i64) -> Option<String> {
    (!(0..=MOST_WEEKS).contains(&weeks)).then(|| format!("must be 0 to {MOST_WEEKS}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_bounds() {
        for (fits, values) in
            [(true, [0, SHORTEST_TTL, 61_500, LONGEST_TTL]), (false, [1, 59_999, -1, LONGEST_TTL + 1])]
        {
            for value in values {
                assert_eq!(unfit_ttl(value).is_none(), fits, "{value}");
            }
        }
        assert!(unfit_age(1).is_some() && unfit_age(0).is_none() && unfit_age(60_000).is_none());
        for overflowing in [i64::MAX, i64::MIN, 9_223_372_036_855] {
            assert!(unfit_age(overflowing).is_some() && unfit_bump(overflowing).is_some());
        }
        assert!(unfit_bump(1).is_none() && unfit_bump(-1).is_some());
        assert!(unfit_weeks(16).is_none() && unfit_weeks(17).is_some() && unfit_weeks(-1).is_some());
    }
}
