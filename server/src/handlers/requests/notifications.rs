//! Messages of an inbox, as requests ask for them, and routes of an organization.

use burgrave_api::{
    CreateNotificationRouteRequest, CreateNotificationRouteRequestKind as Kind, ListInboxReadStatus,
    UpdateNotificationRouteRequest,
};
use burgrave_core::notifications::RouteKind;

use crate::application::App;
use crate::governance::notifications::{CreateRoute, RouteChanges};

/// Whether only messages that were read are asked for, or only those that weren't.
pub(in crate::handlers) fn read(status: ListInboxReadStatus) -> Option<bool> {
    match status {
        ListInboxReadStatus::Read => Some(true),
        ListInboxReadStatus::Unread => Some(false),
        ListInboxReadStatus::All => None,
    }
}

/// A route that is to be made.
pub(in crate::handlers) fn new_route(
    app: &App,
    organization: String,
    body: CreateNotificationRouteRequest,
) -> CreateRoute {
    CreateRoute {
        app: app.clone(),
        organization,
        name: body.name,
        kind: match body.kind {
            Kind::Slack => RouteKind::Slack,
            Kind::Teams => RouteKind::Teams,
            Kind::Webhook => RouteKind::Webhook,
        },
        url: body.url,
        secret: body.secret.value().filter(|secret| !secret.is_empty()),
        template: body.template_id.value().map(Into::into),
        events: body.events.value().unwrap_or_default(),
    }
}

/// What of a route is to change.
pub(in crate::handlers) fn route_changes(body: UpdateNotificationRouteRequest) -> RouteChanges {
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    RouteChanges {
        name: filled(body.name.value()),
        url: filled(body.url.value()),
        secret: body.secret.value(),
        events: body.events.value(),
    }
}
