//! Deleting a proxy.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Authorized;
use uuid::Uuid;

use super::find::{Target, target};
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;

/// Deletes a proxy: its token holds no more.
pub(crate) struct DeleteProxy {
    /// By id or name.
    pub(crate) proxy: String,
    /// The identity of the primary one.
    pub(crate) deployment: Uuid,
}

impl Command for DeleteProxy {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_WORKSPACE_PROXY.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for the primary one.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let found = match target(context, &self.proxy, self.deployment).await? {
            Target::Primary => return Err(Fault::rule("Cannot delete primary proxy")),
            Target::Proxy(found) => *found,
        };
        let proxy = Authorized::check(&context.caller().subject, found)
            .map_err(|refused| Fault::refused(refused, "delete workspace proxies"))?;
        if !context.delete_workspace_proxy(&proxy, context.now).await? {
            return Err(Fault::Hidden);
        }
        let diff = Diff::default().field("name", proxy.name.as_str(), "").field("deleted", false, true);
        Ok(Outcome::changed((), Entry::new(proxy.id, &proxy.name).diff(diff)))
    }
}
