//! Workspaces: what people work in.
//!
//! - `view`, `get`: a workspace as it is shown.
//! - `create`: one comes about. `rename`, `autostart`, `ttl`, `extend`, `dormant`, `updates`, `favorite`: what its owner sets;
//!   `settings` is what these share. `usage`: somebody uses it.
//! - `access`: who may use it beside its owner. `owner`: it gets another one.

mod access;
mod autostart;
mod create;
mod dormant;
mod extend;
mod favorite;
mod get;
mod owner;
mod rename;
mod settings;
mod ttl;
mod updates;
mod usage;
mod view;

pub(crate) use access::{ChangeWorkspaceAccess, ClearWorkspaceAccess, WorkspaceAccess, access};
pub(crate) use autostart::SetAutostart;
pub(crate) use create::{NewWorkspaceInput, create};
pub(crate) use dormant::SetDormant;
pub(crate) use extend::ExtendWorkspace;
pub(crate) use favorite::SetFavorite;
pub(crate) use get::{WorkspaceReference, get};
pub(crate) use owner::HandOver;
pub(crate) use rename::RenameWorkspace;
pub(crate) use ttl::SetTtl;
pub(crate) use updates::SetAutomaticUpdates;
pub(crate) use usage::UseWorkspace;
pub(crate) use view::WorkspaceView;
