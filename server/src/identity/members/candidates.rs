//! Searching for people who could become members.

use std::sync::Arc;

use burgrave_core::authorization::{Read, Refused};
use burgrave_core::ids::UserId;
use burgrave_store::{Candidates, UserRecord};

use super::add::may_add;
use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};

/// Which people are asked for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Each must occur in the username or the name, or be the whole email address.
    pub(crate) words: Vec<String>,
    /// People at most.
    pub(crate) limit: u32,
    /// Start after this user.
    pub(crate) after: Option<UserId>,
}

/// People who are no members of the organization that `written` names, by username. Whoever may add them may find them:
/// no permission beyond the organization is asked for.
///
/// # Errors
/// `Hidden`, `Forbidden`; `UnknownFilter` for a cursor that is nobody.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    wanted: Wanted,
) -> Result<Vec<UserRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            if !may_add(&caller, organization.id) {
                return Err(Fault::refused(Refused::Forbidden, "add members to this organization"));
            }
            let Wanted { words, limit, after } = wanted;
            if let Some(after) = after
                && reader.user_by_id(after).await?.is_none()
            {
                let detail = "must be the id of a user".into();
                return Err(Fault::UnknownFilter(vec![FieldFault { field: "after_id".into(), detail }]));
            }
            let asked = Candidates { organization: organization.id, words, limit, after };
            Ok(reader.candidates(&asked).await?)
        })
        .await
}
