//! Messages of an inbox, and those by mail and webhook.

use burgrave_api as api;
use burgrave_store::{DeliveryRecord, InboxRecord, MessageStatus};
use serde::Deserialize;

use super::int32;
use crate::governance::notifications::{InboxMessage, InboxPage};

/// A page.
pub(in crate::handlers) fn page(of: InboxPage) -> api::InboxPage {
    api::InboxPage {
        notifications: of.messages.into_iter().map(notification).collect(),
        unread_count: of.unread,
    }
}

/// One message.
pub(in crate::handlers) fn message(of: InboxMessage) -> api::InboxMessage {
    api::InboxMessage { notification: notification(of.message), unread_count: of.unread }
}

/// One message as a line of a stream.
pub(in crate::handlers) fn line(of: InboxMessage) -> String {
    let mut line = serde_json::to_string(&message(of)).unwrap_or_default();
    line.push('\n');
    line
}

/// A message by mail or webhook.
pub(in crate::handlers) fn delivery(of: DeliveryRecord) -> api::NotificationMessage {
    api::NotificationMessage {
        id: of.id,
        template_id: of.template_id,
        user_id: of.user_id,
        route_id: of.route_id,
        method: of.method,
        status: match of.status {
            MessageStatus::Pending => api::NotificationMessageStatus::Pending,
            MessageStatus::Sent => api::NotificationMessageStatus::Sent,
            MessageStatus::Failed => api::NotificationMessageStatus::Failed,
        },
        attempts: int32(of.attempts),
        error: of.error,
        created_at: of.created_at,
        next_at: of.ended_at.is_none().then_some(of.next_at),
        ended_at: of.ended_at,
    }
}

fn notification(of: InboxRecord) -> api::InboxNotification {
    api::InboxNotification {
        id: of.id,
        user_id: of.user_id,
        template_id: of.template_id,
        targets: of.targets.and_then(|targets| serde_json::from_str(&targets).ok()).unwrap_or_default(),
        title: of.title,
        content: of.content,
        icon: of.icon,
        actions: actions(&of.actions),
        read_at: of.read_at,
        created_at: of.created_at,
    }
}

#[derive(Deserialize)]
struct Kept {
    label: String,
    url: String,
}

fn actions(kept: &str) -> Vec<api::InboxAction> {
    let kept: Vec<Kept> = serde_json::from_str(kept).unwrap_or_default();
    kept.into_iter().map(|Kept { label, url }| api::InboxAction { label, url }).collect()
}
