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
    let page = Notice { brand, title, message: error.message(), details, status, link };
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
    Notice { brand, title: "Bad Request", message, details, status: 400, link }.render()
}

/// The page of a success.
pub(crate) fn done(brand: &Brand, title: &str, message: &str, detail: &str) -> Result<String, askama::Error> {
    Notice { brand, title, message, details: vec![detail.to_owned()], status: 0, link: None }.render()
}
