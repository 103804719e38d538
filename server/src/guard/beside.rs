//! What a request will read anyway, known before its caller is. Only operations that are point reads have something: those
//! that look at one moment of the database, changes among them, read it again.

use burgrave_api::runtime::Cx;

use crate::application::{App, Beside, find};

/// Reads of one account.
const ACCOUNT: &str = "getUser";
/// Reads that begin with the organization in the path.
const ORGANIZATION: [&str; 3] = ["getOrganization", "getWorkspaceSharing", "getUserOrganization"];

/// What a request reads beside its caller; nothing where the store remembers callers.
pub(super) fn asked_for(app: &App, cx: &Cx) -> Option<Beside> {
    if app.store().remembers() {
        return None;
    }
    let id = cx.operation.id;
    if id == ACCOUNT {
        let own = cx.variable("user")?.eq_ignore_ascii_case(find::ME);
        return own.then_some(Beside::OwnOrganizations);
    }
    if !ORGANIZATION.contains(&id) {
        return None;
    }
    let written = cx.variable("organization").or_else(|| cx.variable("organizationname"))?;
    Some(Beside::Organization(written.to_owned(), find::organization_name(written)))
}
