//! Username, name and password.

use askama::Template;
use burgrave_store::LoginType;

use super::{Frame, Tab};
use crate::fault::Fault;

/// The fields that faults may stand beside.
pub(crate) const FIELDS: [&str; 4] = ["username", "name", "old_password", "password"];

#[derive(Template)]
#[template(path = "account/profile.html")]
struct Profile<'a> {
    frame: &'a Frame<'a>,
    email: &'a str,
    username: &'a str,
    name: &'a str,
    /// Whether the account has a password.
    has_password: bool,
    /// How the account logs in otherwise, as a sentence.
    login_type: &'static str,
}

/// The page; `typed` is the username and the name that were sent.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(frame: &Frame<'_>, typed: Option<(&str, &str)>) -> Result<String, Fault> {
    let user = &frame.caller.user;
    let (username, name) = typed.unwrap_or((&user.username, &user.name));
    let has_password = user.login_type == LoginType::Password;
    let login_type = match user.login_type {
        LoginType::Oidc => "You log in through the identity provider.",
        LoginType::Github => "You log in through GitHub.",
        LoginType::Password | LoginType::Token | LoginType::None | LoginType::Oauth2ProviderApp => {
            "Others make its tokens."
        }
    };
    let part = Profile { frame, email: &user.email, username, name, has_password, login_type };
    frame.around(Tab::Profile, &part)
}
