//! What many requests have.

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_core::ids::UserId;
use burgrave_store::{Page, UserFilter};

use crate::application::ClientInfo;
use crate::identity::search::{self, PeopleList};

impl From<&Cx> for ClientInfo {
    fn from(cx: &Cx) -> Self {
        Self {
            request_id: cx.request_id.into(),
            address: cx.client_address.to_string(),
            user_agent: cx.user_agent.clone(),
        }
    }
}

/// The client of the request.
pub(crate) fn client(cx: &Cx) -> ClientInfo {
    cx.into()
}

/// A search for users, and a page of what it finds. The specification keeps the numbers from being negative.
pub(crate) fn people(
    of: PeopleList,
    q: Option<String>,
    limit: i32,
    offset: i32,
    after: Option<UserId>,
) -> Result<UserFilter, ApiError> {
    let search = search::people(of, &q.unwrap_or_default())?;
    let page = Page { words: search.page.words, ..self::page(limit, offset, after) };
    Ok(UserFilter { page, ..search })
}

/// A page of a list.
pub(crate) fn page<Id>(limit: i32, offset: i32, after: Option<Id>) -> Page<Id> {
    let number = |number: i32| u32::try_from(number).unwrap_or(0);
    Page { words: Vec::new(), limit: number(limit), offset: number(offset), after }
}

/// A filter by a text: an empty one is the same as absent.
pub(crate) fn filter(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
