//! The front page.

use askama::Template;

use super::Brand;

/// The page at the root.
#[derive(Template)]
#[template(path = "front.html")]
pub(crate) struct FrontPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// The signed-in user; empty if there is none.
    pub(crate) username: &'a str,
    /// The CSRF token of the forms.
    pub(crate) csrf_token: &'a str,
    /// The version, as answers have it.
    pub(crate) version: &'a str,
}
