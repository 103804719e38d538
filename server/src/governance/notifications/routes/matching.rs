//! Which routes a message takes: those of the organization that it is about, or of the template.

use burgrave_core::notifications::{Content, Template};
use burgrave_store::{NewNotificationMessage, NotificationEventRecord, RouteRecord};
use uuid::Uuid;

use super::METHOD;
use crate::application::command::{Automatic, CommandContext};
use crate::application::derived;
use crate::application::notices::{Audience, called};
use crate::fault::Fault;

/// The label that says whom a message is for.
const RECIPIENT: &str = "recipient";

/// Puts one message for each route into the queue. What is told page by page takes them with the first page.
pub(in crate::governance::notifications) async fn tell_routes(
    context: &CommandContext<Automatic>,
    event: &NotificationEventRecord,
    template: &'static Template,
    audience: Audience,
    content: &Content,
) -> Result<(), Fault> {
    let targets = content.targets.as_deref().unwrap_or_default();
    if audience == Audience::WorkspaceOwners(event.user_id) && event.user_id.is_some() {
        return Ok(());
    }
    let routes = context.routes_of_organizations(targets).await?;
    let routes: Vec<_> = routes.into_iter().filter(|route| takes(route, template, targets)).collect();
    if routes.is_empty() {
        return Ok(());
    }
    let person = match audience {
        Audience::One(user) => context.user_by_id(user).await?,
        _ => None,
    };
    let content = match &person {
        Some(person) => content.clone().label(RECIPIENT, called(person)),
        None => content.clone(),
    };
    let content = serde_json::to_string(&content).unwrap_or_default();
    for route in routes {
        let new = NewNotificationMessage {
            id: derived::id(event.id, &[&route.id.to_string(), METHOD]),
            template_id: template.id,
            user_id: person.as_ref().map_or(route.created_by, |person| person.id),
            method: METHOD.to_owned(),
            content: content.clone(),
            route_id: Some(route.id),
            now: event.created_at,
        };
        context.insert_notification_message(&new).await?;
    }
    Ok(())
}

fn takes(route: &RouteRecord, template: &Template, targets: &[Uuid]) -> bool {
    let named = route.events.is_empty() || route.events.contains(&template.id.to_string());
    named && route.template_id.is_none_or(|of| targets.contains(&of.into()))
}
