//! Templates, workspaces, and the jobs between them. `server/core/src/provisioning` has the rules.
//!
//! - `files`: archives that people upload.
//! - `templates`: what workspaces are made from. `versions`: the states of templates.
//! - `workspaces`: what people work in. `builds`: what takes a workspace from one state to another.
//! - `caps`: how many workspaces people may have.
//! - `jobs`: what daemons do, as people see it. `daemons`: who does it. `keys`: by which they come
//!   in from elsewhere.
//! - `dynamic`: parameters for the values that are given so far. `owner_facts`: what templates are told of
//!   people.
//! - `explain`: why a job waits. `input`: what only its daemon is told. `inits`: what jobs have found for the
//!   next ones.
//! - `sealed_variables`: values that a template calls sensitive.
//! - `dry_runs`: what a start would make, without making it.
//! - `drift`: what has changed of workspaces without a build.
//! - `insights`: who builds what, counted.
//! - `quotas`: what people may spend on workspaces, and what these cost.
//! - `work`: by which commands daemons do it.
//! - `entries`: entries of access lists.
//! - `followed_logs`: WebSockets that follow the log of a job.
//! - `schedule`: what happens to workspaces at its time.
//! - `tags`: which daemons builds need.
//! - `signals`: who is told of changes. `notices`: what people are told of.
//! - `resources`: what jobs planned or made, as people see it.

pub(crate) mod builds;
pub(crate) mod caps;
pub(crate) mod daemons;
pub(crate) mod drift;
pub(crate) mod dry_runs;
pub(crate) mod dynamic;
mod entries;
pub(crate) mod explain;
pub(crate) mod files;
pub(crate) mod followed_logs;
pub(crate) mod inits;
mod input;
pub(crate) mod insights;
pub(crate) mod jobs;
pub(crate) mod keys;
mod notices;
mod owner_facts;
pub(crate) mod quotas;
pub(crate) mod resources;
pub(crate) mod schedule;
mod sealed_variables;
mod signals;
mod tags;
pub(crate) mod templates;
pub(crate) mod versions;
pub(crate) mod work;
pub(crate) mod workspaces;

use burgrave_core::authorization::{Authorized, Object, Read, Resource};
use burgrave_core::ids::OrganizationId;
use burgrave_store::Reader;

use crate::application::{Caller, find};
use crate::fault::Fault;

use owner_facts::owner_facts;

/// The organization whose jobs the caller may read.
///
/// # Errors
/// `Hidden`, also for those who see the organization and not its jobs.
async fn organization_of_jobs(
    reader: &Reader,
    caller: &Caller,
    written: &str,
) -> Result<OrganizationId, Fault> {
    let organization = find::organization::<Read>(reader, caller, written, "read this organization").await?;
    let jobs = Object::within(Resource::ProvisionerJobs, organization.id);
    Authorized::<Read, _>::permit(&caller.subject, jobs).map_err(|_| Fault::Hidden)?;
    Ok(organization.id)
}
