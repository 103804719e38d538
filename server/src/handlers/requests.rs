//! What several handlers take from their input.

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_core::search;
use burgrave_store::Page;
use uuid::Uuid;

use crate::application::ClientInfo;
use crate::fault::{Fault, FieldFault};

impl From<&Cx> for ClientInfo {
    fn from(cx: &Cx) -> Self {
        Self {
            request_id: cx.request_id.into(),
            address: cx.client_address.to_string(),
            user_agent: cx.user_agent.clone(),
        }
    }
}

/// Where the request came from.
pub(super) fn client(cx: &Cx) -> ClientInfo {
    cx.into()
}

/// Which page of a list of people is asked for. The specification keeps the numbers from being negative.
pub(super) fn page(
    q: Option<String>,
    limit: i32,
    offset: i32,
    after: Option<Uuid>,
) -> Result<Page, ApiError> {
    let words = search::words(&q.unwrap_or_default()).map_err(|fault| {
        Fault::UnknownFilter(vec![FieldFault { field: "q".into(), detail: fault.to_string() }])
    })?;
    Ok(Page { words, ..part(limit, offset, after) })
}

/// The same without a search.
pub(super) fn part(limit: i32, offset: i32, after: Option<Uuid>) -> Page {
    let number = |number: i32| u32::try_from(number).unwrap_or(0);
    Page { words: Vec::new(), limit: number(limit), offset: number(offset), after: after.map(Into::into) }
}

/// A text filter: empty is the same as absent.
pub(super) fn filter(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
