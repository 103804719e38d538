//! Workspace proxies: places beside the server itself from which workspaces can be reached.
//!
//! - `view`: a proxy as people see it, the primary one among them. `primary`: how that one looks. `find`: by what
//!   a request names one.
//! - `list`, `create`, `update`, `delete`: what people do with them.
//! - `program`: who shows a proxy's token. `register`, `app_stats`: what such a program
//!   says.
//! - `crypto_keys`: what the server and such programs protect tokens with.
//! - `health`: whether proxies can be used. `check`: one of them, asked.

mod app_stats;
mod check;
mod create;
mod crypto_keys;
mod delete;
mod find;
mod health;
mod list;
mod primary;
mod program;
mod register;
mod update;
mod view;

pub(crate) use app_stats::{AppSession, ReportAppStats};
pub(crate) use create::CreateProxy;
pub(crate) use crypto_keys::{CryptoKey, crypto_keys, rotate_keys};
pub(crate) use delete::DeleteProxy;
pub(crate) use health::{check_all, check_soon};
pub(crate) use list::{get, list};
pub(crate) use program::{Program, authenticate};
pub(crate) use register::{Deregister, Register, Registered};
pub(crate) use update::UpdateProxy;
pub(crate) use view::ProxyView;
