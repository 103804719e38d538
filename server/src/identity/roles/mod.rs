//! Roles that people hold, in the whole deployment or in one organization.
//!
//! - `list`: those that there are, as [`RoleView`]s. `custom`: those that an organization makes for itself.
//! - `member`: giving and taking those of an organization; what every member gets is a setting of that. Those
//!   of the site stand with the users. `swap`: the rules of all three.

pub(crate) mod custom;
pub(crate) mod list;
mod member;
pub(crate) mod swap;
mod view;

pub(crate) use member::SetMemberRoles;
pub(crate) use view::RoleView;
