//! Messages to where routes lead.

use std::time::Duration;

use super::METHOD;
use super::payload::payload;
use crate::governance::notifications::carrier::{Carrier, Letter, Sent};
use crate::outgoing::{Outgoing, OutgoingFault};

/// Sends to routes.
pub(in crate::governance::notifications) struct Routed {
    /// How long one attempt may take.
    pub(in crate::governance::notifications) timeout: Duration,
    /// The way to others.
    pub(in crate::governance::notifications) outgoing: Outgoing,
}

impl Carrier for Routed {
    const METHOD: &'static str = METHOD;
    const TASK: &'static str = "notifications_by_route";
    const AT_ONCE: usize = 16;

    async fn carry(&self, letter: &Letter) -> Sent {
        let Some(route) = &letter.route else { return Sent::Refused("it has no route".into()) };
        let (id, body) = (letter.id.to_string(), payload(route.kind, letter));
        let mut headers = vec![("content-type", "application/json".to_owned()), ("x-message-id", id.clone())];
        if let Some(secret) = &route.secret {
            headers.push(("webhook-id", id.clone()));
            headers.push(("webhook-timestamp", letter.at.timestamp().to_string()));
            headers.push(("webhook-signature", secret.sign(&id, letter.at, &body)));
        }
        match self.outgoing.post(route.url.clone(), headers, body, self.timeout).await {
            Ok(()) => Sent::Arrived,
            Err(OutgoingFault::Private) => Sent::Failed(
                "the address is not a public one; name its network in outgoing-private-networks".into(),
            ),
            Err(fault) => Sent::Failed(fault.to_string()),
        }
    }
}
