//! Answers about provisioner daemons.

use burgrave_api::runtime::ApiError;
use burgrave_api::{
    ProvisionerDaemon, ProvisionerDaemonJob, ProvisionerDaemonStatus, ProvisionerKey, ProvisionerKeyDaemons,
    ProvisionerType,
};
use burgrave_core::provisioning::daemon::DaemonStatus;
use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::key::ReservedKey;
use burgrave_store::{DaemonJob, DaemonWithJobs, ProvisionerKeyRecord};
use chrono::{DateTime, Utc};
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;

use super::jobs::{job_status, tags};
use crate::fault::{Fault, SignedOut, signed_out};
use crate::provisioning::daemons::NoCredential;
use crate::provisioning::keys::KeyDaemons;

/// A daemon and its jobs.
pub(crate) fn daemon(found: DaemonWithJobs, now: DateTime<Utc>) -> ProvisionerDaemon {
    let status = found.status(now);
    let DaemonWithJobs { daemon, current, previous } = found;
    let key_id = daemon.key_id.unwrap_or(ReservedKey::BuiltIn.id());
    let reserved = ReservedKey::of(key_id).map(|key| key.name().to_owned());
    ProvisionerDaemon {
        id: daemon.id,
        organization_id: daemon.organization_id,
        key_id,
        created_at: daemon.created_at,
        last_seen_at: daemon.last_seen_at.unwrap_or(daemon.created_at),
        name: daemon.name,
        version: daemon.version,
        api_version: daemon.api_version,
        provisioners: daemon.provisioners.into_iter().map(provisioner).collect(),
        tags: tags(&daemon.tags),
        key_name: reserved.or(daemon.key_name).unwrap_or_default(),
        status: daemon_status(status),
        current_job: current.map(daemon_job),
        previous_job: previous.map(daemon_job),
    }
}

/// What those are told whose credential doesn't count.
pub(crate) fn no_credential(why: NoCredential) -> ApiError {
    match why {
        NoCredential::Both => ApiError::bad_request(
            "API key and external provisioner authentication provided, but only one is allowed",
        ),
        // RFC 9110 section 15.5.2 wants a challenge beside every 401.
        NoCredential::Missing => ApiError::unauthorized(
            "API key or external provisioner authentication required, but none provided",
        )
        .header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"coder\"")),
        NoCredential::Wrong => {
            let detail = "The key or the secret that was sent isn't one, or both were sent.".to_owned();
            signed_out(SignedOut::Wrong { detail }, None)
        }
    }
}

/// A key, without its secret.
pub(crate) fn key(key: ProvisionerKeyRecord) -> Result<ProvisionerKey, ApiError> {
    Ok(ProvisionerKey {
        tags: key.tags().map_err(Fault::from)?,
        id: key.id,
        created_at: key.created_at,
        organization: key.organization_id,
        name: key.name,
    })
}

/// A key and its daemons.
pub(crate) fn key_with_daemons(
    found: KeyDaemons,
    now: DateTime<Utc>,
) -> Result<ProvisionerKeyDaemons, ApiError> {
    let daemons = found.daemons.into_iter().map(|one| daemon(one, now)).collect();
    Ok(ProvisionerKeyDaemons { key: key(found.key)?, daemons })
}

fn daemon_job(job: DaemonJob) -> ProvisionerDaemonJob {
    ProvisionerDaemonJob {
        id: job.id,
        status: job_status(job.status),
        template_name: job.template_name.unwrap_or_default(),
        template_icon: job.template_icon.unwrap_or_default(),
        template_display_name: job.template_display_name.unwrap_or_default(),
    }
}

/// The provisioner of a job.
fn provisioner(provisioner: Provisioner) -> ProvisionerType {
    match provisioner {
        Provisioner::Echo => ProvisionerType::Echo,
        Provisioner::Terraform => ProvisionerType::Terraform,
    }
}

/// The status of a daemon.
pub(crate) fn daemon_status(status: DaemonStatus) -> ProvisionerDaemonStatus {
    match status {
        DaemonStatus::Idle => ProvisionerDaemonStatus::Idle,
        DaemonStatus::Busy => ProvisionerDaemonStatus::Busy,
        DaemonStatus::Offline => ProvisionerDaemonStatus::Offline,
    }
}
