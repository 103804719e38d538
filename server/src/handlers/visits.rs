//! Who visits a page.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, StatusCode};

use crate::application::Caller;
use crate::fault::Fault;
use crate::guard::Visitor;
use crate::identity::users::rights;
use crate::pages::redirect;

/// The visitor and their caller, if they are signed in.
pub(super) fn signed_in(visitor: Option<Arc<Visitor>>) -> Option<(Arc<Visitor>, Arc<Caller>)> {
    let visitor = visitor?;
    let caller = visitor.caller.clone()?;
    Some((visitor, caller))
}

/// Who visits a page of their own account.
pub(super) enum Guest {
    /// Somebody with a full session.
    Person(Arc<Visitor>, Arc<Caller>),
    /// Nobody: this is the login page, which leads back.
    Nobody(String),
}

/// Who visits the page of their own account at this path.
///
/// # Errors
/// 403 for a token of narrower scope, and that of an app: the account is more than they reach.
pub(super) fn guest(visitor: Option<Arc<Visitor>>, path: &str) -> Result<Guest, ApiError> {
    let Some((visitor, caller)) = signed_in(visitor) else {
        return Ok(Guest::Nobody(redirect::login_for(path)));
    };
    if rights::has_full_reach(&caller) {
        return Ok(Guest::Person(visitor, caller));
    }
    let detail = "Your token reaches only part of what you may do. Sign in to keep your account.".into();
    Err(Fault::Forbidden { detail }.into())
}

/// Whether a page shows an error above its form: what people can mend there, or have to know.
pub(super) fn is_for_the_form(error: &ApiError) -> bool {
    let known = [StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, StatusCode::CONFLICT];
    known.contains(&error.status())
}
