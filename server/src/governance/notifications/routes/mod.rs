//! Routes: where an organization wants messages about it to go beside the people whom they concern. Whoever may
//! change the organization decides about them.
//!
//! - `list`, `create`, `update`, `delete`: what is done with them.
//! - `matching`: which of them a message takes. `carrier`: how it is sent, `payload`: in which form.

mod carrier;
mod create;
mod delete;
mod list;
mod matching;
mod payload;
mod update;

pub(super) use carrier::Routed;
pub(crate) use create::CreateRoute;
pub(crate) use delete::DeleteRoute;
pub(crate) use list::routes;
pub(super) use matching::tell_routes;
pub(crate) use update::{RouteChanges, UpdateRoute};

/// The word that the queue has for messages to routes.
pub(super) const METHOD: &str = "route";

/// Routes of one organization at most.
const MOST_ROUTES: u32 = 50;
