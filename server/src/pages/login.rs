//! The login page.

use askama::Template;

use super::Brand;

/// Letters and digits of the cookie that the form's CSRF token belongs to.
pub(crate) const COOKIE_LENGTH: usize = 32;

/// The page on which people log in.
#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct LoginPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// Where to go afterwards.
    pub(crate) redirect: &'a str,
    /// What the form has to hold.
    pub(crate) csrf_token: String,
    /// What was typed before; empty at first.
    pub(crate) email: &'a str,
    /// Why it didn't work; empty at first.
    pub(crate) problem: &'a str,
    /// Whether there are passwords at all.
    pub(crate) password_login: bool,
    /// The other way in, if there is one.
    pub(crate) provider: Option<ProviderLink<'a>>,
}

/// The way to the identity provider.
pub(crate) struct ProviderLink<'a> {
    /// Words on the button.
    pub(crate) text: &'a str,
    /// Where it leads.
    pub(crate) address: String,
}

/// The page for a signed-in user without a destination.
#[derive(Template)]
#[template(path = "signed_in.html")]
pub(crate) struct SignedInPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// Who it is.
    pub(crate) username: &'a str,
}
