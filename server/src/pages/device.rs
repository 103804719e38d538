//! The pages on which people approve or deny a device.

use askama::Template;
use burgrave_store::DeviceState;

use super::notice::{self, Done};
use super::words::{self, Line};
use super::{Brand, consent};
use crate::application::Caller;
use crate::fault::Fault;
use crate::federation::oauth2::device::WaitingDevice;
use crate::federation::oauth2::is_unverified;

/// The page for the code.
#[derive(Template)]
#[template(path = "device_code.html")]
struct CodePage<'a> {
    brand: &'a Brand,
    username: &'a str,
    typed: &'a str,
    problem: &'a str,
    csrf_token: &'a str,
}

/// The page for the approval.
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

/// The fault of a code without a device.
pub(crate) const UNKNOWN: &str =
    "No device waits with this code. Check the code on the device: it lasts 15 minutes.";

/// The fault of a code from a link.
pub(crate) const TYPED: &str =
    "Type the code yourself: the app registered itself, and nobody has checked it.";

/// The page for the code, with the fault of the last one.
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

/// The page for the approval.
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

/// The page after the decision.
///
/// # Errors
/// `Internal`.
pub(crate) fn answered(
    brand: &Brand,
    caller: &Caller,
    csrf_token: &str,
    app: &str,
    state: DeviceState,
) -> Result<String, Fault> {
    let (title, message, detail) = match state {
        DeviceState::Denied => {
            ("Device refused", "The device was refused", format!("{app} gets no access to your account."))
        }
        DeviceState::Approved | DeviceState::Pending => (
            "Device connected",
            "The device is connected",
            format!("{app} goes on by itself. You can close this page."),
        ),
    };
    let done = Done { title, message, detail: &detail, link: None };
    let page = notice::done(brand, Some((&caller.user.username, csrf_token)), done);
    page.map_err(|fault| Fault::Internal(fault.to_string()))
}

fn rendered(page: impl Template) -> Result<String, Fault> {
    page.render().map_err(|fault| Fault::Internal(fault.to_string()))
}
