//! For whom workspaces can be made.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Object, Read, Refused, Resource};
use burgrave_store::{MemberWithUser, Page, UserFilter, UserStatus};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The members of an organization for whom the caller may make workspaces, by username: all that aren't
/// suspended.
///
/// # Errors
/// `Hidden`; `Forbidden` for those who may make workspaces for themselves only.
pub(crate) async fn owners(
    app: &App,
    caller: Arc<Caller>,
    (written, user): (String, String),
    page: Page,
) -> Result<Vec<MemberWithUser>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let what = "make workspaces for others in this organization";
            let organization = find::organization::<Read>(&reader, &caller, &written, what).await?;
            let asked = find::users_id(&reader, &caller, &user).await?.ok_or(Fault::Hidden)?;
            if asked != caller.user.id {
                find::member(&reader, &caller, organization.id, &user).await?;
            }
            let anybodys = Object::within(Resource::Workspace, organization.id);
            if !caller.may(Action::Create, &anybodys) {
                return Err(Fault::refused(Refused::Forbidden, what));
            }
            let statuses = vec![UserStatus::Active, UserStatus::Dormant];
            let asked = UserFilter { page, statuses, ..UserFilter::default() };
            Ok(reader.members(organization.id, None, &asked).await?.rows)
        })
        .await
}
