//! The SSH key of a person's workspaces.

use askama::Template;
use burgrave_store::GitSshKey;

use super::{Frame, Tab, moment};
use crate::fault::Fault;

#[derive(Template)]
#[template(path = "account/ssh_key.html")]
struct Key<'a> {
    frame: &'a Frame<'a>,
    public_key: &'a str,
    made: String,
}

/// The page.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(frame: &Frame<'_>, key: &GitSshKey) -> Result<String, Fault> {
    let part = Key { frame, public_key: key.public_key.trim(), made: moment(key.updated_at) };
    frame.around(Tab::SshKey, &part)
}
