//! Deleting an organization.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Delete;
use burgrave_store::OrganizationHoldings;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Deletes an organization. Its name is free afterwards.
pub(crate) struct DeleteOrganization {
    /// The organization, by id or name.
    pub(crate) organization: String,
}

impl Command for DeleteOrganization {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_ORGANIZATION.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for the default one; `Conflict` while it holds more than Everyone
    /// and one member.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "delete this organization";
        let found = find::organization::<Delete>(context, context.caller(), &self.organization, what).await?;
        if found.is_default {
            return Err(Fault::rule("The default organization can't be deleted."));
        }
        if let Some(left) = left(&context.organization_holdings(found.id).await?) {
            let message = "The organization still holds resources; remove them first.".into();
            let detail = Some(format!("It has {left}."));
            return Err(Fault::Conflict { message, detail, fields: Vec::new() });
        }
        if !context.delete_organization(&found, context.now).await? {
            return Err(Fault::Hidden);
        }
        let diff = Diff::default().field("name", found.name.as_str(), "");
        Ok(Outcome::changed((), Entry::new(found.id, &found.name).within(found.id).diff(diff)))
    }
}

/// The obstacles, in words. Everyone, and one member (normally the caller), are no obstacle and not counted.
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
