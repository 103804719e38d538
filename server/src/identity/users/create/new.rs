//! A new account in the audit log.

use burgrave_store::NewUser;

use crate::application::command::Diff;

/// A new account for the audit log, without its password.
pub(crate) fn diff(new: &NewUser) -> Diff {
    let diff = Diff::default()
        .field("username", "", new.username.as_str())
        .field("email", "", new.email.as_str())
        .field("name", "", new.name.as_str())
        .field("status", "", new.status.as_str())
        .field("login_type", "", new.login_type.as_str())
        .field("rbac_roles", Vec::<String>::new(), new.rbac_roles.clone())
        .field("service_account", false, new.service_account);
    if new.hashed_password.is_some() { diff.secret("hashed_password") } else { diff }
}
