//! The stylesheet and the logo.

use askama::Template;

use super::Brand;

/// How long browsers may cache both: short enough that a changed colour is seen soon.
pub(crate) const KEPT: &str = "public, max-age=300";

/// The policy of the logo: opened by itself, it loads and runs nothing.
pub(crate) const LOGO_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

#[derive(Template)]
#[template(path = "pages.css", escape = "none")]
struct Stylesheet<'a> {
    brand: &'a Brand,
}

/// The one stylesheet of all pages.
pub(crate) fn stylesheet(brand: &Brand) -> Result<String, askama::Error> {
    Stylesheet { brand }.render()
}
