//! Searching for people who could become members.

use std::sync::Arc;

use burgrave_core::authorization::{Read, Refused};
use burgrave_store::{Candidates, Page, UserRecord};

use super::may_add;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// People who are no members of the organization that `written` names, by username. Callers who may add them
/// may find them: no permission beyond the organization is asked for.
///
/// # Errors
/// `Hidden`, `Forbidden`; `UnknownFilter` for an unknown cursor.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    page: Page,
) -> Result<Vec<UserRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            if !may_add(&caller, organization.id) {
                return Err(Fault::refused(Refused::Forbidden, "add members to this organization"));
            }
            let Page { words, limit, after, .. } = page;
            if let Some(after) = after
                && reader.user_by_id(after).await?.is_none_or(|user| user.deleted_at.is_some())
            {
                return Err(Fault::unknown_filter("after_id", "must be the id of a user"));
            }
            let asked = Candidates { organization: organization.id, words, limit, after };
            Ok(reader.candidates(&asked).await?)
        })
        .await
}
