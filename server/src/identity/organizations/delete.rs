//! Deleting an organization.

use burgrave_core::authorization::Delete;
use burgrave_store::{OrganizationHoldings, Tx};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;

/// Deletes the organization that `written` names. Its name is free afterwards.
///
/// # Errors
/// `Hidden`, `Forbidden`; `BrokenRule` for the default one; `Conflict` while it holds more than Everyone and one member.
pub(crate) async fn delete(app: &App, context: ActionContext, written: String) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let (context, written) = (context.clone(), written.clone());
            async move { remove(&tx, &context, &written).await }
        })
        .await
}

async fn remove(tx: &Tx, context: &ActionContext, written: &str) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let found = find::organization::<Delete>(tx, &caller, written, "delete this organization").await?;
    if found.is_default {
        return Err(Fault::rule("The default organization can't be deleted."));
    }
    if let Some(left) = left(&tx.organization_holdings(found.id).await?) {
        let message = "The organization still holds resources; remove them first.".into();
        return Err(Fault::Conflict { message, detail: Some(format!("It has {left}.")), fields: Vec::new() });
    }
    if !tx.delete_organization(&found, context.now).await? {
        return Err(Fault::Hidden);
    }
    let changed = Changed {
        resource: "organization",
        action: "delete",
        id: found.id.into(),
        target: found.name.clone(),
        organization: Some(found.id),
        diff: Diff::default().field("name", found.name.as_str(), ""),
        status: 200,
    };
    Ok(audit::record(tx, context, changed).await?)
}

/// What stands in the way, in words. Everyone, and one member (normally the caller), are no obstacle and not counted.
fn left(holdings: &OrganizationHoldings) -> Option<String> {
    let counted = |count: u64, one: &str| {
        let beyond = count.saturating_sub(1);
        (beyond > 0).then(|| format!("{beyond} {one}{}", if beyond == 1 { "" } else { "s" }))
    };
    let parts: Vec<_> = [counted(holdings.groups, "group"), counted(holdings.members, "member")]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_and_the_last_member_are_not_counted() {
        let left = |groups, members| left(&OrganizationHoldings { members, groups });
        assert_eq!(left(1, 1), None);
        assert_eq!(left(1, 0), None);
        assert_eq!(left(2, 1).as_deref(), Some("1 group"));
        assert_eq!(left(3, 2).as_deref(), Some("2 groups and 1 member"));
    }
}
