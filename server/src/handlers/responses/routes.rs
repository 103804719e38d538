//! Where notifications of an organization go.

use burgrave_api as api;
use burgrave_core::notifications::RouteKind;
use burgrave_store::RouteRecord;

/// A route, without its address.
pub(crate) fn route(of: RouteRecord) -> api::NotificationRoute {
    api::NotificationRoute {
        id: of.id,
        organization_id: of.organization_id,
        template_id: of.template_id.map(Into::into),
        name: of.name,
        kind: match of.kind.parse() {
            Ok(RouteKind::Slack) => api::NotificationRouteKind::Slack,
            Ok(RouteKind::Teams) => api::NotificationRouteKind::Teams,
            Ok(RouteKind::Webhook) | Err(_) => api::NotificationRouteKind::Webhook,
        },
        host: of.host,
        signed: of.signed,
        events: of.events.iter().filter_map(|event| event.parse().ok()).collect(),
        created_at: of.created_at,
        updated_at: of.updated_at,
    }
}
