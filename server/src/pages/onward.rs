//! The page after consent, which redirects to the app. The form itself is answered by this server, because
//! browsers apply `form-action` to every redirect that answers a form.

use askama::Template;

use super::{Brand, consent};
use crate::fault::Fault;

#[derive(Template)]
#[template(path = "onward.html")]
struct OnwardPage<'a> {
    brand: &'a Brand,
    /// The destination of the browser, as people read it.
    destination: String,
    address: &'a str,
}

/// The page.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(brand: &Brand, address: &str) -> Result<String, Fault> {
    let page = OnwardPage { brand, destination: consent::destination(address), address };
    page.render().map_err(|fault| Fault::Internal(fault.to_string()))
}
