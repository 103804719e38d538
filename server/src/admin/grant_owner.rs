//! `burgrave admin grant-owner`: the role of those who govern the deployment.

use burgrave_core::authorization::SiteRole;
use burgrave_store::Tx;

use super::office::{Office, Refusal, account, audit_context};
use crate::application::AuditContext;
use crate::application::audit::{self, Changed, Diff};

/// Makes the user with this username or email address an owner; gives the username.
///
/// # Errors
/// Nobody of that name, the database's.
pub(crate) async fn grant_owner(office: &Office, named: &str) -> Result<String, Refusal> {
    let (audit_context, named) = (audit_context(), named.to_owned());
    office
        .store
        .write(move |tx| {
            let (audit_context, named) = (audit_context.clone(), named.clone());
            async move { grant(&tx, &named, &audit_context).await }
        })
        .await
}

async fn grant(tx: &Tx, named: &str, audit_context: &AuditContext) -> Result<String, Refusal> {
    let user = account(tx, named).await?;
    let owner = SiteRole::Owner.as_str();
    if user.rbac_roles.iter().any(|role| role == owner) {
        return Ok(user.username);
    }
    let roles: Vec<String> = user.rbac_roles.iter().cloned().chain([owner.to_owned()]).collect();
    tx.set_user_roles(user.id, &roles, audit_context.now).await?;
    let changed = Changed {
        resource: "user",
        action: "write",
        id: user.id,
        target: user.username.clone(),
        organization: None,
        diff: Diff::default().field("rbac_roles", user.rbac_roles, roles),
        status: 200,
    };
    audit::write(tx, audit_context, None, changed).await?;
    Ok(user.username)
}
