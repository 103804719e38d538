//! Answers about provisioner jobs and their logs.

use std::collections::BTreeMap;

use burgrave_api::{
    JobErrorCode as ApiErrorCode, ProvisionerJob, ProvisionerJobInput, ProvisionerJobLog,
    ProvisionerJobLogLogLevel, ProvisionerJobLogLogSource, ProvisionerJobMetadata, ProvisionerJobStatus,
    ProvisionerJobType, WorkspaceTransition,
};
use burgrave_core::ids::{TemplateId, WorkspaceId};
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::{self, JobErrorCode, JobStatus, JobType, LogLevel, LogSource};
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{JobMetadata, LogRecord};

use super::int32;
use crate::provisioning::jobs::JobView;

/// A provisioner job.
pub(crate) fn job(view: JobView) -> ProvisionerJob {
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
        queue_position: int32(place.position),
        queue_size: int32(place.size),
        organization_id: job.organization_id,
        initiator_id: job.initiator_id,
        input: ProvisionerJobInput {
            template_version_id: job.build_id.is_none().then_some(job.version_id),
            workspace_build_id: job.build_id,
            // It is stored in columns, which can always be read.
            error: None,
        },
        r#type: job_type(job.kind),
        available_workers: Some(workers).filter(|workers| !workers.is_empty()),
        waits_because: waiting,
        metadata: job_metadata(metadata, job.workspace_id),
        logs_overflowed: job.logs_overflowed,
    }
}

fn job_metadata(metadata: Option<JobMetadata>, workspace: Option<WorkspaceId>) -> ProvisionerJobMetadata {
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

/// Tags as a map.
pub(crate) fn tags(tags: &Tags) -> BTreeMap<String, String> {
    tags.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// The status of a job.
pub(crate) fn job_status(status: JobStatus) -> ProvisionerJobStatus {
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
        JobType::WorkspaceDrift => ProvisionerJobType::WorkspaceDrift,
    }
}

fn error_code(code: JobErrorCode) -> ApiErrorCode {
    match code {
        JobErrorCode::RequiredTemplateVariables => ApiErrorCode::RequiredTemplateVariables,
        JobErrorCode::MissingTemplateParameter => ApiErrorCode::MissingTemplateParameter,
        JobErrorCode::InsufficientQuota => ApiErrorCode::InsufficientQuota,
    }
}

/// The transition of a build.
pub(crate) fn transition(transition: Transition) -> WorkspaceTransition {
    match transition {
        Transition::Start => WorkspaceTransition::Start,
        Transition::Stop => WorkspaceTransition::Stop,
        Transition::Delete => WorkspaceTransition::Delete,
    }
}

/// A line of a job's log.
pub(crate) fn log(line: &LogRecord) -> ProvisionerJobLog {
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

/// A line of the log as a message of a WebSocket.
pub(crate) fn log_message(line: &LogRecord) -> String {
    serde_json::to_string(&log(line)).expect("a line can be written as JSON")
}

/// Lines of the log as text.
pub(crate) fn log_text(lines: &[LogRecord]) -> String {
    let text =
        |line: &LogRecord| job::log_text(line.created_at, line.source, line.level, &line.stage, &line.output);
    lines.iter().map(text).collect()
}
