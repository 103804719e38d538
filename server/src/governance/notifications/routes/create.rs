//! A new route.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::TemplateId;
use burgrave_core::notifications::{RouteKind, by_id};
use burgrave_store::{NewRoute, OrganizationRecord, Reader, RouteRecord};
use uuid::Uuid;

use super::MOST_ROUTES;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};
use crate::governance::notifications::route_address::Address;

/// Adds a route to an organization.
pub(crate) struct CreateRoute {
    /// The way to what seals.
    pub(crate) app: App,
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Its name, for people.
    pub(crate) name: String,
    /// What stands at the other end.
    pub(crate) kind: RouteKind,
    /// Where it leads.
    pub(crate) url: String,
    /// What signs what goes there.
    pub(crate) secret: Option<String>,
    /// Only what is about this template.
    pub(crate) template: Option<TemplateId>,
    /// Only messages made from these templates of messages; empty = all.
    pub(crate) events: Vec<Uuid>,
}

impl Command for CreateRoute {
    type Actor = Arc<Caller>;
    type Output = RouteRecord;

    fn audit(&self) -> Audit {
        operations::CREATE_NOTIFICATION_ROUTE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden` for the organization; `Invalid` with each fault; `BrokenRule` where it has too many.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<RouteRecord>, Fault> {
        let (caller, what) = (context.caller(), "say where its notifications go");
        let organization = find::organization::<Update>(context, caller, &self.organization, what).await?;
        let address = Address { url: self.url.clone(), secret: self.secret.clone() };
        let mut faults = address.faults(self.kind);
        faults.extend(unknown_events(&self.events));
        faults.extend(foreign_template(context, &organization, self.template).await?);
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let there = context.notification_routes(organization.id, MOST_ROUTES).await?.len();
        if there >= MOST_ROUTES as usize {
            let message = format!("An organization has {MOST_ROUTES} routes at most. Delete one of them.");
            return Err(Fault::rule(message));
        }
        let new = NewRoute {
            id: context.new_id,
            organization_id: organization.id,
            template_id: self.template,
            name: self.name.clone(),
            kind: self.kind.as_str().to_owned(),
            host: address.host(),
            signed: address.secret.is_some(),
            address: address.sealed(self.app.sealing(), self.app.entropy())?,
            events: words(&self.events),
            created_by: caller.user.id,
            now: context.now,
        };
        context.insert_notification_route(&organization, &new).await?;
        let made = context.notification_route(new.id).await?.ok_or(Fault::Hidden)?;
        let diff = Diff::default()
            .field("name", "", new.name.as_str())
            .field("kind", "", new.kind.as_str())
            .field("host", "", new.host.as_str())
            .field("signed", false, new.signed)
            .field("template_id", "", new.template_id.map(|id| id.to_string()).unwrap_or_default())
            .field("events", "", new.events.join(", "));
        let entry = Entry::new(new.id, &new.name).within(organization.id).diff(diff);
        Ok(Outcome::changed(made, entry))
    }
}

/// Each event that there isn't.
pub(super) fn unknown_events(events: &[Uuid]) -> impl Iterator<Item = FieldFault> {
    (0..).zip(events).filter(|(_, event)| by_id(**event).is_none()).map(|(number, _): (u32, _)| FieldFault {
        field: format!("events[{number}]"),
        detail: "must be a template of notifications".into(),
    })
}

/// A template of another organization, or none that there is.
async fn foreign_template(
    reader: &Reader,
    organization: &OrganizationRecord,
    template: Option<TemplateId>,
) -> Result<Option<FieldFault>, Fault> {
    let Some(id) = template else { return Ok(None) };
    let found = reader.template_by_id(id).await?;
    let here = found.is_some_and(|found| found.organization_id == organization.id);
    let detail = "must be a template of the organization".into();
    Ok((!here).then(|| FieldFault { field: "template_id".into(), detail }))
}

/// As they are kept.
pub(super) fn words(events: &[Uuid]) -> Vec<String> {
    events.iter().map(Uuid::to_string).collect()
}
