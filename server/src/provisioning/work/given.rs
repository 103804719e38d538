//! What a job is given beside its template: the workspace, its owner, values.

use std::collections::BTreeMap;

use burgrave_core::ids::{OrganizationId, TemplateVersionId, UserId};
use burgrave_core::provisioning::job::{JobInput as KeptInput, LogLevel};
use burgrave_core::provisioning::version::VariableValue;
use burgrave_core::sealing::SealingKeys;
use burgrave_provisioner::{JobInput, OwnerFacts, TemplateFacts, WorkspaceFacts};
use burgrave_store::{BuildParameter, BuildRecord, JobRecord, Reader};

use crate::fault::Fault;
use crate::identity::users::git_ssh_key;
use crate::provisioning::{input, owner_facts, sealed_variables};

/// The group that everybody is in.
const EVERYONE: &str = "Everyone";

/// The name of the workspace that a dry run plans.
const DRY_RUN: &str = "dryrun";

/// An import knows no workspace.
pub(super) fn to_import() -> JobInput {
    let owner = OwnerFacts { groups: vec![EVERYONE.into()], ..OwnerFacts::default() };
    JobInput { owner, ..JobInput::default() }
}

/// The values that were given to an import. Whether they are secret is known only once it has read the
/// template.
///
/// # Errors
/// The storage's; `Internal` where what is sealed can't be opened.
pub(super) async fn values_of_import(
    reader: &Reader,
    keys: &SealingKeys,
    job: &JobRecord,
) -> Result<Vec<VariableValue>, Fault> {
    let Some(kept) = reader.job_input(job.id).await? else { return Ok(Vec::new()) };
    let given = input::open(keys, job.id, &kept)?.variables;
    let value = |(name, value)| VariableValue { name, value, sensitive: true };
    Ok(given.into_iter().map(value).collect())
}

/// A dry run plans a workspace of whoever asked for it, with what they said of it: gives the input, and the
/// values of variables.
///
/// # Errors
/// The storage's; `Internal` where what is sealed can't be opened.
pub(super) async fn to_dry_run(
    reader: &Reader,
    keys: &SealingKeys,
    job: &JobRecord,
) -> Result<(JobInput, Vec<VariableValue>), Fault> {
    let kept = match reader.job_input(job.id).await? {
        Some(kept) => input::open(keys, job.id, &kept)?,
        None => KeptInput::default(),
    };
    let owner = with_key(reader, keys, job.initiator_id, job.organization_id).await?.unwrap_or_default();
    let name = Some(kept.workspace_name).filter(|name| !name.is_empty()).unwrap_or_else(|| DRY_RUN.into());
    let workspace = WorkspaceFacts { name, ..WorkspaceFacts::default() };
    let mut variables = variables(reader, keys, job.version_id).await?;
    for variable in &mut variables {
        if let Some(value) = kept.variables.get(&variable.name) {
            variable.value.clone_from(value);
        }
    }
    Ok((JobInput { parameters: kept.parameters, workspace, owner, ..JobInput::default() }, variables))
}

/// A build goes on from where the one before has ended; none when its workspace or its owner is gone.
///
/// # Errors
/// The storage's; `Internal` where what is sealed can't be opened.
pub(super) async fn to_build(
    reader: &Reader,
    keys: &SealingKeys,
    build: &BuildRecord,
) -> Result<Option<JobInput>, Fault> {
    let Some(workspace) = reader.workspace(build.workspace_id).await? else { return Ok(None) };
    let place = (workspace.owner_id, workspace.organization_id);
    let Some(owner) = with_key(reader, keys, place.0, place.1).await? else { return Ok(None) };
    let before = reader.build_by_number(build.workspace_id, build.build_number - 1).await?;
    let previous = match before {
        Some(before) => reader.build_parameters(before.record.id).await?,
        None => Vec::new(),
    };
    Ok(Some(JobInput {
        state: reader.build_state(build.id).await?.unwrap_or_default(),
        parameters: values(reader.build_parameters(build.id).await?),
        previous_parameters: values(previous),
        external_auth: BTreeMap::new(),
        log_level: build.log_level.as_deref().and_then(|word| word.parse::<LogLevel>().ok()),
        access_url: String::new(),
        workspace: WorkspaceFacts {
            id: workspace.id.to_string(),
            name: workspace.name.clone(),
            build_id: build.id.to_string(),
            ..WorkspaceFacts::default()
        },
        owner,
        template: TemplateFacts {
            id: workspace.template_id.to_string(),
            name: workspace.template_name.clone(),
            version: build.version_name.clone(),
        },
    }))
}

/// What is told of a workspace's owner, with the private half of their SSH key.
async fn with_key(
    reader: &Reader,
    keys: &SealingKeys,
    owner: UserId,
    organization: OrganizationId,
) -> Result<Option<OwnerFacts>, Fault> {
    let Some(mut facts) = owner_facts(reader, owner, organization).await? else { return Ok(None) };
    if let Some(key) = git_ssh_key::opened(reader, keys, owner).await? {
        (facts.ssh_public_key, facts.ssh_private_key) = (key.public, key.private);
    }
    Ok(Some(facts))
}

/// The values of a version's variables. Those that are neither given nor needed are left to the template.
///
/// # Errors
/// The storage's; `Internal` where what is sealed can't be opened.
pub(in crate::provisioning) async fn variables(
    reader: &Reader,
    keys: &SealingKeys,
    version: TemplateVersionId,
) -> Result<Vec<VariableValue>, Fault> {
    let all = reader.version_variables(version).await?.into_iter();
    let value = |one: burgrave_store::VersionVariable| {
        let value = sealed_variables::open(keys, version, &one)?;
        let value = if value.is_empty() { one.default_value } else { value };
        Ok(VariableValue { name: one.name, value, sensitive: one.sensitive })
    };
    all.map(value).collect()
}

fn values(parameters: Vec<BuildParameter>) -> BTreeMap<String, String> {
    parameters.into_iter().map(|one| (one.name, one.value)).collect()
}
