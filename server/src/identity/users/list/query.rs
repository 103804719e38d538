//! The keys that a search for users knows.

use burgrave_core::authorization::SiteRole;
use burgrave_core::search::{self, Term};
use burgrave_store::{LoginType, Span, UserFilter, UserStatus};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::fault::{Fault, FieldFault};

/// Reads a search.
///
/// # Errors
/// `BrokenRule` with everything that is wrong, each under its key, or under `q` when the text itself can't be
/// read.
pub(super) fn read(q: &str) -> Result<UserFilter, Fault> {
    let terms = search::parse(q).map_err(|fault| refused(vec![fault_of("q", fault.to_string())]))?;
    let mut query = Query { filter: UserFilter::default(), once: Vec::new(), faults: Vec::new() };
    for Term { key, value } in terms {
        match key {
            None => query.filter.page.words.push(value),
            Some(key) => query.take(&key, value),
        }
    }
    // Everyone is a member. Beside other roles the word is left out, as the described server does.
    query.filter.roles.retain(|role| role != SiteRole::Member.as_str());
    if query.faults.is_empty() { Ok(query.filter) } else { Err(refused(query.faults)) }
}

struct Query {
    filter: UserFilter,
    /// Keys that may come only once and have come.
    once: Vec<String>,
    faults: Vec<FieldFault>,
}

impl Query {
    fn take(&mut self, key: &str, value: String) {
        let filter = &mut self.filter;
        let taken = match key {
            "search" => {
                filter.page.words.push(value);
                Ok(())
            }
            "role" => {
                filter.roles.extend(items(&value).map(str::to_owned));
                Ok(())
            }
            "status" => several(&mut filter.statuses, &value, UserStatus::from_word),
            "login_type" => several(&mut filter.login_types, &value, LoginType::from_word),
            "last_seen_after" => self.time(key, &value, |filter| &mut filter.seen.from),
            "last_seen_before" => self.time(key, &value, |filter| &mut filter.seen.to),
            "created_after" => self.time(key, &value, |filter| &mut filter.created.from),
            "created_before" => self.time(key, &value, |filter| &mut filter.created.to),
            "github_com_user_id" => self.github(key, &value),
            "service_account" => self.flag(key, &value),
            _ => {
                let detail = format!("{key:?} is not a valid query param: this list doesn't know the key");
                self.faults.push(fault_of("q", detail));
                return;
            }
        };
        if let Err(detail) = taken {
            self.faults.push(fault_of(key, detail));
        }
    }

    fn time(
        &mut self,
        key: &str,
        value: &str,
        place: impl Fn(&mut UserFilter) -> &mut Option<DateTime<Utc>>,
    ) -> Result<(), String> {
        self.only_once(key)?;
        let time = moment(value, key.ends_with("_before")).ok_or_else(|| {
            format!("{value:?} must be a date, as 2026-03-02, or a time, as \"2026-03-02T08:30:00Z\" in double quotes")
        })?;
        *place(&mut self.filter) = Some(time);
        Ok(())
    }

    fn flag(&mut self, key: &str, value: &str) -> Result<(), String> {
        self.only_once(key)?;
        let flag = match value {
            "true" | "t" | "1" => true,
            "false" | "f" | "0" => false,
            other => return Err(format!("{other:?} must be true or false")),
        };
        self.filter.service_account = Some(flag);
        Ok(())
    }

    /// Nobody logs in through GitHub here: any id but 0, which means no filter, matches nobody.
    fn github(&mut self, key: &str, value: &str) -> Result<(), String> {
        self.only_once(key)?;
        let id: i64 = value.parse().map_err(|_| format!("{value:?} must be a whole number"))?;
        if id != 0 {
            let never = DateTime::<Utc>::MIN_UTC.timestamp_micros() + 1;
            self.filter.created = Span { from: None, to: DateTime::from_timestamp_micros(never) };
        }
        Ok(())
    }

    fn only_once(&mut self, key: &str) -> Result<(), String> {
        if self.once.iter().any(|known| known == key) {
            return Err("is given more than once; give it once".into());
        }
        self.once.push(key.to_owned());
        Ok(())
    }
}

fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn several<T>(into: &mut Vec<T>, value: &str, read: impl Fn(&str) -> Option<T>) -> Result<(), String> {
    for item in items(value) {
        into.push(read(item).ok_or_else(|| format!("{item:?} is not one of its values"))?);
    }
    Ok(())
}

/// A time, or a day in UTC: its beginning, or its last microsecond.
fn moment(value: &str, end: bool) -> Option<DateTime<Utc>> {
    if let Ok(day) = value.parse::<NaiveDate>() {
        let begin = day.and_time(NaiveTime::MIN).and_utc();
        let whole = TimeDelta::days(1) - TimeDelta::microseconds(1);
        return if end { begin.checked_add_signed(whole) } else { Some(begin) };
    }
    DateTime::parse_from_rfc3339(&value.to_uppercase()).ok().map(|time| time.to_utc())
}

fn fault_of(field: &str, detail: String) -> FieldFault {
    FieldFault { field: field.into(), detail }
}

fn refused(fields: Vec<FieldFault>) -> Fault {
    Fault::BrokenRule { message: "Invalid user search query.".into(), detail: None, fields }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_whole_and_a_time_is_exact() {
        let text = |value, end| moment(value, end).map(|time| time.to_rfc3339());
        assert_eq!(text("2026-03-02", false).as_deref(), Some("2026-03-02T00:00:00+00:00"));
        assert_eq!(text("2026-03-02", true).as_deref(), Some("2026-03-02T23:59:59.999999+00:00"));
        assert_eq!(text("2026-03-02t10:00:00+02:00", true).as_deref(), Some("2026-03-02T08:00:00+00:00"));
        assert!(moment("yesterday", false).is_none() && moment("2026-02-30", false).is_none());
    }

    #[test]
    fn all_faults_of_a_search_are_named() {
        let Err(Fault::BrokenRule { fields, .. }) =
            read("status:asleep login_type:magic created_after:soon colour:red github_com_user_id:x")
        else {
            panic!("it has faults");
        };
        let named: Vec<_> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, ["status", "login_type", "created_after", "q", "github_com_user_id"]);
    }

    #[test]
    fn the_role_member_limits_nothing() {
        assert!(read("role:member").unwrap().roles.is_empty());
        assert_eq!(read("role:member,owner role:auditor").unwrap().roles, ["owner", "auditor"]);
    }
}
