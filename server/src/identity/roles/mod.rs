//! Roles that people hold, in the whole deployment or in one organization.
//!
//! - `list`: those that there are, as [`RoleView`]s. `custom`: those that an organization makes for itself.
//! - `user`, `member`: giving and taking them; what every member of an organization gets is a setting of that. `swap`: the
//!   rules of all three.

pub(crate) mod custom;
pub(crate) mod list;
mod member;
pub(crate) mod swap;
pub(crate) mod user;
mod view;

pub(crate) use member::SetMemberRoles;
pub(crate) use user::SetUserRoles;
pub(crate) use view::RoleView;
