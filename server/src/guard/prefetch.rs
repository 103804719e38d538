//! What an operation will read anyway, so that one statement reads it together with the caller. Only point
//! reads have it: operations in a transaction read it again.

use burgrave_api::runtime::Cx;

use crate::application::{App, Prefetch, find};

/// Reads of one account.
const ACCOUNT: &str = "getUser";
/// Reads that begin with the organization in the path.
const ORGANIZATION: [&str; 3] = ["getOrganization", "getWorkspaceSharing", "getUserOrganization"];

/// What is read together with the caller; nothing where the store caches callers.
pub(super) fn prefetch(app: &App, cx: &Cx) -> Option<Prefetch> {
    if app.store().remembers() {
        return None;
    }
    let id = cx.operation.id;
    if id == ACCOUNT {
        let own = cx.variable("user")?.eq_ignore_ascii_case(find::ME);
        return own.then_some(Prefetch::OwnOrganizations);
    }
    if !ORGANIZATION.contains(&id) {
        return None;
    }
    let written = cx.variable("organization").or_else(|| cx.variable("organizationname"))?;
    Some(Prefetch::Organization(written.to_owned(), find::organization_name(written)))
}
