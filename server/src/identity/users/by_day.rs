//! How many users had each status on each of the last days.

use burgrave_core::insights::{Day, Zone};
use burgrave_store::{StatusChanges, UserStatus};
use chrono::{DateTime, Utc};

use crate::application::App;
use crate::fault::Fault;

/// Days that are told, the present one among them.
const DAYS: u64 = 61;

/// Days by their beginnings, the earliest first, and how many users had a status at the end of each.
pub(crate) type UsersByDay = Vec<(DateTime<Utc>, i64)>;

/// The users of each status, by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusesByDay {
    /// Those who were active.
    pub(crate) active: UsersByDay,
    /// Those who were dormant.
    pub(crate) dormant: UsersByDay,
    /// Those who were suspended.
    pub(crate) suspended: UsersByDay,
}

/// Counts back from those who have a status now, by what has changed since the end of each day: what it takes
/// grows with the changes of these days, and not with the users.
///
/// # Errors
/// The storage's.
pub(crate) async fn by_day(app: &App, zone: Zone) -> Result<StatusesByDay, Fault> {
    let days = zone.last_days(DAYS, app.now());
    let since = days.first().map_or(app.now(), |first| first.until);
    let (present, changes) = app
        .store()
        .scan(move |reader| async move {
            Ok::<_, Fault>((reader.user_counts().await?, reader.status_changes(since).await?))
        })
        .await?;
    let of = |status: UserStatus| {
        let now = present.iter().filter(|(of, _)| *of == status).map(|(_, users)| users).sum();
        counted_back(status, now, &days, &changes)
    };
    Ok(StatusesByDay {
        active: of(UserStatus::Active),
        dormant: of(UserStatus::Dormant),
        suspended: of(UserStatus::Suspended),
    })
}

/// The changes are in their order.
fn counted_back(status: UserStatus, now: i64, days: &[Day], changes: &[StatusChanges]) -> UsersByDay {
    let (mut users, mut later) = (now, changes.iter().rev().peekable());
    let mut counted: UsersByDay = Vec::with_capacity(days.len());
    for day in days.iter().rev() {
        while let Some(change) = later.next_if(|change| change.from >= day.until) {
            users -= change.gained(status);
        }
        // A server of the release before notes nothing, so that less may be known than has happened.
        counted.push((day.from, users.max(0)));
    }
    counted.reverse();
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn change(from: &str, old: Option<UserStatus>, new: Option<UserStatus>, users: i64) -> StatusChanges {
        StatusChanges { from: at(from), old, new, users }
    }

    fn counts(status: UserStatus, now: i64, changes: &[StatusChanges]) -> Vec<i64> {
        let days = Zone::named("UTC").unwrap().last_days(3, at("2026-03-03T12:00:00Z"));
        counted_back(status, now, &days, changes).into_iter().map(|(_, users)| users).collect()
    }

    #[test]
    fn what_happened_after_the_end_of_a_day_is_not_counted_on_it() {
        use UserStatus::{Active, Suspended};
        let changes = [
            change("2026-03-01T23:45:00Z", None, Some(Active), 2),
            change("2026-03-02T00:00:00Z", None, Some(Active), 4),
            change("2026-03-02T12:00:00Z", Some(Active), Some(Suspended), 1),
            change("2026-03-03T08:00:00Z", Some(Suspended), None, 1),
        ];
        assert_eq!(counts(Active, 5, &changes), [2, 5, 5]);
        assert_eq!(counts(Suspended, 0, &changes), [0, 1, 0]);
        assert_eq!(counts(UserStatus::Dormant, 7, &changes), [7, 7, 7]);
    }

    #[test]
    fn changes_that_nobody_has_noted_make_no_count_negative() {
        let made = change("2026-03-02T08:00:00Z", None, Some(UserStatus::Active), 3);
        assert_eq!(counts(UserStatus::Active, 1, &[made]), [0, 1, 1]);
    }
}
