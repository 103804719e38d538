//! Organizations: one file an action.

mod create;
mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod sharing;
mod update;

pub(crate) use create::CreateOrganization;
pub(crate) use delete::DeleteOrganization;
pub(crate) use update::UpdateOrganization;
