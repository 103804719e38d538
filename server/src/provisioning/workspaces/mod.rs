//! Workspaces: what people work in.
//!
//! - `view`, `get`: a workspace as it is shown. `list`, `search`: many of them.
//! - `seen`: a workspace as it changes, read once for all who watch it. `watch`: what one of them is told.
//!   `ping`: that the connection stands.
//! - `create`: one comes about. `autofill`: what somebody told a template's workspaces last. `owners`: for
//!   whom workspaces can be made.
//! - `rename`, `autostart`, `ttl`, `extend`, `dormant`, `updates`, `favorite`: what its owner sets;
//!   `settings` is what these share. `resolve_autostart`: what would keep one from starting by itself.
//!   `usage`: somebody uses it.
//! - `access`: who may use it beside its owner. `owner`: it gets another one.

mod access;
mod autofill;
mod autostart;
mod create;
mod dormant;
mod extend;
mod favorite;
mod get;
mod list;
mod owner;
mod owners;
mod ping;
mod rename;
mod resolve_autostart;
mod search;
mod seen;
mod settings;
mod ttl;
mod updates;
mod usage;
mod view;
mod watch;

pub(crate) use access::{ChangeWorkspaceAccess, ClearWorkspaceAccess, WorkspaceAccess, access};
pub(crate) use autofill::autofill;
pub(crate) use autostart::SetAutostart;
pub(crate) use create::{NewWorkspaceInput, create};
pub(crate) use dormant::SetDormant;
pub(crate) use extend::ExtendWorkspace;
pub(crate) use favorite::SetFavorite;
pub(crate) use get::{WorkspaceReference, get};
pub(crate) use list::{Part, list};
pub(crate) use owner::HandOver;
pub(crate) use owners::owners;
pub(crate) use ping::ping;
pub(crate) use rename::RenameWorkspace;
pub(crate) use resolve_autostart::parameter_mismatch;
pub(crate) use seen::Watches;
pub(crate) use ttl::SetTtl;
pub(crate) use updates::SetAutomaticUpdates;
pub(crate) use usage::{UseWorkspace, note_use};
pub(crate) use view::WorkspaceView;
pub(crate) use watch::{Event, Watcher, follow, watch};
