//! Entries by webhook, signed as Standard Webhooks say.

use std::time::Duration;

use chrono::SecondsFormat;

use super::Receiver;
use crate::application::App;
use crate::config::WebhookSettings;
use crate::identity::audit::chain::ChainLine;
use crate::outgoing::{Outgoing, OutgoingFault};

/// How long one attempt may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Sends webhooks.
pub(super) struct Webhook {
    app: App,
    settings: WebhookSettings,
    outgoing: Outgoing,
}

impl Webhook {
    pub(super) fn new(app: App, settings: WebhookSettings, outgoing: Outgoing) -> Self {
        Self { app, settings, outgoing }
    }
}

impl Receiver for Webhook {
    const NAME: &'static str = "webhook";
    const TASK: &'static str = "audit_by_webhook";
    const MOST_BYTES: usize = 1024 * 1024;

    async fn send(&self, lines: &[ChainLine]) -> Result<(), String> {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return Ok(()) };
        let (now, deployment) = (self.app.now(), self.app.settings().deployment_id);
        // The same in each attempt: entries never change their place.
        let id = format!("audit_{}_{}_{}", deployment.simple(), first.sequence, last.sequence);
        let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        let body = format!(
            "{{\"type\":\"audit.entries\",\"timestamp\":\"{}\",\"data\":{{\"deployment_id\":\"{deployment}\",\
             \"entries\":[{}]}}}}",
            now.to_rfc3339_opts(SecondsFormat::Micros, true),
            texts.join(",")
        );
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("webhook-id", id.clone()),
            ("webhook-timestamp", now.timestamp().to_string()),
        ];
        let signed: Vec<_> =
            self.settings.secrets.iter().map(|secret| secret.sign(&id, now, &body)).collect();
        if !signed.is_empty() {
            headers.push(("webhook-signature", signed.join(" ")));
        }
        match self.outgoing.post(self.settings.endpoint.clone(), headers, body, TIMEOUT).await {
            Ok(()) => Ok(()),
            Err(OutgoingFault::Private) => {
                Err("the address of audit-webhook-endpoint is not a public one; name its network in \
                 outgoing-private-networks"
                    .into())
            }
            Err(fault) => Err(format!("audit-webhook-endpoint: {fault}")),
        }
    }
}
