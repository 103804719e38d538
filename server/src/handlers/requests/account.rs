//! What the pages of one's own account send.

use burgrave_api::{AccountTokenForm, NotificationsForm, ProfileForm, QuietHoursForm, SetupForm};
use burgrave_core::bounds;
use burgrave_core::names::{self, NameOf};
use burgrave_core::notifications::{self, Kind};
use burgrave_store::PreferenceRecord;
use chrono::TimeDelta;

use crate::application::find;
use crate::fault::{Fault, FieldFault};
use crate::governance::notifications::SetPreferences;
use crate::identity::keys::create::KeyKind;
use crate::identity::users::first::FirstUser;
use crate::identity::users::profile::UpdateProfile;
use crate::pages::account::notifications::wants;
use crate::pages::account::sessions::TypedToken;

/// The first user. The schema of the form is wide, so that faults stand beside their fields.
///
/// # Errors
/// `Invalid`.
pub(crate) fn first_user(form: &SetupForm) -> Result<FirstUser, Fault> {
    let name = form.name.as_deref().unwrap_or_default().trim();
    check(&form.username, name)?;
    Ok(FirstUser {
        email: form.email.trim().to_owned(),
        username: form.username.clone(),
        name: name.to_owned(),
        password: form.password.clone(),
        setup_token: form.setup_token.clone().map(|token| token.trim().to_owned()),
    })
}

/// One's own profile.
///
/// # Errors
/// `Invalid`.
pub(crate) fn profile(form: &ProfileForm) -> Result<UpdateProfile, Fault> {
    let name = form.name.as_deref().unwrap_or_default().trim();
    check(&form.username, name)?;
    Ok(UpdateProfile {
        user: find::ME.into(),
        username: form.username.clone(),
        name: Some(name.to_owned()),
        avatar_url: None,
    })
}

/// The rules that the schemas of the API have.
fn check(username: &str, name: &str) -> Result<(), Fault> {
    let long = name.chars().count() > bounds::PERSON_NAME;
    let checks = [
        ("username", names::unfit(NameOf::User, username)),
        ("name", long.then(|| format!("must be at most {} characters long", bounds::PERSON_NAME))),
    ];
    let faults: Vec<_> = checks
        .into_iter()
        .filter_map(|(field, detail)| Some(FieldFault { field: field.into(), detail: detail? }))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(faults)) }
}

/// What was typed for a token.
pub(crate) fn typed_token(form: AccountTokenForm) -> TypedToken {
    TypedToken {
        name: form.name.unwrap_or_default().trim().to_owned(),
        days: form.days.unwrap_or_default().trim().to_owned(),
        scopes: form.scopes.unwrap_or_default(),
        more_scopes: form.more_scopes.unwrap_or_default(),
    }
}

/// The longest name of a token.
const TOKEN_NAME: usize = 64;

/// A token that lasts at most so long.
///
/// # Errors
/// `Invalid`.
pub(crate) fn token(typed: &TypedToken, longest: TimeDelta) -> Result<KeyKind, Fault> {
    let more = typed.more_scopes.split_whitespace();
    let chosen = typed.scopes.iter().map(String::as_str).filter(|name| !name.is_empty());
    let scopes: Vec<String> = chosen.chain(more).map(str::to_owned).collect();
    if scopes.is_empty() {
        return Err(Fault::field("scopes", "must have at least one choice"));
    }
    if typed.name.chars().count() > TOKEN_NAME {
        return Err(Fault::field("name", format!("must be at most {TOKEN_NAME} characters long")));
    }
    let lifetime = if typed.days.is_empty() { 0 } else { nanoseconds(&typed.days, longest)? };
    let (name, scope) = (typed.name.clone(), String::new());
    Ok(KeyKind::Token { name, lifetime, scope, scopes, allow_list: Vec::new() })
}

fn nanoseconds(days: &str, longest: TimeDelta) -> Result<i64, Fault> {
    let most = longest.num_days();
    let known = days.parse::<i64>().ok().filter(|days| (1..=most).contains(days));
    let lifetime = known.and_then(TimeDelta::try_days).and_then(|lifetime| lifetime.num_nanoseconds());
    lifetime.ok_or_else(|| Fault::field("days", format!("must be a number from 1 to {most}")))
}

/// A fault of a token, with the names that its form has.
pub(crate) fn token_fault(fault: Fault) -> Fault {
    match fault {
        Fault::Invalid(fields) => {
            let named = |fault: FieldFault| FieldFault { field: "more_scopes".into(), ..fault };
            let own = |fault: &FieldFault| !fault.field.starts_with("scopes[");
            Fault::Invalid(
                fields.into_iter().map(|fault| if own(&fault) { fault } else { named(fault) }).collect(),
            )
        }
        other => other,
    }
}

/// Which messages are wanted now by somebody who has said this before: the form tells all, and only what differs
/// is noted.
pub(crate) fn preferences(form: &NotificationsForm, said: &[PreferenceRecord]) -> SetPreferences {
    let chosen = form.wanted.as_deref().unwrap_or_default();
    let disabled = notifications::all()
        .iter()
        .filter(|template| template.kind == Kind::System)
        .map(|template| (template, chosen.contains(&template.id)))
        .filter(|(template, wanted)| wants(said, template) != *wanted)
        .map(|(template, wanted)| (template.id.to_string(), !wanted));
    SetPreferences { user: find::ME.into(), disabled: disabled.collect() }
}

/// Quiet hours as the API writes them.
///
/// # Errors
/// `Invalid` for what is no time of day.
pub(crate) fn quiet_hours(form: &QuietHoursForm) -> Result<String, Fault> {
    let number = |text: &str, below: u32| text.parse::<u32>().ok().filter(|number| *number < below);
    let parts = form.time.split_once(':').and_then(|(hour, minute)| {
        // Browsers may send seconds.
        let minute = minute.split(':').next().unwrap_or_default();
        Some((number(hour, 24)?, number(minute, 60)?))
    });
    let Some((hour, minute)) = parts else {
        return Err(Fault::field("time", "must be a time of day, such as 22:30"));
    };
    let zone = form.timezone.trim();
    if zone.is_empty() || zone.contains(char::is_whitespace) {
        return Err(Fault::field("timezone", UNKNOWN_ZONE));
    }
    Ok(format!("CRON_TZ={zone} {minute} {hour} * * *"))
}

const UNKNOWN_ZONE: &str = "must be the name of a time zone, such as Europe/Berlin";

/// A fault of quiet hours: the time was looked at before, so it is the zone.
pub(crate) fn quiet_fault(fault: Fault) -> Fault {
    match fault {
        Fault::Invalid(_) => Fault::field("timezone", UNKNOWN_ZONE),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(days: &str, more_scopes: &str) -> TypedToken {
        TypedToken { days: days.into(), more_scopes: more_scopes.into(), ..TypedToken::default() }
    }

    #[test]
    fn days_become_nanoseconds_within_what_the_deployment_allows() {
        let longest = TimeDelta::days(30);
        let Ok(KeyKind::Token { lifetime, scopes, .. }) = token(&typed("30", " a  b "), longest) else {
            panic!("it is a token");
        };
        assert_eq!((lifetime, scopes), (30 * 86_400 * 1_000_000_000, vec!["a".to_owned(), "b".into()]));
        for days in ["0", "31", "-1", "x", "1.5", "9999999999999"] {
            assert!(matches!(token(&typed(days, "a"), longest), Err(Fault::Invalid(_))), "{days}");
        }
        assert!(matches!(token(&typed("", " "), longest), Err(Fault::Invalid(_))), "no scope");
    }

    #[test]
    fn a_time_of_day_becomes_a_schedule() {
        let form = |time: &str, timezone: &str| QuietHoursForm {
            csrf_token: String::new(),
            time: time.into(),
            timezone: timezone.into(),
        };
        assert_eq!(quiet_hours(&form("22:05", "UTC")).unwrap(), "CRON_TZ=UTC 5 22 * * *");
        for (time, zone) in [("24:00", "UTC"), ("x", "UTC"), ("1:60", "UTC"), ("1:00", "a b"), ("1:00", "")] {
            assert!(matches!(quiet_hours(&form(time, zone)), Err(Fault::Invalid(_))), "{time} {zone}");
        }
    }
}
