//! From the search of workspaces to what the store looks for.

use burgrave_core::authorization::{Action, Read, Resource};
use burgrave_core::ids::{GroupId, OrganizationId, UserId};
use burgrave_core::provisioning::search::{IdOrName, ParameterCondition, Username, WorkspaceSearch};
use burgrave_core::search::KeyFault;
use burgrave_store::{AgentsFilter, HealthFilter, Reader, WorkspaceFilter};
use chrono::{DateTime, Utc};

use crate::application::{Caller, find};
use crate::fault::{Fault, FieldFault};

/// The search as the store reads it; none where nothing can match.
///
/// # Errors
/// `UnknownFilter` for an organization that the caller doesn't see.
pub(super) async fn resolved(
    reader: &Reader,
    caller: &Caller,
    search: WorkspaceSearch,
    now: DateTime<Utc>,
) -> Result<Option<WorkspaceFilter>, Fault> {
    let organization = match &search.organization {
        Some(written) => Some(organization(reader, caller, written).await?),
        None => None,
    };
    let (owner, shared_with_user, shared_with_groups);
    owner = match &search.owner {
        Some(Username::Caller) => Some(Some(caller.user.id)),
        Some(Username::Named(name)) => Some(named(reader, name).await?),
        None => None,
    };
    shared_with_user = match &search.shared_with_user {
        Some(written) => Some(find::users_id(reader, caller, &text(written)).await?),
        None => None,
    };
    shared_with_groups = match &search.shared_with_group {
        Some(written) => Some(groups(reader, caller, organization, written).await?),
        None => None,
    };
    let nobody = owner == Some(None) || shared_with_user == Some(None);
    // None has an AI task.
    if nobody || shared_with_groups.as_ref().is_some_and(Vec::is_empty) || search.has_ai_task == Some(true) {
        return Ok(None);
    }
    let condition = |ParameterCondition { name, value }| (name, value);
    Ok(Some(WorkspaceFilter {
        ids: search.ids,
        names: search.name.into_iter().collect(),
        owner: owner.flatten(),
        organization,
        template: search.template,
        statuses: search.status.into_iter().collect(),
        outdated: search.outdated,
        dormant: search.dormant,
        used_before: search.last_used_before,
        used_after: search.last_used_after,
        shared: search.shared,
        shared_with_user: shared_with_user.flatten(),
        shared_with_groups,
        agents: search.has_agent.map(|statuses| AgentsFilter { statuses, now }),
        healthy: search.healthy.map(|healthy| HealthFilter { healthy, now }),
        parameters: search.parameters.into_iter().map(condition).collect(),
        external_agent: search.has_external_agent,
        visible: Some(caller.visible(Action::Read, Resource::Workspace)),
        visible_dormant: Some(caller.visible(Action::Read, Resource::WorkspaceDormant)),
    }))
}

/// What is wrong with a search.
pub(super) fn refused(faults: Vec<KeyFault>) -> Fault {
    let field = |fault: KeyFault| FieldFault { field: fault.key, detail: fault.detail };
    Fault::UnknownFilter(faults.into_iter().map(field).collect())
}

/// A username; ids of users find nobody, as `owner:` has it.
async fn named(reader: &Reader, name: &str) -> Result<Option<UserId>, Fault> {
    let found = reader.user_by_username(name).await?;
    Ok(found.filter(|user| user.deleted_at.is_none()).map(|user| user.id))
}

async fn organization(reader: &Reader, caller: &Caller, written: &IdOrName) -> Result<OrganizationId, Fault> {
    let fault = || Fault::unknown_filter("organization", "must be the UUID or the name of an organization");
    if matches!(written, IdOrName::Name(name) if name == "default") {
        return Err(fault());
    }
    match find::organization::<Read>(reader, caller, &text(written), "read it").await {
        Ok(found) => Ok(found.id),
        Err(Fault::Hidden) => Err(fault()),
        Err(other) => Err(other),
    }
}

/// The groups of a name: in the organization that is asked for, or in those of the caller.
async fn groups(
    reader: &Reader,
    caller: &Caller,
    asked: Option<OrganizationId>,
    written: &IdOrName,
) -> Result<Vec<GroupId>, Fault> {
    let name = match written {
        IdOrName::Id(id) => return Ok(vec![GroupId::new(*id)]),
        IdOrName::Name(name) => name,
    };
    let places = match asked {
        Some(asked) => vec![asked],
        None => caller.subject.memberships.iter().map(|place| place.organization).collect(),
    };
    Ok(reader.groups_named(&places, name).await?)
}

fn text(written: &IdOrName) -> String {
    match written {
        IdOrName::Id(id) => id.to_string(),
        IdOrName::Name(name) => name.clone(),
    }
}
