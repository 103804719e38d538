//! `burgrave admin grant-owner`: the role of those who govern the deployment.

use burgrave_core::authorization::SiteRole;
use burgrave_store::Tx;

use super::office::{Office, Refusal, account, trail};
use crate::application::Trail;
use crate::application::audit::{self, Changed, Diff};

/// Makes the user with this username or email address an owner; gives the username.
///
/// # Errors
/// Nobody of that name, the database's.
pub(crate) async fn grant_owner(office: &Office, named: &str) -> Result<String, Refusal> {
    let (trail, named) = (trail(), named.to_owned());
    office
        .store
        .write(move |tx| {
            let (trail, named) = (trail.clone(), named.clone());
            async move { grant(&tx, &named, &trail).await }
        })
        .await
}

async fn grant(tx: &Tx, named: &str, trail: &Trail) -> Result<String, Refusal> {
    let user = account(tx, named).await?;
    let owner = SiteRole::Owner.as_str();
    if user.rbac_roles.iter().any(|role| role == owner) {
        return Ok(user.username);
    }
    let roles: Vec<String> = user.rbac_roles.iter().cloned().chain([owner.to_owned()]).collect();
    tx.set_user_roles(user.id, &roles, trail.now).await?;
    let changed = Changed {
        resource: "user",
        action: "write",
        id: user.id,
        target: user.username.clone(),
        organization: None,
        diff: Diff::default().field("rbac_roles", user.rbac_roles, roles),
        status: 200,
    };
    audit::write(tx, trail, None, changed).await?;
    Ok(user.username)
}
