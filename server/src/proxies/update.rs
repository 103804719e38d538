//! Changing a proxy.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Authorized, Object, Refused, Resource};
use burgrave_core::proxies::{PRIMARY, ProxyToken};
use burgrave_store::{Change, Redacted, WorkspaceProxyRecord, WorkspaceProxyUpdate};
use uuid::Uuid;

use super::create::{allowed, taken};
use super::find::{Target, target};
use super::primary::Look;
use super::view::Kept;
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::{Fault, FieldFault};

/// What was to be done.
const WHAT: &str = "change workspace proxies";

/// Changes a proxy. What is absent stays as it is.
pub(crate) struct UpdateProxy {
    /// By id or name.
    pub(crate) proxy: String,
    /// The identity that the request gives beside it.
    pub(crate) id: Option<Uuid>,
    /// Its name.
    pub(crate) name: Option<String>,
    /// Its name for people.
    pub(crate) display_name: Option<String>,
    /// Its picture.
    pub(crate) icon: Option<String>,
    /// Its token from now on.
    pub(crate) token: Option<ProxyToken>,
    /// The identity of the primary one.
    pub(crate) deployment: Uuid,
}

type Context = CommandContext<Arc<Caller>>;

impl Command for UpdateProxy {
    type Actor = Arc<Caller>;
    type Output = Kept;

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_PROXY.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Invalid` for another id, the reserved name, and what can't be changed of the
    /// primary one; `Conflict` when the name is taken.
    async fn run(&self, context: &Context) -> Result<Outcome<Kept>, Fault> {
        match target(context, &self.proxy, self.deployment).await? {
            Target::Primary => self.primary(context).await,
            Target::Proxy(found) => self.other(context, *found).await,
        }
    }
}

impl UpdateProxy {
    async fn primary(&self, context: &Context) -> Result<Outcome<Kept>, Fault> {
        if !context.caller().may(Action::Update, &Object::site(Resource::WorkspaceProxy)) {
            return Err(Fault::refused(Refused::Forbidden, WHAT));
        }
        let mut faults = self.other_id(self.deployment);
        let mut add = |field: &str, detail: &str| {
            faults.push(FieldFault { field: field.into(), detail: detail.into() });
        };
        if self.name.as_deref().is_some_and(|name| name != PRIMARY) {
            add("name", "can't be changed of the primary proxy");
        }
        if self.token.is_some() {
            add("regenerate_token", "must be false: the primary proxy has no token");
        }
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let (display_name, icon) = (given(&self.display_name), given(&self.icon));
        if display_name.is_none() && icon.is_none() {
            return Err(Fault::rule("No update arguments provided. Nothing to do."));
        }
        let before = Look::kept(context).await?;
        let after = Look {
            display_name: display_name.unwrap_or_else(|| before.display_name.clone()),
            icon: icon.unwrap_or_else(|| before.icon.clone()),
        };
        after.keep(context.tx(), context.now).await?;
        let diff = Diff::default()
            .field("display_name", before.display_name, after.display_name.as_str())
            .field("icon", before.icon, after.icon.as_str());
        let entry = Entry::new(self.deployment, PRIMARY).diff(diff);
        Ok(Outcome::changed(Kept::Primary(after), entry))
    }

    async fn other(&self, context: &Context, before: WorkspaceProxyRecord) -> Result<Outcome<Kept>, Fault> {
        let before = Authorized::check(&context.caller().subject, before)
            .map_err(|refused| Fault::refused(refused, WHAT))?;
        let faults = self.other_id(before.id.into());
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let new = WorkspaceProxyUpdate {
            id: before.id,
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            display_name: self.display_name.clone().unwrap_or_else(|| before.display_name.clone()),
            icon: self.icon.clone().unwrap_or_else(|| before.icon.clone()),
            now: context.now,
        };
        allowed(&new.name)?;
        match context.update_workspace_proxy(&before, &new).await? {
            Change::Done => {}
            Change::Taken => return Err(taken(&new.name)),
            Change::Missing => return Err(Fault::Hidden),
        }
        let mut diff = Diff::default()
            .field("name", before.name.as_str(), new.name.as_str())
            .field("display_name", before.display_name.as_str(), new.display_name.as_str())
            .field("icon", before.icon.as_str(), new.icon.as_str());
        if let Some(token) = &self.token {
            context.set_proxy_secret(&before, &Redacted(token.hash()), context.now).await?;
            diff = diff.secret("token_hashed_secret");
        }
        let after = context.workspace_proxy(before.id).await?.ok_or(Fault::Hidden)?;
        let entry = Entry::new(new.id, &new.name).diff(diff);
        Ok(Outcome::changed(Kept::Proxy(Box::new(after)), entry))
    }

    /// The fault of an identity that is not the proxy's. Clients send a UUID of zeros for none.
    fn other_id(&self, own: Uuid) -> Vec<FieldFault> {
        let other = self.id.filter(|id| !id.is_nil() && *id != own);
        let fault =
            |_| FieldFault { field: "id".into(), detail: "is not that of the proxy in the path".into() };
        other.map(fault).into_iter().collect()
    }
}
