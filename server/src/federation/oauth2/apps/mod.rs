//! Clients and their secrets, as owners keep them: one file an action. `narrow`: what becomes of tokens when
//! an app may ask for less.

mod create;
mod delete;
pub(crate) mod get;
pub(super) mod narrow;
mod rules;
pub(crate) mod secrets;
mod update;

pub(crate) use create::CreateApp;
pub(super) use create::entry as created;
pub(crate) use delete::DeleteApp;
pub(super) use delete::entry as deleted;
pub(crate) use rules::RedirectTargets;
pub(crate) use secrets::{CreateAppSecret, DeleteAppSecret};
pub(crate) use update::UpdateApp;
pub(super) use update::entry as updated;
