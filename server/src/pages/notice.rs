//! Pages that only say something: an error, or that something was done.

use askama::Template;
use burgrave_api::runtime::ApiError;

use super::Brand;

/// A page with one thing to say.
#[derive(Template)]
#[template(path = "notice.html")]
struct Notice<'a> {
    brand: &'a Brand,
    title: &'a str,
    message: &'a str,
    details: Vec<String>,
    /// The status of an error; 0 when all is well.
    status: u16,
    link: Option<Link<'a>>,
}

/// Where to go on.
pub(crate) struct Link<'a> {
    /// Words on the button.
    pub(crate) text: &'a str,
    /// Where it leads.
    pub(crate) address: String,
}

/// The page of an error.
pub(crate) fn error(brand: &Brand, error: &ApiError) -> String {
    of_error(brand, error, None)
}

/// The page of an error after which there is somewhere to go.
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

/// The page that says what is wrong, and where a person may go nevertheless.
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

/// The page that says that something was done.
pub(crate) fn done(brand: &Brand, title: &str, message: &str, detail: &str) -> Result<String, askama::Error> {
    Notice { brand, title, message, details: vec![detail.to_owned()], status: 0, link: None }.render()
}
