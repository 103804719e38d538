//! Whether those are reached that the server asks.

use std::sync::Arc;
use std::time::Duration;

use burgrave_core::SystemClock;
use url::Url;

use super::Verdict;
use crate::config::Config;
use crate::federation::oidc::{Provider, ProviderFault};
use crate::governance::notifications;
use crate::outgoing::{Outgoing, OutgoingFault};
use crate::run::of_outgoing;

/// How long one of them is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

pub(super) const LATE: &str = "there is no answer within 15 s";

/// The identity provider.
pub(super) async fn provider(config: &Config) -> Verdict {
    let Some(oidc) = &config.oidc else {
        return Verdict::Absent("nobody logs in through a provider".into());
    };
    let away = "look whether this machine reaches oidc-issuer-url";
    let provider = match Provider::new(oidc.clone(), Arc::new(SystemClock)) {
        Ok(provider) => provider,
        Err(fault) => return Verdict::fault(fault.to_string(), away),
    };
    match tokio::time::timeout(PATIENCE, provider.check()).await {
        Ok(Ok(())) => Verdict::Fine(format!("{} answers", oidc.issuer)),
        Ok(Err(fault @ ProviderFault::Wrong { .. })) => {
            Verdict::fault(fault.to_string(), "correct oidc-issuer-url")
        }
        Ok(Err(fault @ ProviderFault::Away { .. })) => Verdict::fault(fault.to_string(), away),
        Err(_) => Verdict::fault(LATE, away),
    }
}

/// The mail server, which is logged in to and given no message.
pub(super) async fn mail(config: &Config) -> Verdict {
    let settings = &config.governance.notifications;
    let Some(mail) = &settings.mail else { return Verdict::Absent("no mail is sent".into()) };
    let mend = "correct email-smarthost and the settings beside it, or look whether this machine reaches it";
    match tokio::time::timeout(PATIENCE, notifications::mail_server_answers(mail, PATIENCE)).await {
        Ok(Ok(())) => Verdict::Fine(format!("{}:{} takes mail", mail.host, mail.port)),
        Ok(Err(fault)) => Verdict::fault(format!("{}:{}: {fault}", mail.host, mail.port), mend),
        Err(_) => Verdict::fault(format!("{}:{}: {LATE}", mail.host, mail.port), mend),
    }
}

/// The receiver of notifications by webhook.
pub(super) async fn webhook(config: &Config) -> Verdict {
    match &config.governance.notifications.webhook {
        Some(webhook) => receiver(config, &webhook.endpoint, "notifications-webhook-endpoint").await,
        None => Verdict::Absent("no webhooks are sent".into()),
    }
}

/// A receiver of webhooks, which is sent none. Its address may hold a secret: only its host is told.
pub(super) async fn receiver(config: &Config, endpoint: &Url, setting: &str) -> Verdict {
    let host = endpoint.host_str().unwrap_or_default();
    let reached = match Outgoing::new(&of_outgoing(config)) {
        Ok(outgoing) => outgoing.reach(endpoint.clone()).await,
        Err(fault) => return Verdict::fault(fault.to_string(), "correct outgoing-certificates"),
    };
    match reached {
        Ok(()) => Verdict::Fine(format!("{host} answers")),
        Err(fault @ OutgoingFault::Private) => {
            Verdict::fault(format!("{host}: {fault}"), "name its network in outgoing-private-networks")
        }
        Err(fault) => Verdict::fault(
            format!("{host}: {fault}"),
            format!("correct {setting}, or look whether this machine reaches it"),
        ),
    }
}
