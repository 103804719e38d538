//! What templates are told of whoever owns a workspace. The private half of the SSH key is for jobs only.

use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_provisioner::{OwnerFacts, OwnerRole};
use burgrave_store::{GroupFilter, GroupsOf, Reader, StoreError};

/// What is told of a workspace's owner; none when the account is gone.
pub(super) async fn owner_facts(
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
    let key = reader.git_ssh_key(id).await?;
    let role = |name, org_id| OwnerRole { name, org_id };
    let everywhere = user.rbac_roles.iter().map(|name| role(name.clone(), String::new()));
    Ok(Some(OwnerFacts {
        id: id.to_string(),
        name: user.username.clone(),
        email: user.email.clone(),
        full_name: user.name.clone(),
        groups,
        ssh_public_key: key.map(|key| key.public_key).unwrap_or_default(),
        login_type: user.login_type.as_str().into(),
        roles: everywhere.chain(inside.map(|name| role(name, organization.to_string()))).collect(),
        ..OwnerFacts::default()
    }))
}
