//! The page on which the first user is created.

use askama::Template;
use burgrave_api::SetupForm;

use super::{Brand, Problems};

/// The fields that faults may stand beside.
pub(crate) const FIELDS: [&str; 5] = ["email", "username", "name", "password", "setup_token"];

/// The page at the root of a server without users.
#[derive(Template)]
#[template(path = "setup.html")]
pub(crate) struct SetupPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// The CSRF token of the form.
    pub(crate) csrf_token: String,
    /// What was typed before; empty at first.
    pub(crate) email: &'a str,
    /// The same.
    pub(crate) username: &'a str,
    /// The same.
    pub(crate) name: &'a str,
    /// Whether the server asks for its setup token.
    pub(crate) asks_token: bool,
    /// What is wrong with that.
    pub(crate) problems: Problems,
    /// The version, as answers have it.
    pub(crate) version: &'a str,
}

impl<'a> SetupPage<'a> {
    /// The same with what was typed, and what is wrong with it.
    pub(crate) fn after(self, typed: &'a SetupForm, problems: Problems) -> Self {
        let name = typed.name.as_deref().unwrap_or_default();
        Self { email: &typed.email, username: &typed.username, name, problems, ..self }
    }
}
