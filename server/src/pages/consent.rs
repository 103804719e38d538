//! The consent page.

use askama::Template;

use super::words::{self, Line};
use super::{Brand, notice};
use crate::application::Caller;
use crate::fault::Fault;
use crate::federation::oauth2::authorize::Consent;
use crate::federation::oauth2::is_unverified;

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    brand: &'a Brand,
    app: &'a str,
    initial: String,
    username: &'a str,
    email: &'a str,
    lines: Vec<Line>,
    /// The destination of the browser afterwards, as people read it.
    destination: String,
    resource: &'a str,
    is_unverified: bool,
    /// The URL of the app's client id metadata document; empty for an app without one.
    document_url: &'a str,
    /// The address of the form: that of this page.
    action: &'a str,
    /// The address of a refusal.
    cancel: String,
    /// The address for switching the user.
    other_account: String,
    csrf_token: &'a str,
}

/// The page.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(
    brand: &Brand,
    caller: &Caller,
    csrf_token: &str,
    action: &str,
    consent: &Consent,
) -> Result<String, Fault> {
    let page = ConsentPage {
        brand,
        app: &consent.app.name,
        initial: initial(&consent.app.name),
        username: &caller.user.username,
        email: &caller.user.email,
        lines: words::lines(&consent.scopes),
        destination: destination(consent.answer.uri()),
        resource: &consent.resource,
        is_unverified: is_unverified(&consent.app),
        document_url: &consent.app.document_url,
        action,
        cancel: consent.answer.denied()?,
        other_account: super::redirect::login_for(action),
        csrf_token,
    };
    page.render().map_err(|fault| Fault::Internal(fault.to_string()))
}

/// The page for a faulty request of an app that nobody has reviewed: the destination, and a link to it.
pub(crate) fn stopped(brand: &Brand, problem: &str, address: String) -> Result<String, askama::Error> {
    let destination = destination(&address);
    let details = vec![
        "The app registered itself, and nobody has checked it.".to_owned(),
        format!("It would have led you to {destination}. Go there only if you know it."),
    ];
    notice::stopped(brand, problem, details, &format!("Go to {destination}"), address)
}

/// The first letter of an app's name, instead of its picture: pages load nothing from other hosts.
pub(super) fn initial(name: &str) -> String {
    name.chars()
        .find(|letter| letter.is_alphanumeric())
        .map_or_else(String::new, |letter| letter.to_uppercase().collect())
}

/// The host of the redirect, or the scheme of a program on the user's machine.
pub(super) fn destination(uri: &str) -> String {
    let url = url::Url::parse(uri).ok();
    let host = url.as_ref().and_then(|url| {
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"))?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    });
    host.or_else(|| url.map(|url| format!("the program for {}: links", url.scheme()))).unwrap_or_default()
}
