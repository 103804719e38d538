//! `/account` and what is below it: the pages on which people keep their own account.

mod apps;
mod entry;
mod notifications;
mod profile;
mod sessions;
mod ssh_key;
mod tokens;
