//! The login page.

use askama::Template;

use super::Brand;

/// The length of the cookie that the form's CSRF token belongs to.
pub(crate) const COOKIE_LENGTH: usize = 32;

/// The page on which people log in.
#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct LoginPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// The destination after the login.
    pub(crate) redirect: &'a str,
    /// The CSRF token of the form.
    pub(crate) csrf_token: String,
    /// The address that was typed before; empty at first.
    pub(crate) email: &'a str,
    /// Why the login failed; empty at first.
    pub(crate) problem: &'a str,
    /// Whether nobody has an account yet.
    pub(crate) is_empty: bool,
    /// Whether people may log in with a password.
    pub(crate) password_login: bool,
    /// The link to the identity provider, if there is one.
    pub(crate) provider: Option<ProviderLink<'a>>,
}

/// A link to the identity provider.
pub(crate) struct ProviderLink<'a> {
    /// The text of the button.
    pub(crate) text: &'a str,
    /// Its address.
    pub(crate) address: String,
}

/// The page for a signed-in user without a destination.
#[derive(Template)]
#[template(path = "signed_in.html")]
pub(crate) struct SignedInPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// The username.
    pub(crate) username: &'a str,
    /// The CSRF token of the forms.
    pub(crate) csrf_token: &'a str,
}
