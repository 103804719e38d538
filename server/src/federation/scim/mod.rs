//! SCIM 2.0: what identity providers do to people and groups. The rules of the protocol are the core's; here
//! it meets accounts, organizations and the database.
//!
//! - `key`: who may. `create`, `get`, `list`, `change`, `delete`: one file an action, for both kinds of
//!   resources. `asked`: what the two changes share. `kind`: which of them; `users`, `groups`: what each does
//!   in its own way.
//! - `query`, `page`: lists. `search`: across types. `bulk`: many operations at once. `discovery`: what there
//!   is.

pub(crate) mod bulk;
pub(crate) mod change;
mod change_request;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod discovery;
pub(crate) mod get;
mod groups;
pub(crate) mod key;
pub(crate) mod kind;
pub(crate) mod list;
pub(crate) mod page;
pub(crate) mod query;
pub(crate) mod resource;
pub(crate) mod search;
mod users;
