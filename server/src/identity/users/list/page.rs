//! A page of the users that the caller may read.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Resource};
use burgrave_core::ids::UserId;
use burgrave_store::{Page, Reader, UserFilter};

use super::query;
use crate::application::{App, Caller};
use crate::fault::{Fault, FieldFault};
use crate::identity::users::UserView;

/// A page, and how many match on all pages.
pub(crate) struct Found {
    /// The users of the page, by username.
    pub(crate) users: Vec<UserView>,
    /// All that match.
    pub(crate) count: u64,
}

/// The users that match `q` and that the caller may read. `part` says which page; its
/// words don't count.
///
/// # Errors
/// `BrokenRule` for a search that can't be read; `UnknownFilter` for a cursor that is not in the list.
pub(crate) async fn list(app: &App, caller: Arc<Caller>, q: String, part: Page) -> Result<Found, Fault> {
    let mut filter = query::read(&q)?;
    filter.page = Page { words: filter.page.words, ..part };
    filter.visible = Some(caller.visible(Action::Read, Resource::User));
    app.store()
        .scan(move |reader| async move {
            if let Some(after) = filter.page.after
                && !holds(&reader, &filter, after).await?
            {
                return Err(not_listed());
            }
            let count = reader.count_users(&filter).await?;
            let users = reader.users(&filter).await?;
            Ok(Found { users: UserView::several(&reader, users).await?, count })
        })
        .await
}

async fn holds(reader: &Reader, filter: &UserFilter, user: UserId) -> Result<bool, Fault> {
    let page = Page { words: filter.page.words.clone(), ..Page::default() };
    let only = UserFilter { ids: Some(vec![user]), page, ..filter.clone() };
    Ok(reader.count_users(&only).await? > 0)
}

fn not_listed() -> Fault {
    let detail = "must be the id of an entry of this list".into();
    Fault::UnknownFilter(vec![FieldFault { field: "after_id".into(), detail }])
}
