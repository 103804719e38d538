//! Changing a route.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::notifications::RouteKind;
use burgrave_store::{NewRoute, RouteRecord};
use uuid::Uuid;

use super::create::{unknown_events, words};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::governance::notifications::route_address::Address;

/// What of a route changes; what is absent stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct RouteChanges {
    /// Its name.
    pub(crate) name: Option<String>,
    /// Where it leads.
    pub(crate) url: Option<String>,
    /// What signs what goes there; empty = nothing does.
    pub(crate) secret: Option<String>,
    /// Which messages it takes.
    pub(crate) events: Option<Vec<Uuid>>,
}

/// Changes a route of an organization.
pub(crate) struct UpdateRoute {
    /// The way to what seals.
    pub(crate) app: App,
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// The route.
    pub(crate) id: Uuid,
    /// What changes.
    pub(crate) changes: RouteChanges,
}

impl Command for UpdateRoute {
    type Actor = Arc<Caller>;
    type Output = RouteRecord;

    fn audit(&self) -> Audit {
        operations::UPDATE_NOTIFICATION_ROUTE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden` for the organization; `Hidden` for a route that it hasn't; `Invalid` with each fault.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<RouteRecord>, Fault> {
        let (caller, what) = (context.caller(), "say where its notifications go");
        let organization = find::organization::<Update>(context, caller, &self.organization, what).await?;
        let found = context.notification_route(self.id).await?;
        let before = found.filter(|route| route.organization_id == organization.id).ok_or(Fault::Hidden)?;
        let new = self.applied_to(&before, context)?;
        if !context.update_notification_route(&organization, &new).await? {
            return Err(Fault::Hidden);
        }
        let after = context.notification_route(self.id).await?.ok_or(Fault::Hidden)?;
        let secret = self.changes.url.is_some() || self.changes.secret.is_some();
        let mut diff = Diff::default()
            .field("name", before.name.as_str(), after.name.as_str())
            .field("host", before.host.as_str(), after.host.as_str())
            .field("signed", before.signed, after.signed)
            .field("events", before.events.join(", "), after.events.join(", "));
        if secret {
            diff = diff.secret("address");
        }
        let entry = Entry::new(after.id, &after.name).within(organization.id).diff(diff);
        Ok(Outcome::changed(after, entry))
    }
}

impl UpdateRoute {
    fn applied_to(
        &self,
        before: &RouteRecord,
        context: &CommandContext<Arc<Caller>>,
    ) -> Result<NewRoute, Fault> {
        let RouteChanges { name, url, secret, events } = &self.changes;
        let mut faults: Vec<_> = unknown_events(events.as_deref().unwrap_or_default()).collect();
        let mut new = NewRoute {
            id: before.id,
            organization_id: before.organization_id,
            template_id: before.template_id,
            name: name.clone().unwrap_or_else(|| before.name.clone()),
            kind: before.kind.clone(),
            host: before.host.clone(),
            signed: before.signed,
            address: before.address.clone(),
            events: events.as_deref().map_or_else(|| before.events.clone(), words),
            created_by: before.created_by,
            now: context.now,
        };
        if url.is_some() || secret.is_some() {
            let kept = Address::opened(before, self.app.sealing());
            let Some(url) = url.clone().or_else(|| kept.as_ref().map(|kept| kept.url.clone())) else {
                let detail = "must be given again: the one that is kept was sealed by another key";
                return Err(Fault::field("url", detail));
            };
            let secret = match secret {
                Some(secret) => Some(secret.clone()).filter(|secret| !secret.is_empty()),
                None => kept.and_then(|kept| kept.secret),
            };
            let address = Address { url, secret };
            faults.extend(address.faults(before.kind.parse().unwrap_or(RouteKind::Webhook)));
            (new.host, new.signed) = (address.host(), address.secret.is_some());
            new.address = address.sealed(self.app.sealing(), self.app.entropy())?;
        }
        if faults.is_empty() { Ok(new) } else { Err(Fault::Invalid(faults)) }
    }
}
