//! What a daemon is told of its job.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::{JobInput, Prebuild};
use burgrave_store::CurrentJob;
use burgrave_wire::provisioner as wire;
use burgrave_wire::provisionerd::AcquiredJob;
use burgrave_wire::provisionerd::acquired_job::{TemplateDryRun, TemplateImport, Type, WorkspaceBuild};
use burgrave_wire::{MESSAGE, Message};

use super::refused::Refused;
use crate::application::App;
use crate::fault::Fault;
use crate::provisioning::work::{Assignment, JobTask, assignment};

/// What is said of a job that has nothing left to work on.
const GONE: &str = "What the job was to work on is gone.";

/// What is said of a job whose values were sealed with a key that the server doesn't have.
const UNREADABLE: &str =
    "The server can't read what the job was told: its encryption keys were changed. Ask for it again.";

/// What is said of a job that the protocol of daemons on other machines has no word for.
const NO_WORD: &str = "A check for drift needs a daemon that is built into a server.";

/// The job as its daemon is told of it.
///
/// # Errors
/// `Told` with why nobody can carry it out; `Trouble` where the database is away.
pub(super) async fn acquired(app: &App, job: &CurrentJob) -> Result<AcquiredJob, Refused> {
    let told = match assignment(app, job).await {
        Ok(Some(told)) => told,
        Ok(None) => return Err(Refused::Told(GONE.into())),
        Err(Fault::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Refused::Told(UNREADABLE.into())),
    };
    let id = job.initiator_id;
    let initiator = app.store().read(move |reader| async move { reader.user_by_id(id).await }).await?;
    let message = AcquiredJob {
        job_id: job.id.to_string(),
        created_at: job.created_at.timestamp_millis(),
        provisioner: told.provisioner.as_str().into(),
        user_name: initiator.map(|user| user.username).unwrap_or_default(),
        template_source_archive: archive(app, &told).await?,
        r#type: task(told, job, app.settings().access_url()),
        ..AcquiredJob::default()
    };
    if message.r#type.is_none() {
        return Err(Refused::Told(NO_WORD.into()));
    }
    match message.encoded_len() {
        size if size > MESSAGE => Err(too_big(size as u64)),
        _ => Ok(message),
    }
}

fn too_big(size: u64) -> Refused {
    Refused::Told(format!("payload was too big: {size} > {MESSAGE}"))
}

async fn archive(app: &App, told: &Assignment) -> Result<Vec<u8>, Refused> {
    let id = told.file;
    let file = app.store().read(move |reader| async move { reader.file(id).await }).await?;
    let gone =
        || Refused::Told("The template's archive is gone. Upload it again and make a new version.".into());
    let file = file.ok_or_else(gone)?;
    if file.size > MESSAGE as u64 {
        return Err(too_big(file.size));
    }
    let mut bytes = Vec::new();
    for position in 0_u32.. {
        let piece = app.store().read(move |reader| async move { reader.file_piece(id, position).await });
        let Some(piece) = piece.await? else { break };
        bytes.extend(piece);
    }
    Ok(bytes)
}

/// The job in the words of the wire; none where it has no word for such a job.
fn task(told: Assignment, job: &CurrentJob, access_url: &str) -> Option<Type> {
    let Assignment { task, input, variables, .. } = told;
    let metadata = |input: &JobInput, transition| Some(metadata(input, transition, job, access_url));
    let variables = variables.into_iter().map(variable).collect();
    Some(match task {
        JobTask::Drift { .. } => return None,
        JobTask::Import => Type::TemplateImport(TemplateImport {
            metadata: metadata(&input, Transition::Start),
            user_variable_values: variables,
        }),
        JobTask::DryRun => Type::TemplateDryRun(TemplateDryRun {
            metadata: metadata(&input, Transition::Start),
            rich_parameter_values: values(&input.parameters),
            variable_values: variables,
        }),
        JobTask::Build { transition } => Type::WorkspaceBuild(WorkspaceBuild {
            workspace_build_id: input.workspace.build_id.clone(),
            workspace_name: input.workspace.name.clone(),
            rich_parameter_values: values(&input.parameters),
            variable_values: variables,
            external_auth_providers: providers(&input),
            metadata: metadata(&input, transition),
            log_level: input.log_level.map(|level| level.as_str().to_owned()).unwrap_or_default(),
            previous_parameter_values: values(&input.previous_parameters),
            state: input.state,
        }),
    })
}

fn variable(from: VariableValue) -> wire::VariableValue {
    wire::VariableValue { name: from.name, value: from.value, sensitive: from.sensitive }
}

fn values(from: &std::collections::BTreeMap<String, String>) -> Vec<wire::RichParameterValue> {
    let value = |(name, value): (&String, &String)| wire::RichParameterValue {
        name: name.clone(),
        value: value.clone(),
    };
    from.iter().map(value).collect()
}

fn providers(input: &JobInput) -> Vec<wire::ExternalAuthProvider> {
    let provider = |(id, token): (&String, &String)| wire::ExternalAuthProvider {
        id: id.clone(),
        access_token: token.clone(),
    };
    input.external_auth.iter().map(provider).collect()
}

fn metadata(input: &JobInput, transition: Transition, job: &CurrentJob, access_url: &str) -> wire::Metadata {
    let JobInput { workspace, owner, template, .. } = input;
    let transition = match transition {
        Transition::Start => wire::WorkspaceTransition::Start,
        Transition::Stop => wire::WorkspaceTransition::Stop,
        Transition::Delete => wire::WorkspaceTransition::Destroy,
    };
    let stage = match workspace.prebuild {
        Prebuild::No => wire::PrebuiltWorkspaceBuildStage::None,
        Prebuild::Made => wire::PrebuiltWorkspaceBuildStage::Create,
        Prebuild::Claimed => wire::PrebuiltWorkspaceBuildStage::Claim,
    };
    let role = |role: &burgrave_provisioner::OwnerRole| wire::Role {
        name: role.name.clone(),
        org_id: role.org_id.clone(),
    };
    let running = |(agent, token): (&String, &String)| wire::RunningAgentAuthToken {
        agent_id: agent.clone(),
        token: token.clone(),
    };
    wire::Metadata {
        coder_url: access_url.to_owned(),
        workspace_transition: transition.into(),
        workspace_name: workspace.name.clone(),
        workspace_owner: owner.name.clone(),
        workspace_id: workspace.id.clone(),
        workspace_owner_id: owner.id.clone(),
        workspace_owner_email: owner.email.clone(),
        template_name: template.name.clone(),
        template_version: template.version.clone(),
        workspace_owner_oidc_access_token: owner.oidc_access_token.clone(),
        workspace_owner_session_token: owner.session_token.clone(),
        template_id: template.id.clone(),
        workspace_owner_name: owner.full_name.clone(),
        workspace_owner_groups: owner.groups.clone(),
        workspace_owner_ssh_public_key: owner.ssh_public_key.clone(),
        workspace_owner_ssh_private_key: owner.ssh_private_key.clone(),
        workspace_build_id: workspace.build_id.clone(),
        workspace_owner_login_type: owner.login_type.clone(),
        workspace_owner_rbac_roles: owner.roles.iter().map(role).collect(),
        prebuilt_workspace_build_stage: stage.into(),
        running_agent_auth_tokens: workspace.running_agents.iter().map(running).collect(),
        template_version_id: job.version_id.to_string(),
        ..wire::Metadata::default()
    }
}
