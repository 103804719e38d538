//! Requests about provisioner jobs and daemons.

use std::sync::Arc;

use burgrave_api::runtime::ApiError;
use burgrave_api::{
    ListProvisionerDaemonsParams, ListProvisionerJobsParams, ProvisionerDaemonStatus, ProvisionerJobStatus,
    ServeProvisionerDaemonParams,
};
use burgrave_core::provisioning::daemon::{DaemonFilter, DaemonStatus};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::tags::TagFilter;
use burgrave_store::{DaemonList, JobFilter};

use crate::application::Caller;
use crate::fault::{Fault, FieldFault};
use crate::provisioning::daemons::{Asked, DaemonCredential, Shown, age};

/// A filter of jobs.
pub(crate) fn job_filter(params: ListProvisionerJobsParams) -> Result<JobFilter, ApiError> {
    let mut faults = Vec::new();
    let tags = tags(params.tags.as_deref(), &mut faults);
    refuse(faults)?;
    Ok(JobFilter {
        ids: some(params.ids),
        statuses: params.status.into_iter().map(job_status).collect(),
        tags,
        initiator: params.initiator,
        limit: number(params.limit),
    })
}

/// A filter of daemons.
pub(crate) fn daemon_list(params: ListProvisionerDaemonsParams) -> Result<DaemonList, ApiError> {
    let mut faults = Vec::new();
    let tags = tags(params.tags.as_deref(), &mut faults);
    let max_age = params
        .max_age
        .filter(|text| !text.is_empty())
        .and_then(|text| age(&text).map_err(|fault| faults.push(field("max_age", fault.to_string()))).ok());
    refuse(faults)?;
    let filter = DaemonFilter {
        statuses: params.status.into_iter().map(daemon_status).collect(),
        // Where it is left out, `status` decides whether offline daemons are listed.
        offline: params.offline.then_some(true),
        max_age,
    };
    Ok(DaemonList { ids: some(params.ids), filter, tags, limit: number(params.limit) })
}

/// What a daemon shows that connects, and what it says of itself, once it is known which credential counts.
pub(crate) fn daemon(
    params: ServeProvisionerDaemonParams,
    caller: Option<Arc<Caller>>,
) -> (Shown, impl FnOnce(DaemonCredential) -> Asked) {
    let (key, psk) = (params.coder_provisioner_daemon_key, params.coder_provisioner_daemon_psk);
    let asked = move |credential| Asked {
        organization: params.organization,
        credential,
        provisioners: params.provisioner,
        tags: params.tag,
        name: params.name,
        // Clients send it twice; the first one counts.
        api_version: params.version.into_iter().next().unwrap_or_default(),
        version: params.x_coder_build_version.unwrap_or_default(),
    };
    (Shown { caller, key, psk }, asked)
}

/// An empty list is the same as none.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

/// The specification keeps it from being negative.
fn number(limit: i32) -> u32 {
    u32::try_from(limit).unwrap_or(0)
}

fn tags(text: Option<&str>, faults: &mut Vec<FieldFault>) -> TagFilter {
    TagFilter::parse(text.unwrap_or_default()).unwrap_or_else(|fault| {
        faults.push(field("tags", fault.to_string()));
        TagFilter::default()
    })
}

fn field(name: &str, detail: String) -> FieldFault {
    FieldFault { field: name.into(), detail }
}

fn refuse(faults: Vec<FieldFault>) -> Result<(), Fault> {
    if faults.is_empty() { Ok(()) } else { Err(Fault::UnknownFilter(faults)) }
}

fn job_status(status: ProvisionerJobStatus) -> JobStatus {
    match status {
        ProvisionerJobStatus::Pending => JobStatus::Pending,
        ProvisionerJobStatus::Running => JobStatus::Running,
        ProvisionerJobStatus::Succeeded => JobStatus::Succeeded,
        ProvisionerJobStatus::Canceling => JobStatus::Canceling,
        ProvisionerJobStatus::Canceled => JobStatus::Canceled,
        ProvisionerJobStatus::Failed => JobStatus::Failed,
    }
}

fn daemon_status(status: ProvisionerDaemonStatus) -> DaemonStatus {
    match status {
        ProvisionerDaemonStatus::Idle => DaemonStatus::Idle,
        ProvisionerDaemonStatus::Busy => DaemonStatus::Busy,
        ProvisionerDaemonStatus::Offline => DaemonStatus::Offline,
    }
}
