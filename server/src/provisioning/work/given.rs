//! What a job is given beside its template: the workspace, its owner, values.

use std::collections::BTreeMap;

use burgrave_core::ids::{OrganizationId, TemplateVersionId, UserId};
use burgrave_core::provisioning::job::{JobInput as KeptInput, LogLevel};
use burgrave_core::provisioning::version::VariableValue;
use burgrave_core::sealing::SealingKeys;
use burgrave_provisioner::{JobInput, OwnerFacts, OwnerRole, TemplateFacts, WorkspaceFacts};
use burgrave_store::{BuildParameter, BuildRecord, GroupFilter, GroupsOf, JobRecord, Reader, StoreError};

use crate::fault::Fault;
use crate::provisioning::input;

/// The group that everybody is in.
const EVERYONE: &str = "Everyone";

/// The name of the workspace that a dry run plans.
const DRY_RUN: &str = "dryrun";

/// An import knows no workspace.
pub(super) fn to_import() -> JobInput {
    let owner = OwnerFacts { groups: vec![EVERYONE.into()], ..OwnerFacts::default() };
    JobInput { owner, ..JobInput::default() }
}

/// A dry run plans a workspace of whoever asked for it, with what they said of it: gives the input, and the values
/// of variables.
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
    let owner = owner(reader, job.initiator_id, job.organization_id).await?.unwrap_or_default();
    let name = Some(kept.workspace_name).filter(|name| !name.is_empty()).unwrap_or_else(|| DRY_RUN.into());
    let workspace = WorkspaceFacts { name, ..WorkspaceFacts::default() };
    let mut variables = variables(reader, job.version_id).await?;
    for variable in &mut variables {
        if let Some(value) = kept.variables.get(&variable.name) {
            variable.value.clone_from(value);
        }
    }
    Ok((JobInput { parameters: kept.parameters, workspace, owner, ..JobInput::default() }, variables))
}

/// A build goes on from where the one before has ended; none when its workspace or its owner is gone.
pub(super) async fn to_build(reader: &Reader, build: &BuildRecord) -> Result<Option<JobInput>, StoreError> {
    let Some(workspace) = reader.workspace(build.workspace_id).await? else { return Ok(None) };
    let place = (workspace.owner_id, workspace.organization_id);
    let Some(owner) = owner(reader, place.0, place.1).await? else { return Ok(None) };
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

/// The values of a version's variables. Those that are neither given nor needed are left to the template.
pub(super) async fn variables(
    reader: &Reader,
    version: TemplateVersionId,
) -> Result<Vec<VariableValue>, StoreError> {
    let all = reader.version_variables(version).await?.into_iter();
    let value = |one: burgrave_store::VersionVariable| VariableValue {
        name: one.name,
        value: if one.value.is_empty() { one.default_value } else { one.value },
        sensitive: one.sensitive,
    };
    Ok(all.map(value).collect())
}

/// What is told of a workspace's owner; none when the account is gone.
async fn owner(
    reader: &Reader,
    id: UserId,
    organization: OrganizationId,
) -> Result<Option<OwnerFacts>, StoreError> {
    let Some(user) = reader.user_by_id(id).await? else { return Ok(None) };
    let has_member = Some(GroupsOf { user: id, visible: None });
    let asked = GroupFilter { organization: Some(organization), has_member, ..GroupFilter::default() };
    let groups = reader.groups(&asked).await?.into_iter().map(|group| group.name).collect();
    let memberships = reader.memberships(id).await?.into_iter();
    let inside =
        memberships.filter(|place| place.organization_id == organization).flat_map(|place| place.roles);
    let role = |name, org_id| OwnerRole { name, org_id };
    let everywhere = user.rbac_roles.iter().map(|name| role(name.clone(), String::new()));
    Ok(Some(OwnerFacts {
        id: id.to_string(),
        name: user.username.clone(),
        email: user.email.clone(),
        full_name: user.name.clone(),
        groups,
        login_type: user.login_type.as_str().into(),
        roles: everywhere.chain(inside.map(|name| role(name, organization.to_string()))).collect(),
        ..OwnerFacts::default()
    }))
}

fn values(parameters: Vec<BuildParameter>) -> BTreeMap<String, String> {
    parameters.into_iter().map(|one| (one.name, one.value)).collect()
}
