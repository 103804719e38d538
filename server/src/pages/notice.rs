//! Pages with a message only: of an error, or of a success.

use askama::Template;
use burgrave_api::runtime::ApiError;

use super::Brand;

/// A page with a message.
#[derive(Template)]
#[template(path = "notice.html")]
struct Notice<'a> {
    brand: &'a Brand,
    title: &'a str,
    message: &'a str,
    details: Vec<String>,
    /// The status of an error; 0 for a success.
    status: u16,
    link: Option<Link<'a>>,
    /// Who is signed in, as far as the page knows: a page of an error doesn't.
    username: &'a str,
    csrf_token: &'a str,
}

/// A link.
pub(crate) struct Link<'a> {
    /// The text of the button.
    pub(crate) text: &'a str,
    /// Its address.
    pub(crate) address: String,
}

/// The page of an error.
pub(crate) fn error(brand: &Brand, error: &ApiError) -> String {
    of_error(brand, error, None)
}

/// The page of an error, with a link.
pub(crate) fn error_with(brand: &Brand, error: &ApiError, link: Link<'_>) -> String {
    of_error(brand, error, Some(link))
}

fn of_error(brand: &Brand, error: &ApiError, link: Option<Link<'_>>) -> String {
    let mut details: Vec<String> = error.detail_text().map(str::to_owned).into_iter().collect();
    details.extend(error.fields().iter().map(|fault| format!("{}: {}", fault.field, fault.detail)));
    let title = error.status().canonical_reason().unwrap_or("Error");
    let status = error.status().as_u16();
    let page = Notice {
        brand,
        title,
        message: error.message(),
        details,
        status,
        link,
        username: "",
        csrf_token: "",
    };
    page.render().unwrap_or_else(|_| error.message().to_owned())
}

/// The page of a faulty request, with a link that may be followed nevertheless.
pub(crate) fn stopped(
    brand: &Brand,
    message: &str,
    details: Vec<String>,
    text: &str,
    address: String,
) -> Result<String, askama::Error> {
    let link = Some(Link { text, address });
    let (title, status) = ("Bad Request", 400);
    Notice { brand, title, message, details, status, link, username: "", csrf_token: "" }.render()
}

/// What a page of a success says.
pub(crate) struct Done<'a> {
    /// In the title of the window.
    pub(crate) title: &'a str,
    /// In its heading.
    pub(crate) message: &'a str,
    /// In a sentence below.
    pub(crate) detail: &'a str,
    /// Where it leads on.
    pub(crate) link: Option<Link<'a>>,
}

/// The page of a success. `session` is the username and the CSRF token of whoever is signed in.
pub(crate) fn done(
    brand: &Brand,
    session: Option<(&str, &str)>,
    done: Done<'_>,
) -> Result<String, askama::Error> {
    let Done { title, message, detail, link } = done;
    let (username, csrf_token) = session.unwrap_or_default();
    let details = vec![detail.to_owned()];
    Notice { brand, title, message, details, status: 0, link, username, csrf_token }.render()
}

/// The page after a sign-out; `provider` is where the session at the identity provider ends.
pub(crate) fn signed_out(brand: &Brand, provider: Option<String>) -> Result<String, askama::Error> {
    let (detail, link) = match provider {
        Some(address) => {
            let detail = "The identity provider may still know you, and let in whoever comes next.";
            (detail, Link { text: "Log out there too", address })
        }
        None => {
            let address = burgrave_api::paths::SHOW_LOGIN.to_owned();
            ("This browser knows you no more.", Link { text: "Log in again", address })
        }
    };
    let (title, message) = ("Signed out", "You are signed out");
    self::done(brand, None, Done { title, message, detail, link: Some(link) })
}
