//! Jobs and daemons in the words of the API.

use burgrave_api::{
    JobErrorCode as ApiErrorCode, ProvisionerDaemon, ProvisionerDaemonJob, ProvisionerDaemonStatus,
    ProvisionerJob, ProvisionerJobInput, ProvisionerJobLog, ProvisionerJobLogLogLevel,
    ProvisionerJobLogLogSource, ProvisionerJobMetadata, ProvisionerJobStatus, ProvisionerJobType,
    ProvisionerType, WorkspaceTransition,
};
use burgrave_core::ids::{ProvisionerKeyId, TemplateId};
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::daemon::DaemonStatus;
use burgrave_core::provisioning::job::{
    self, JobErrorCode, JobStatus, JobType, LogLevel, LogSource, Provisioner,
};
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{DaemonJob, DaemonWithJobs, JobMetadata, LogRecord};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::provisioning::jobs::JobView;

/// The key of daemons that are built in, which is none.
const BUILT_IN: (ProvisionerKeyId, &str) = (ProvisionerKeyId::new(Uuid::from_u128(1)), "built-in");

/// A job.
pub(super) fn job(view: JobView) -> ProvisionerJob {
    let JobView { job, metadata, place, workers, waiting } = view;
    let status = job.status();
    ProvisionerJob {
        id: job.id,
        created_at: job.created_at,
        started_at: job.started_at,
        completed_at: job.completed_at,
        canceled_at: job.canceled_at,
        error: job.error,
        error_code: job.error_code.map(error_code),
        status: job_status(status),
        worker_id: job.worker_id,
        worker_name: metadata.as_ref().and_then(|metadata| metadata.worker_name.clone()),
        file_id: job.file_id,
        tags: tags(&job.tags),
        queue_position: count(place.position),
        queue_size: count(place.size),
        organization_id: job.organization_id,
        initiator_id: job.initiator_id,
        input: ProvisionerJobInput {
            template_version_id: job.build_id.is_none().then_some(job.version_id),
            workspace_build_id: job.build_id,
            // It is kept in columns, which can always be read.
            error: None,
        },
        r#type: job_type(job.kind),
        available_workers: Some(workers).filter(|workers| !workers.is_empty()),
        waits_because: waiting,
        metadata: job_metadata(metadata, job.workspace_id),
        logs_overflowed: job.logs_overflowed,
    }
}

fn job_metadata(
    metadata: Option<JobMetadata>,
    workspace: Option<burgrave_core::ids::WorkspaceId>,
) -> ProvisionerJobMetadata {
    let known = metadata.is_some();
    let metadata = metadata.unwrap_or_default();
    ProvisionerJobMetadata {
        template_version_name: metadata.version_name.unwrap_or_default(),
        template_id: metadata.template_id.unwrap_or(TemplateId::nil()),
        template_name: metadata.template_name.unwrap_or_default(),
        template_display_name: metadata.template_display_name.unwrap_or_default(),
        template_icon: metadata.template_icon.unwrap_or_default(),
        workspace_id: workspace.filter(|_| known),
        workspace_name: metadata.workspace_name,
        workspace_build_transition: metadata.transition.map(transition),
    }
}

/// A daemon and what it does.
pub(super) fn daemon(found: DaemonWithJobs, now: DateTime<Utc>) -> ProvisionerDaemon {
    let status = found.status(now);
    let DaemonWithJobs { daemon, current, previous } = found;
    let (key_id, key_name) = BUILT_IN;
    ProvisionerDaemon {
        id: daemon.id,
        organization_id: daemon.organization_id,
        key_id: daemon.key_id.unwrap_or(key_id),
        created_at: daemon.created_at,
        last_seen_at: daemon.last_seen_at.unwrap_or(daemon.created_at),
        name: daemon.name,
        version: daemon.version,
        api_version: daemon.api_version,
        provisioners: daemon.provisioners.into_iter().map(provisioner).collect(),
        tags: tags(&daemon.tags),
        key_name: key_name.into(),
        status: daemon_status(status),
        current_job: current.map(daemon_job),
        previous_job: previous.map(daemon_job),
    }
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

/// Tags as a map.
pub(super) fn tags(tags: &Tags) -> BTreeMap<String, String> {
    tags.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// A number that clients read as one of 32 bits.
pub(super) fn count(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Where a job is.
pub(super) fn job_status(status: JobStatus) -> ProvisionerJobStatus {
    match status {
        JobStatus::Pending => ProvisionerJobStatus::Pending,
        JobStatus::Running => ProvisionerJobStatus::Running,
        JobStatus::Succeeded => ProvisionerJobStatus::Succeeded,
        JobStatus::Canceling => ProvisionerJobStatus::Canceling,
        JobStatus::Canceled => ProvisionerJobStatus::Canceled,
        JobStatus::Failed => ProvisionerJobStatus::Failed,
    }
}

fn job_type(kind: JobType) -> ProvisionerJobType {
    match kind {
        JobType::TemplateVersionImport => ProvisionerJobType::TemplateVersionImport,
        JobType::WorkspaceBuild => ProvisionerJobType::WorkspaceBuild,
        JobType::TemplateVersionDryRun => ProvisionerJobType::TemplateVersionDryRun,
    }
}

fn error_code(code: JobErrorCode) -> ApiErrorCode {
    match code {
        JobErrorCode::RequiredTemplateVariables => ApiErrorCode::RequiredTemplateVariables,
        JobErrorCode::MissingTemplateParameter => ApiErrorCode::MissingTemplateParameter,
        JobErrorCode::InsufficientQuota => ApiErrorCode::InsufficientQuota,
    }
}

/// What a build makes of a workspace.
pub(super) fn transition(transition: Transition) -> WorkspaceTransition {
    match transition {
        Transition::Start => WorkspaceTransition::Start,
        Transition::Stop => WorkspaceTransition::Stop,
        Transition::Delete => WorkspaceTransition::Delete,
    }
}

/// What carries a job out.
pub(super) fn provisioner(provisioner: Provisioner) -> ProvisionerType {
    match provisioner {
        Provisioner::Echo => ProvisionerType::Echo,
        Provisioner::Terraform => ProvisionerType::Terraform,
    }
}

/// What a daemon is doing.
pub(super) fn daemon_status(status: DaemonStatus) -> ProvisionerDaemonStatus {
    match status {
        DaemonStatus::Idle => ProvisionerDaemonStatus::Idle,
        DaemonStatus::Busy => ProvisionerDaemonStatus::Busy,
        DaemonStatus::Offline => ProvisionerDaemonStatus::Offline,
    }
}

/// A line of a job's log.
pub(super) fn log(line: &LogRecord) -> ProvisionerJobLog {
    ProvisionerJobLog {
        id: line.id,
        created_at: line.created_at,
        log_source: match line.source {
            LogSource::ProvisionerDaemon => ProvisionerJobLogLogSource::ProvisionerDaemon,
            LogSource::Provisioner => ProvisionerJobLogLogSource::Provisioner,
        },
        log_level: match line.level {
            LogLevel::Trace => ProvisionerJobLogLogLevel::Trace,
            LogLevel::Debug => ProvisionerJobLogLogLevel::Debug,
            LogLevel::Info => ProvisionerJobLogLogLevel::Info,
            LogLevel::Warn => ProvisionerJobLogLogLevel::Warn,
            LogLevel::Error => ProvisionerJobLogLogLevel::Error,
        },
        stage: line.stage.clone(),
        output: line.output.clone(),
    }
}

/// A line as a message to those who follow the log.
pub(super) fn log_message(line: &LogRecord) -> String {
    serde_json::to_string(&log(line)).expect("a line can be written as JSON")
}

/// Lines as text for people.
pub(super) fn log_text(lines: &[LogRecord]) -> String {
    let text =
        |line: &LogRecord| job::log_text(line.created_at, line.source, line.level, &line.stage, &line.output);
    lines.iter().map(text).collect()
}
