//! An entry as a sentence, with places for the names.

use super::{AuditAction, AuditKind};

/// The status from which on nothing was changed.
const REFUSED: u16 = 400;

/// `{user} updated group {target}`: the client substitutes the names. Unknown words are kept as they are.
#[must_use]
pub fn sentence(kind: &str, action: &str, status: u16) -> String {
    let known = action.parse::<AuditAction>().ok();
    let verb = match known {
        _ if status >= REFUSED => format!("unsuccessfully attempted to {action}"),
        Some(known) => known.done().to_owned(),
        None => action.to_owned(),
    };
    // The reset of a password can be requested by anyone.
    let subject = if known == Some(AuditAction::RequestPasswordReset) { "" } else { "{user} " };
    let session = matches!(known, Some(AuditAction::Login | AuditAction::Logout | AuditAction::Register));
    let object = match kind.parse::<AuditKind>().ok() {
        Some(AuditKind::ApiKey) if session => String::new(),
        // Keys have no name that says anything.
        Some(AuditKind::GitSshKey) => " the git ssh key".to_owned(),
        found => format!(" {} {{target}}", found.map_or(kind, |known| known.in_words())),
    };
    format!("{subject}{verb}{object}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_who_did_what_to_what() {
        for (kind, action, status, expected) in [
            ("group", "write", 200, "{user} updated group {target}"),
            ("organization_member", "create", 200, "{user} created organization member {target}"),
            ("group", "delete", 403, "{user} unsuccessfully attempted to delete group {target}"),
            ("api_key", "login", 201, "{user} logged in"),
            ("api_key", "login", 401, "{user} unsuccessfully attempted to login"),
            ("api_key", "create", 201, "{user} created token {target}"),
            ("git_ssh_key", "write", 200, "{user} updated the git ssh key"),
            ("user", "request_password_reset", 204, "password reset requested for user {target}"),
            ("dragon", "tame", 200, "{user} tame dragon {target}"),
        ] {
            assert_eq!(sentence(kind, action, status), expected);
        }
    }
}
