//! The consent page.

use askama::Template;
use burgrave_core::oauth2::redirect;

use super::Brand;
use super::words::{self, Line};
use crate::application::Caller;
use crate::fault::Fault;
use crate::federation::oauth2::authorize::Wish;

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    brand: &'a Brand,
    app: &'a str,
    initial: String,
    username: &'a str,
    email: &'a str,
    lines: Vec<Line>,
    /// Where the browser goes afterwards, for people.
    destination: String,
    resource: &'a str,
    is_unverified: bool,
    /// Where the form is sent: this address again.
    action: &'a str,
    /// Where a person goes who says no.
    cancel: String,
    /// Where a person goes who is somebody else.
    other_account: String,
    csrf_token: &'a str,
}

/// The page, and what it may load and where its form may lead.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(
    brand: &Brand,
    caller: &Caller,
    csrf_token: &str,
    action: &str,
    wish: &Wish,
) -> Result<(String, String), Fault> {
    let page = ConsentPage {
        brand,
        app: &wish.app.name,
        initial: initial(&wish.app.name),
        username: &caller.user.username,
        email: &caller.user.email,
        lines: words::lines(&wish.scopes),
        destination: destination(wish.answer.uri()),
        resource: &wish.resource,
        is_unverified: !wish.app.registration_prefix.is_empty(),
        action,
        cancel: wish.answer.denied()?,
        other_account: super::redirect::login_for(action),
        csrf_token,
    };
    let html = page.render().map_err(|fault| Fault::Internal(fault.to_string()))?;
    // Browsers hold the redirect that answers a form to `form-action` as well.
    let leads_to = redirect::form_action(wish.answer.uri()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {leads_to}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    Ok((html, policy))
}

/// The first letter of an app's name: its picture may be anywhere, and the page loads nothing from elsewhere.
pub(super) fn initial(name: &str) -> String {
    name.chars()
        .find(|letter| letter.is_alphanumeric())
        .map_or_else(String::new, |letter| letter.to_uppercase().collect())
}

/// The host to which the browser goes, or the scheme of a program on the person's machine.
fn destination(uri: &str) -> String {
    let url = url::Url::parse(uri).ok();
    let host = url.as_ref().and_then(|url| {
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"))?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    });
    host.or_else(|| url.map(|url| format!("the program for {}: links", url.scheme()))).unwrap_or_default()
}
