//! The commands that are no operation: one file each.

mod api;
mod browser;
mod completions;
mod list;
mod login;
mod logout;
mod man;
mod servers;

pub(crate) use api::api;
pub(crate) use completions::completions;
pub(crate) use list::list;
pub(crate) use login::login;
pub(crate) use logout::logout;
pub(crate) use man::man;
pub(crate) use servers::servers;
