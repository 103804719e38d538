//! The visitor of a page, signed in or not.

use std::sync::Arc;

use crate::application::Caller;

/// The visitor of a page.
pub(crate) struct Visitor {
    /// Who it is; none where the session has ended, or never was one.
    pub(crate) caller: Option<Arc<Caller>>,
    /// What a form of theirs has to hold.
    pub(crate) csrf_token: String,
}
