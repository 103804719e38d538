//! A page of the users that the caller may read.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Resource};
use burgrave_core::ids::UserId;
use burgrave_store::{Page, Reader, UserFilter};

use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::identity::users::UserView;

/// A page, and how many match on all pages.
pub(crate) struct UserPage {
    /// The users of the page, by username.
    pub(crate) users: Vec<UserView>,
    /// All that match.
    pub(crate) count: u64,
}

/// The users that match and that the caller may read.
///
/// # Errors
/// `UnknownFilter` for a cursor that is not in the list.
pub(crate) async fn list(app: &App, caller: Arc<Caller>, search: UserFilter) -> Result<UserPage, Fault> {
    let filter = UserFilter { visible: Some(caller.visible(Action::Read, Resource::User)), ..search };
    app.store()
        .scan(move |reader| async move {
            if let Some(after) = filter.page.after
                && !holds(&reader, &filter, after).await?
            {
                return Err(Fault::unknown_filter("after_id", "must be the id of an entry of this list"));
            }
            let count = reader.count_users(&filter).await?;
            let users = reader.users(&filter).await?;
            Ok(UserPage { users: UserView::several(&reader, users).await?, count })
        })
        .await
}

async fn holds(reader: &Reader, filter: &UserFilter, user: UserId) -> Result<bool, Fault> {
    if filter.ids.as_ref().is_some_and(|ids| !ids.contains(&user)) {
        return Ok(false);
    }
    let page = Page { words: filter.page.words.clone(), ..Page::default() };
    let only = UserFilter { ids: Some(vec![user]), page, ..filter.clone() };
    Ok(reader.count_users(&only).await? > 0)
}
