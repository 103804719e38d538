//! A refusal in words.

use std::fmt::Write;

use super::Refusal;

/// The refusal, the faults that it names, and the mend.
pub(super) fn of(refusal: &Refusal) -> String {
    let mut words = format!("burgrave: {} ({})", refusal.message, refusal.status);
    for line in refusal.detail.lines() {
        write!(words, "\n  {line}").expect("text takes everything");
    }
    for (field, fault) in &refusal.validations {
        write!(words, "\n  {field}: {fault}").expect("text takes everything");
    }
    if let Some(mend) = mend(refusal) {
        write!(words, "\n{mend}").expect("text takes everything");
    }
    words
}

/// What to do about it.
fn mend(refusal: &Refusal) -> Option<String> {
    Some(match refusal.status {
        300..=399 => format!("The server points elsewhere: {}", refusal.location.as_deref().unwrap_or("?")),
        401 => "Log in again with `burgrave login`, or put another token into BURGRAVE_TOKEN.".to_owned(),
        403 => "Ask an administrator for the permission, or use a token with the scope.".to_owned(),
        404 => "Check the name; the list command of the same noun shows what you may see.".to_owned(),
        409 => "Somebody may have changed it in the meantime: look at it again, then repeat.".to_owned(),
        413 => "Send less.".to_owned(),
        429 => match &refusal.retry_after {
            Some(seconds) => format!("Try again in {seconds} seconds."),
            None => "Try again later.".to_owned(),
        },
        502..=504 => "Try again later.".to_owned(),
        500..=599 => match &refusal.request {
            Some(id) => format!("The server's log says more under the request {id}."),
            None => "The server's log says more.".to_owned(),
        },
        _ if !refusal.validations.is_empty() => {
            "Correct these values and repeat; --help has them all.".to_owned()
        }
        _ => return None,
    })
}
