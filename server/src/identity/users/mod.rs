//! Accounts of people: one file an action. `view` is an account with its organizations, `by_day` how many
//! there were of each status.

pub(crate) mod by_day;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod first;
pub(crate) mod get;
pub(crate) mod git_ssh_key;
pub(crate) mod list;
pub(crate) mod organizations;
pub(crate) mod owners;
pub(crate) mod passcode;
pub(crate) mod password;
pub(crate) mod personal;
pub(crate) mod preferences;
pub(crate) mod profile;
pub(crate) mod rights;
pub(crate) mod roles;
pub(crate) mod status;
mod view;

pub(crate) use roles::SetUserRoles;
pub(crate) use view::UserView;
