//! A job ends with its result. A daemon that hasn't heard the answer says it again.

use burgrave_core::provisioning::job::JobType;
use burgrave_core::provisioning::resources::PlanFacts;
use burgrave_provisioner::wire;
use burgrave_store::NotCurrent;
use burgrave_wire::provisioner::ExternalAuthProviderResource;
use burgrave_wire::provisionerd::completed_job::{TemplateDryRun, TemplateImport, Type, WorkspaceBuild};
use burgrave_wire::provisionerd::{CompletedJob, Empty};
use slog::debug;

use super::super::results::timings;
use super::{Daemon, Refused, modules};
use crate::application::command::Automatic;
use crate::provisioning::work::{CompleteBuild, CompleteDryRun, CompleteImport, JobAttempt, client};

pub(super) async fn complete(daemon: &Daemon, asked: CompletedJob) -> Result<Empty, Refused> {
    let (attempt, job) = daemon.job(&asked.job_id).await?;
    let result = asked.r#type.ok_or_else(|| Refused::Told("type payload must be provided".into()))?;
    let kind = match &result {
        Type::WorkspaceBuild(_) => JobType::WorkspaceBuild,
        Type::TemplateImport(_) => JobType::TemplateVersionImport,
        Type::TemplateDryRun(_) => JobType::TemplateVersionDryRun,
    };
    if kind != job.kind {
        return Err(Refused::Told("the job is of another type than its result".into()));
    }
    let ended = match result {
        Type::WorkspaceBuild(build) => complete_build(daemon, attempt, build).await?,
        Type::TemplateImport(import) => complete_import(daemon, attempt, import).await?,
        Type::TemplateDryRun(dry_run) => complete_dry_run(daemon, attempt, dry_run).await?,
    };
    match ended {
        Ok(()) => {
            debug!(daemon.app.log(), "job ended"; "job" => %job.id);
            Ok(Empty {})
        }
        Err(NotCurrent::Ended) if job.worker_id == Some(daemon.id) => Ok(Empty {}),
        Err(reason) => Err(reason.into()),
    }
}

type Ended = Result<Result<(), NotCurrent>, Refused>;

async fn complete_build(daemon: &Daemon, attempt: JobAttempt, build: WorkspaceBuild) -> Ended {
    let resources = wire::resources(build.resources).map_err(Refused::Told)?;
    let replacements = wire::replacements(build.resource_replacements);
    let facts = PlanFacts::of(wire::modules(build.modules), replacements);
    let timings = timings(build.timings);
    let quiet = daemon.app.quiet_rule();
    let command = CompleteBuild { attempt, state: build.state, resources, facts, timings, quiet };
    Ok(daemon.app.execute(command, Automatic::Task, client()).await?)
}

async fn complete_dry_run(daemon: &Daemon, attempt: JobAttempt, dry_run: TemplateDryRun) -> Ended {
    let resources = wire::resources(dry_run.resources).map_err(Refused::Told)?;
    let command = CompleteDryRun { attempt, resources };
    Ok(daemon.app.execute(command, Automatic::Task, client()).await?)
}

async fn complete_import(daemon: &Daemon, attempt: JobAttempt, import: TemplateImport) -> Ended {
    let modules = modules::of_import(daemon, attempt, import.module_files, &import.module_files_hash).await;
    let mut accounts = import.external_auth_providers;
    if accounts.is_empty() {
        let named = import.external_auth_providers_names.into_iter();
        accounts.extend(named.map(|id| ExternalAuthProviderResource { id, optional: false }));
    }
    let command = CompleteImport {
        attempt,
        parameters: wire::parameters(import.rich_parameters).map_err(Refused::Told)?,
        presets: wire::presets(import.presets).map_err(Refused::Told)?,
        external_auth: wire::external_auth(accounts).map_err(Refused::Told)?,
        start: wire::resources(import.start_resources).map_err(Refused::Told)?,
        stop: wire::resources(import.stop_resources).map_err(Refused::Told)?,
        facts: PlanFacts::of(wire::modules(import.start_modules), Vec::new()),
        modules,
    };
    let ended = daemon.app.execute(command, Automatic::Task, client()).await?;
    if ended.is_ok() {
        daemon.handed_in.forget();
    }
    Ok(ended)
}
