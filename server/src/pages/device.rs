//! The page on which people answer a device.

use askama::Template;

use super::words::{self, Line};
use super::{Brand, consent};
use crate::application::Caller;
use crate::fault::Fault;
use crate::federation::oauth2::device::WaitingDevice;
use crate::federation::oauth2::is_unverified;

/// The page on which the code is typed.
#[derive(Template)]
#[template(path = "device_code.html")]
struct CodePage<'a> {
    brand: &'a Brand,
    username: &'a str,
    typed: &'a str,
    problem: &'a str,
    csrf_token: &'a str,
}

/// The page on which the device is answered.
#[derive(Template)]
#[template(path = "device_answer.html")]
struct AnswerPage<'a> {
    brand: &'a Brand,
    app: &'a str,
    initial: String,
    username: &'a str,
    email: &'a str,
    lines: Vec<Line>,
    is_unverified: bool,
    document_url: &'a str,
    user_code: &'a str,
    csrf_token: &'a str,
}

/// What is said of a code that leads to no device.
pub(crate) const UNKNOWN: &str =
    "No device waits with this code. Look at the device again: codes last 15 minutes.";

/// What is said of a code that a link brought along.
pub(crate) const TYPED: &str =
    "Type the code yourself: the app registered itself, and nobody has checked it.";

/// The page on which the code is typed, with what is wrong with the last one.
///
/// # Errors
/// `Internal`.
pub(crate) fn ask(
    brand: &Brand,
    caller: &Caller,
    csrf_token: &str,
    typed: &str,
    problem: &str,
) -> Result<String, Fault> {
    rendered(CodePage { brand, username: &caller.user.username, typed, problem, csrf_token })
}

/// The page on which the device is answered.
///
/// # Errors
/// `Internal`.
pub(crate) fn decide(
    brand: &Brand,
    caller: &Caller,
    csrf_token: &str,
    user_code: &str,
    waiting: &WaitingDevice,
) -> Result<String, Fault> {
    rendered(AnswerPage {
        brand,
        app: &waiting.app.name,
        initial: consent::initial(&waiting.app.name),
        username: &caller.user.username,
        email: &caller.user.email,
        lines: words::lines(&waiting.scopes),
        is_unverified: is_unverified(&waiting.app),
        document_url: &waiting.app.document_url,
        user_code,
        csrf_token,
    })
}

fn rendered(page: impl Template) -> Result<String, Fault> {
    page.render().map_err(|fault| Fault::Internal(fault.to_string()))
}
