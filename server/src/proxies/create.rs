//! Making a proxy.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Authorized;
use burgrave_core::proxies::{MOST, PRIMARY, ProxyToken};
use burgrave_store::{Inserted, NewWorkspaceProxy, Redacted};

use super::view::ProxyView;
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;

/// Makes a proxy.
pub(crate) struct CreateProxy {
    /// Its name.
    pub(crate) name: String,
    /// Its name for people; empty for its name.
    pub(crate) display_name: String,
    /// Its picture; empty for none.
    pub(crate) icon: String,
    /// Its token, which is shown only now.
    pub(crate) token: ProxyToken,
}

impl Command for CreateProxy {
    type Actor = Arc<Caller>;
    type Output = ProxyView;

    fn audit(&self) -> Audit {
        operations::CREATE_WORKSPACE_PROXY.into()
    }

    /// # Errors
    /// `Forbidden`; `Invalid` for the reserved name; `Conflict` when the name is taken; `BrokenRule` when there
    /// are as many as may be.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<ProxyView>, Fault> {
        let new = NewWorkspaceProxy {
            id: context.new_id.into(),
            number: context.next_workspace_proxy_number(context.now).await?,
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            icon: self.icon.clone(),
            hashed_secret: Redacted(self.token.hash()),
            now: context.now,
        };
        let new = Authorized::permit(&context.caller().subject, new)
            .map_err(|refused| Fault::refused(refused, "create workspace proxies"))?;
        allowed(&self.name)?;
        if context.count_workspace_proxies().await? >= MOST as u64 {
            let message =
                format!("There are {MOST} workspace proxies already, and no more may be. Delete one first.");
            return Err(Fault::rule(message));
        }
        if context.insert_workspace_proxy(&new).await? == Inserted::Taken {
            return Err(taken(&self.name));
        }
        let made = context.workspace_proxy(new.id).await?;
        let made = made.ok_or_else(|| Fault::Internal("the new proxy is gone".into()))?;
        let diff = Diff::default()
            .field("name", "", new.name.as_str())
            .field("display_name", "", new.display_name.as_str())
            .field("icon", "", new.icon.as_str())
            .secret("token_hashed_secret");
        Ok(Outcome::changed(made.into(), Entry::new(new.id, &new.name).diff(diff)))
    }
}

/// Whether a proxy that isn't the primary one may have the name.
///
/// # Errors
/// `Invalid`.
pub(super) fn allowed(name: &str) -> Result<(), Fault> {
    if name.eq_ignore_ascii_case(PRIMARY) {
        return Err(Fault::field("name", "is reserved for the primary proxy; choose another one"));
    }
    Ok(())
}

/// Another proxy has the name.
pub(super) fn taken(name: &str) -> Fault {
    Fault::taken(format!("Workspace proxy with name \"{name}\" already exists."), &["name"])
}
