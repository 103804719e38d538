//! Template versions: the states of a template's archive, each with the job that imports it.
//!
//! - `create`: a version with its job. `request`: what is demanded of one before it is made. `declared_tags`:
//!   which daemons its own files ask for.
//! - `update`, `cancel`, `archive`: what is changed later.
//! - `view`, `get`: a version as it is shown. `results`, `resources`: what its import found.
//! - `logs`: what its import wrote, and follows of it.

mod archive;
mod cancel;
mod create;
mod declared_tags;
mod get;
mod logs;
mod request;
mod resources;
mod results;
mod update;
mod view;

pub(crate) use archive::{ArchiveVersion, UnarchiveVersion};
pub(crate) use cancel::CancelImport;
pub(crate) use create::{NewVersion, create};
pub(crate) use get::get;
pub(crate) use logs::{logs, to_follow};
pub(in crate::provisioning) use request::variables as variables_given;
pub(crate) use resources::resources;
pub(in crate::provisioning) use results::{described, kept_as, unfinished};
pub(crate) use results::{external_auth, parameters, presets, variables};
pub(crate) use update::UpdateVersion;
pub(crate) use view::{VersionView, viewed};
