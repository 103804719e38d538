//! The visitor of a page, signed in or not.

use std::sync::Arc;

use crate::application::Caller;

/// The visitor of a page.
pub(crate) struct Visitor {
    /// The user; `None` without a session, or after its end.
    pub(crate) caller: Option<Arc<Caller>>,
    /// The CSRF token that a form has to send.
    pub(crate) csrf_token: String,
}
