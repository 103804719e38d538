//! Keys by which daemons on other machines come in.
//!
//! - `create`, `delete`, `list`: what people do with them. `of_secret`: what a daemon shows.

mod create;
mod delete;
mod list;
mod of_secret;

pub(crate) use create::CreateKey;
pub(crate) use delete::DeleteKey;
pub(crate) use list::{KeyDaemons, list, list_with_daemons};
pub(crate) use of_secret::{SecretFault, of_secret};

pub(crate) use super::signals::key_topic;
