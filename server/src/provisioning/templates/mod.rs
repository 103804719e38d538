//! Templates, and who may use and govern them.
//!
//! - `settings`: what may be set, within its bounds. `create`, `update`, `delete`: changes.
//! - `get`, `list`: reads. `days`: how many people use one.
//! - `versions`: the versions of one. `promote`, `archive`: what is done to them.
//! - `explain`: why somebody may do something to one. `access`: the access list. `candidates`: who can be put
//!   there.

mod access;
mod archive;
mod candidates;
mod create;
mod days;
mod delete;
mod explain;
mod get;
mod list;
mod promote;
mod settings;
mod update;
mod versions;

pub(crate) use access::{ChangeAccess, TemplateAccess, access};
pub(crate) use archive::ArchiveVersions;
pub(crate) use candidates::candidates;
pub(crate) use create::{NewTemplateInput, create};
pub(crate) use days::{DailyUse, daily_use};
pub(crate) use delete::DeleteTemplate;
pub(crate) use explain::{AccessExplanation, AccessQuestion, explain_access};
pub(crate) use get::{TemplateReference, get};
pub(crate) use list::list;
pub(crate) use promote::ActivateVersion;
pub(crate) use settings::TemplateSettings;
pub(crate) use update::UpdateTemplate;
pub(crate) use versions::{VersionReference, previous, version, versions};
