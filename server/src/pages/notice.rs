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
}

/// The page of an error.
pub(crate) fn error(brand: &Brand, error: &ApiError) -> String {
    let mut details: Vec<String> = error.detail_text().map(str::to_owned).into_iter().collect();
    details.extend(error.fields().iter().map(|fault| format!("{}: {}", fault.field, fault.detail)));
    let title = error.status().canonical_reason().unwrap_or("Error");
    let status = error.status().as_u16();
    let page = Notice { brand, title, message: error.message(), details, status };
    page.render().unwrap_or_else(|_| error.message().to_owned())
}

/// The page that says that something was done.
pub(crate) fn done(brand: &Brand, title: &str, message: &str, detail: &str) -> Result<String, askama::Error> {
    Notice { brand, title, message, details: vec![detail.to_owned()], status: 0 }.render()
}
