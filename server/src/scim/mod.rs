//! SCIM 2.0: what identity providers do to people and groups. The rules of the protocol are the core's; here it meets
//! accounts, organizations and the database.
//!
//! - `key`: who may. `errand`: one change. `users`, `groups`: one file an action.
//! - `query`, `page`: lists. `search`: across types. `bulk`: many operations at once. `discovery`: what there is.

pub(crate) mod bulk;
pub(crate) mod discovery;
pub(crate) mod errand;
pub(crate) mod groups;
pub(crate) mod key;
pub(crate) mod page;
pub(crate) mod query;
pub(crate) mod resource;
pub(crate) mod search;
pub(crate) mod users;
