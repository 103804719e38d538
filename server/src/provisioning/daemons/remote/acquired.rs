//! What the daemon is told of its job.

use std::collections::BTreeMap;

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::{JobInput, OwnerFacts, OwnerRole, Prebuild, TemplateFacts, WorkspaceFacts};
use burgrave_wire::provisioner as wire;
use burgrave_wire::provisionerd::AcquiredJob;
use burgrave_wire::provisionerd::acquired_job::Type;
use uuid::Uuid;

use super::super::worker::{Machine, Work};
use crate::provisioning::work::JobTask;

/// A job.
pub(super) struct Acquired {
    pub(super) id: ProvisionerJobId,
    pub(super) work: Work,
    /// The template, as a tar.
    pub(super) archive: Vec<u8>,
}

/// Reads it.
///
/// # Errors
/// Why the daemon can't carry it out, in words for whoever has asked for it.
pub(super) fn read(job: AcquiredJob) -> Result<Acquired, String> {
    let id: Uuid = job.job_id.parse().map_err(|_| "The job's id can't be read.".to_owned())?;
    let id = ProvisionerJobId::from(id);
    let provisioner = job
        .provisioner
        .parse()
        .map_err(|_| format!("The daemon doesn't carry out jobs of {:?}.", job.provisioner))?;
    let task = job.r#type.ok_or_else(|| "The daemon doesn't know jobs of this type.".to_owned())?;
    let (task, input, variables) = match task {
        Type::TemplateImport(import) => {
            let input = input(import.metadata.unwrap_or_default());
            (JobTask::Import, input, import.user_variable_values)
        }
        Type::TemplateDryRun(dry_run) => {
            let parameters = values(dry_run.rich_parameter_values);
            let input = JobInput { parameters, ..input(dry_run.metadata.unwrap_or_default()) };
            (JobTask::DryRun, input, dry_run.variable_values)
        }
        Type::WorkspaceBuild(build) => {
            let metadata = build.metadata.unwrap_or_default();
            let transition = transition(metadata.workspace_transition)?;
            let auth = build.external_auth_providers.into_iter();
            let input = JobInput {
                state: build.state,
                parameters: values(build.rich_parameter_values),
                previous_parameters: values(build.previous_parameter_values),
                external_auth: auth.map(|one| (one.id, one.access_token)).collect(),
                log_level: build.log_level.parse().ok(),
                ..input(metadata)
            };
            (JobTask::Build { transition }, input, build.variable_values)
        }
    };
    let variables = variables.into_iter().map(variable).collect();
    let folder = Machine::folder_name(id, None);
    let work = Work { folder, provisioner, task, input, variables };
    Ok(Acquired { id, work, archive: job.template_source_archive })
}

fn transition(number: i32) -> Result<Transition, String> {
    match wire::WorkspaceTransition::try_from(number) {
        Ok(wire::WorkspaceTransition::Start) => Ok(Transition::Start),
        Ok(wire::WorkspaceTransition::Stop) => Ok(Transition::Stop),
        Ok(wire::WorkspaceTransition::Destroy) => Ok(Transition::Delete),
        Err(_) => Err(format!("The daemon doesn't know the transition {number}.")),
    }
}

/// A value of a variable.
pub(super) fn variable(from: wire::VariableValue) -> VariableValue {
    VariableValue { name: from.name, value: from.value, sensitive: from.sensitive }
}

fn values(from: Vec<wire::RichParameterValue>) -> BTreeMap<String, String> {
    from.into_iter().map(|one| (one.name, one.value)).collect()
}

fn input(from: wire::Metadata) -> JobInput {
    let prebuild = match wire::PrebuiltWorkspaceBuildStage::try_from(from.prebuilt_workspace_build_stage) {
        Ok(wire::PrebuiltWorkspaceBuildStage::Create) => Prebuild::Made,
        Ok(wire::PrebuiltWorkspaceBuildStage::Claim) => Prebuild::Claimed,
        _ => Prebuild::No,
    };
    let role = |role: wire::Role| OwnerRole { name: role.name, org_id: role.org_id };
    let running = from.running_agent_auth_tokens.into_iter();
    JobInput {
        access_url: from.coder_url,
        workspace: WorkspaceFacts {
            id: from.workspace_id,
            name: from.workspace_name,
            build_id: from.workspace_build_id,
            prebuild,
            running_agents: running.map(|one| (one.agent_id, one.token)).collect(),
        },
        owner: OwnerFacts {
            id: from.workspace_owner_id,
            name: from.workspace_owner,
            email: from.workspace_owner_email,
            full_name: from.workspace_owner_name,
            groups: from.workspace_owner_groups,
            ssh_public_key: from.workspace_owner_ssh_public_key,
            ssh_private_key: from.workspace_owner_ssh_private_key,
            login_type: from.workspace_owner_login_type,
            roles: from.workspace_owner_rbac_roles.into_iter().map(role).collect(),
            session_token: from.workspace_owner_session_token,
            oidc_access_token: from.workspace_owner_oidc_access_token,
        },
        template: TemplateFacts {
            id: from.template_id,
            name: from.template_name,
            version: from.template_version,
        },
        ..JobInput::default()
    }
}

#[cfg(test)]
mod tests {
    use burgrave_wire::provisionerd::acquired_job::WorkspaceBuild;

    use super::*;

    #[test]
    fn a_build_is_read_with_all_that_it_is_given() {
        let metadata = wire::Metadata {
            coder_url: "https://b.example".into(),
            workspace_transition: wire::WorkspaceTransition::Destroy.into(),
            workspace_name: "dev".into(),
            workspace_owner: "amira".into(),
            template_version: "v1".into(),
            ..wire::Metadata::default()
        };
        let value = |name: &str| wire::RichParameterValue { name: name.into(), value: "1".into() };
        let build = WorkspaceBuild {
            metadata: Some(metadata),
            state: b"{}".to_vec(),
            log_level: "debug".into(),
            rich_parameter_values: vec![value("now")],
            previous_parameter_values: vec![value("before")],
            ..WorkspaceBuild::default()
        };
        let job = AcquiredJob {
            job_id: Uuid::from_u128(7).to_string(),
            provisioner: "terraform".into(),
            template_source_archive: vec![1],
            r#type: Some(Type::WorkspaceBuild(build)),
            ..AcquiredJob::default()
        };
        let Acquired { id, work, archive } = read(job).expect("it can be read");
        assert_eq!((id.uuid(), archive), (Uuid::from_u128(7), vec![1]));
        assert_eq!(work.task, JobTask::Build { transition: Transition::Delete });
        let input = work.input;
        assert_eq!((input.workspace.name.as_str(), input.owner.name.as_str()), ("dev", "amira"));
        assert_eq!((input.access_url.as_str(), input.template.version.as_str()), ("https://b.example", "v1"));
        assert!(input.parameters.contains_key("now") && input.previous_parameters.contains_key("before"));
        assert!(input.log_level.is_some() && input.state == b"{}");
    }

    #[test]
    fn a_job_that_is_not_known_says_so() {
        let job = |provisioner: &str| AcquiredJob {
            job_id: Uuid::nil().to_string(),
            provisioner: provisioner.into(),
            ..AcquiredJob::default()
        };
        assert!(read(job("ansible")).is_err_and(|why| why.contains("ansible")));
        assert!(read(job("echo")).is_err_and(|why| why.contains("type")));
    }
}
