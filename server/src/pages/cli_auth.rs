//! The page from which people carry a session key to a program, such as the command line.

use askama::Template;

use super::Brand;

/// Where it stands.
pub(crate) const PATH: &str = "/cli-auth";

/// The page before and after the key is made.
#[derive(Template)]
#[template(path = "cli_auth.html")]
pub(crate) struct CliAuthPage<'a> {
    /// Its look.
    pub(crate) brand: &'a Brand,
    /// Whose key it is.
    pub(crate) username: &'a str,
    /// What the form has to hold.
    pub(crate) csrf_token: &'a str,
    /// The key; empty before it is made.
    pub(crate) key: &'a str,
    /// How many days it lasts without use.
    pub(crate) days: i64,
}
