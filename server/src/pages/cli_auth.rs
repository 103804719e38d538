//! The page that gives people a session key for a program, such as the command line.

use askama::Template;

use super::Brand;

/// Its path.
pub(crate) const PATH: &str = "/cli-auth";

/// The page before and after the key is created.
#[derive(Template)]
#[template(path = "cli_auth.html")]
pub(crate) struct CliAuthPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// The username of the key's user.
    pub(crate) username: &'a str,
    /// The CSRF token of the form.
    pub(crate) csrf_token: &'a str,
    /// The key; empty before it is created.
    pub(crate) key: &'a str,
    /// How many days it lasts without use.
    pub(crate) days: i64,
}
