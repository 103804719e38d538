//! Objects that an operation reads anyway, so that one statement reads them together with the caller. Only
//! reads of single objects use this: an operation in a transaction would read them again.

use burgrave_api::runtime::Cx;

use crate::application::{App, Prefetch, find};

/// The operation that reads a user.
const ACCOUNT: &str = "getUser";
/// Operations that first read the organization in their path.
const ORGANIZATION: [&str; 3] = ["getOrganization", "getWorkspaceSharing", "getUserOrganization"];

/// The object that is read together with the caller; `None` where the store caches callers.
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
