//! The front page: what answers at this address.

use askama::Template;

use super::Brand;

/// The page at the root.
#[derive(Template)]
#[template(path = "front.html")]
pub(crate) struct FrontPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// The signed-in user; empty without one.
    pub(crate) username: &'a str,
    /// The version in answers.
    pub(crate) version: &'a str,
}
