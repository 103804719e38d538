//! What the daemon tells, as messages.

use std::sync::Arc;

use burgrave_core::provisioning::job::{JobErrorCode, LogLevel, LogSource};
use burgrave_core::provisioning::resources::{Module, Replacement, Resource};
use burgrave_provisioner::wire::{wire_external_auth, wire_parameter, wire_preset, wire_resource};
use burgrave_store::{JobTiming, LogLine};
use burgrave_wire::Timestamp;
use burgrave_wire::provisioner::{self as wire, Timing, TimingState};
use burgrave_wire::provisionerd::completed_job::{TemplateDryRun, TemplateImport, Type, WorkspaceBuild};
use burgrave_wire::provisionerd::failed_job::{self, WorkspaceBuild as FailedBuild};
use burgrave_wire::provisionerd::{self, FailedJob, Log};
use chrono::{DateTime, Utc};

use super::super::worker::{Failure, JobResult};

/// The result of a job, with the files of an import's modules; none where the protocol has no word for it.
pub(super) fn completed(result: JobResult) -> Option<Type> {
    Some(match result {
        JobResult::Import { parameters, presets, external_auth, start, stop, facts, modules: files } => {
            Type::TemplateImport(TemplateImport {
                start_resources: resources(&start),
                stop_resources: resources(&stop),
                rich_parameters: parameters.iter().map(wire_parameter).collect(),
                external_auth_providers_names: external_auth.iter().map(|one| one.id.clone()).collect(),
                external_auth_providers: external_auth.iter().map(wire_external_auth).collect(),
                presets: presets.iter().map(wire_preset).collect(),
                plan: b"{}".to_vec(),
                start_modules: modules(facts.modules),
                module_files: Arc::unwrap_or_clone(files).archive,
                ..TemplateImport::default()
            })
        }
        JobResult::DryRun(made) => {
            Type::TemplateDryRun(TemplateDryRun { resources: resources(&made), modules: Vec::new() })
        }
        JobResult::Build { state, resources: made, facts, timings } => Type::WorkspaceBuild(WorkspaceBuild {
            state,
            resources: resources(&made),
            timings: timings.iter().map(timing).collect(),
            resource_replacements: facts.replacements.into_iter().map(replacement).collect(),
            modules: modules(facts.modules),
        }),
        JobResult::Drift(_) => return None,
    })
}

fn resources(from: &[Resource]) -> Vec<wire::Resource> {
    from.iter().map(wire_resource).collect()
}

fn modules(from: Vec<Module>) -> Vec<wire::Module> {
    let module = |Module { key, source, version, folder }| wire::Module { source, version, key, dir: folder };
    from.into_iter().map(module).collect()
}

fn replacement(Replacement { resource, paths }: Replacement) -> wire::ResourceReplacement {
    wire::ResourceReplacement { resource, paths }
}

/// Why a job ends without.
pub(super) fn failed(job_id: String, failure: &Failure) -> FailedJob {
    let build = || FailedBuild {
        state: failure.left.as_ref().map(|left| left.state.clone()).unwrap_or_default(),
        timings: failure.timings.iter().map(timing).collect(),
    };
    let is_build = failure.left.is_some() || !failure.timings.is_empty();
    FailedJob {
        job_id,
        error: failure.error.clone(),
        r#type: is_build.then(|| failed_job::Type::WorkspaceBuild(build())),
        error_code: failure.code.map(code).unwrap_or_default().to_owned(),
    }
}

const fn code(code: JobErrorCode) -> &'static str {
    match code {
        JobErrorCode::RequiredTemplateVariables => "REQUIRED_TEMPLATE_VARIABLES",
        JobErrorCode::MissingTemplateParameter => "MISSING_TEMPLATE_PARAMETER",
        JobErrorCode::InsufficientQuota => "INSUFFICIENT_QUOTA",
    }
}

/// A line of a job's log.
pub(super) fn log(from: LogLine) -> Log {
    let level = match from.level {
        LogLevel::Trace => provisionerd::LogLevel::Trace,
        LogLevel::Debug => provisionerd::LogLevel::Debug,
        LogLevel::Info => provisionerd::LogLevel::Info,
        LogLevel::Warn => provisionerd::LogLevel::Warn,
        LogLevel::Error => provisionerd::LogLevel::Error,
    };
    let source = match from.source {
        LogSource::ProvisionerDaemon => provisionerd::LogSource::ProvisionerDaemon,
        LogSource::Provisioner => provisionerd::LogSource::Provisioner,
    };
    Log {
        source: source.into(),
        level: level.into(),
        created_at: from.created_at.timestamp_millis(),
        stage: from.stage,
        output: from.output,
    }
}

fn timing(from: &JobTiming) -> Timing {
    Timing {
        start: Some(time(from.started_at)),
        end: Some(time(from.ended_at)),
        action: from.action.clone(),
        source: from.source.clone(),
        resource: from.resource.clone(),
        stage: from.stage.as_str().to_owned(),
        state: TimingState::Completed.into(),
    }
}

fn time(from: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: from.timestamp(),
        nanos: i32::try_from(from.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
