//! Messages to a web address, as documented, and signed as Standard Webhooks say.

use std::time::Duration;

use burgrave_core::notifications::plain;
use serde_json::json;

use super::carrier::{Carrier, Letter, Sent};
use crate::application::notices::called;
use crate::config::WebhookSettings;
use crate::outgoing::{Outgoing, OutgoingFault};

/// Sends webhooks.
pub(super) struct Webhooks {
    /// Where to.
    pub(super) settings: WebhookSettings,
    /// How long one attempt may take.
    pub(super) timeout: Duration,
    /// The way to others.
    pub(super) outgoing: Outgoing,
}

impl Carrier for Webhooks {
    const METHOD: &'static str = "webhook";
    const TASK: &'static str = "notifications_by_webhook";
    const AT_ONCE: usize = 32;

    async fn carry(&self, letter: &Letter) -> Sent {
        let (id, body) = (letter.id.to_string(), body(letter));
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("x-message-id", id.clone()),
            ("webhook-id", id.clone()),
            ("webhook-timestamp", letter.at.timestamp().to_string()),
        ];
        let signed: Vec<_> =
            self.settings.secrets.iter().map(|secret| secret.sign(&id, letter.at, &body)).collect();
        if !signed.is_empty() {
            headers.push(("webhook-signature", signed.join(" ")));
        }
        match self.outgoing.post(self.settings.endpoint.clone(), headers, body, self.timeout).await {
            Ok(()) => Sent::Arrived,
            Err(OutgoingFault::Private) => Sent::Failed(
                "the address is not a public one; name its network in outgoing-private-networks".into(),
            ),
            Err(fault) => Sent::Failed(fault.to_string()),
        }
    }
}

/// The documented payload.
pub(super) fn body(letter: &Letter) -> String {
    let Letter { id, template, to, content, said, .. } = letter;
    let actions: Vec<_> =
        said.buttons.iter().map(|(label, url)| json!({"label": label, "url": url})).collect();
    let payload = json!({
        "_version": "1.2",
        "notification_name": template.name,
        "notification_template_id": template.id,
        "user_id": to.id.to_string(),
        "user_email": to.email,
        "user_name": called(to),
        "user_username": to.username,
        "actions": actions,
        "labels": content.labels,
        "data": content.data,
        "targets": content.targets,
    });
    json!({
        "_version": "1.1",
        "msg_id": id,
        "payload": payload,
        "title": plain(&said.title),
        "title_markdown": said.title,
        "body": plain(&said.body),
        "body_markdown": said.body,
    })
    .to_string()
}
