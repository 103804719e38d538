//! Messages to people.
//!
//! - `templates`: what they are made from, and how those of each template are sent.
//! - `settings`: whether they are held back. `preferences`: who wants which.
//! - `address`: from what happened to those who are told, by `ways`. `deliver`: messages on their way, which
//!   a `carrier` takes to their receivers: `mail` and `webhook`. `settle`: what has become of them is noted.
//!   `deliveries`: it is shown. `delete_old`: what is forgotten. `queues`: what waits.
//! - `routes`: where organizations want messages about them as well. `route_address`: where one leads, sealed.
//! - `inbox`, `watch`: what people see in the dashboard. `send`: messages that people send to themselves.

mod address;
mod carrier;
mod delete_old;
mod deliver;
mod deliveries;
mod inbox;
mod mail;
mod preferences;
mod queues;
mod route_address;
mod routes;
mod send;
mod settings;
mod settle;
mod templates;
mod watch;
mod ways;
mod webhook;

pub(crate) use address::address;
pub(crate) use delete_old::delete_old;
pub(crate) use deliveries::{Replay, deliveries};
pub(crate) use inbox::{InboxMessage, InboxPage, ReadAll, SetRead, inbox};
pub(crate) use preferences::{SetPreferences, preferences};
pub(crate) use queues::queues;
pub(crate) use routes::{CreateRoute, DeleteRoute, RouteChanges, UpdateRoute, routes};
pub(crate) use send::{SendCustom, SendTest};
pub(crate) use settings::{SetPaused, is_paused};
pub(crate) use templates::{SetMethod, TemplateView, templates};
pub(crate) use watch::{Wanted, follow, watch};

use std::time::Duration;

use crate::application::App;
use crate::background::Task;
use crate::config::MailSettings;
use crate::outgoing::{Outgoing, OutgoingSettings};

/// Whether a mail server lets this one in, for the operator.
///
/// # Errors
/// Why not, or what of the settings can't be used.
pub(crate) async fn mail_server_answers(settings: &MailSettings, limit: Duration) -> Result<(), String> {
    mail::Mail::new(settings, limit)?.answers().await
}

/// How long the receiver of a route may take at most: organizations name them, and one that hangs holds others
/// up for as long.
const ROUTE_TIMEOUT: Duration = Duration::from_secs(10);

/// The tasks of the ways that are set up.
///
/// # Errors
/// What of the settings can't be used, for the operator.
pub(crate) fn couriers(app: &App, outgoing: &OutgoingSettings) -> Result<Vec<Task>, String> {
    let settings = &app.settings().governance.notifications;
    let mut tasks = Vec::new();
    if let Some(mail) = &settings.mail {
        tasks.push(deliver::deliver(app.clone(), mail::Mail::new(mail, settings.timeout)?));
    }
    let (outgoing, timeout) = (
        Outgoing::new(outgoing).map_err(|fault| format!("outgoing-certificates: {fault}"))?,
        settings.timeout,
    );
    if let Some(webhook) = &settings.webhook {
        let webhooks = webhook::Webhooks { settings: webhook.clone(), timeout, outgoing: outgoing.clone() };
        tasks.push(deliver::deliver(app.clone(), webhooks));
    }
    let timeout = timeout.min(ROUTE_TIMEOUT);
    tasks.push(deliver::deliver(app.clone(), routes::Routed { timeout, outgoing }));
    Ok(tasks)
}
