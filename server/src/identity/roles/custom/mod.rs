//! Roles that an organization makes for itself: `rules` decide whether, `save` and `delete` do it.

mod delete;
mod rules;
mod save;

pub(crate) use delete::DeleteCustomRole;
pub(crate) use rules::{CustomRoleInput, PermissionInput};
pub(crate) use save::{Save, SaveCustomRole};
