//! Messages that people send to themselves: to try out whether any arrive, and of their own.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Object, Refused, Resource};
use burgrave_core::notifications::{Content, Occasion, by_id};
use chrono::{DurationRound, SecondsFormat, TimeDelta};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Entry, Outcome};
use crate::application::notices::{Audience, announce, announce_once};
use crate::fault::{Fault, FieldFault};

/// Sends a message to try out whether it arrives.
pub(crate) struct SendTest;

impl Command for SendTest {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::SEND_TEST_NOTIFICATION.into()
    }

    /// # Errors
    /// `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        if !caller.may(Action::Update, &Object::site(Resource::DeploymentConfig)) {
            return Err(Fault::refused(Refused::Forbidden, "send test notifications"));
        }
        let content = Content::new().data(json!({"timestamp": context.now.to_rfc3339()}));
        let told = (Occasion::Troubleshooting, Audience::One(caller.user.id));
        announce(context, told, context.new_id, &content, context.now).await?;
        Ok(Outcome::changed((), entry(Occasion::Troubleshooting)))
    }
}

/// Sends a message of the caller's own to themselves. The same one within a minute is sent once.
pub(crate) struct SendCustom {
    /// Its title.
    pub(crate) title: String,
    /// What it says, as Markdown.
    pub(crate) message: String,
}

impl Command for SendCustom {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::SEND_CUSTOM_NOTIFICATION.into()
    }

    /// # Errors
    /// `Invalid` for blank texts.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (title, message) = (self.title.trim(), self.message.trim());
        let blank = |(field, text): (&str, &str)| {
            let detail = "must have letters or digits".to_owned();
            text.is_empty().then(|| FieldFault { field: format!("content.{field}"), detail })
        };
        let faults: Vec<_> = [("title", title), ("message", message)].into_iter().filter_map(blank).collect();
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let user = &context.caller().user;
        let minute = context.now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(context.now);
        let content = Content::new()
            .label("custom_title", title)
            .label("custom_message", message)
            .data(json!({"dedupe_bypass_ts": minute.to_rfc3339_opts(SecondsFormat::Secs, true)}));
        let told = (Occasion::Custom, Audience::One(user.id));
        announce_once(context, told, same(user.id.into(), &content), &content, context.now).await?;
        Ok(Outcome::changed((), entry(Occasion::Custom)))
    }
}

/// The identity of messages that say the same to the same person.
fn same(user: Uuid, content: &Content) -> Uuid {
    let digest = Sha256::digest(serde_json::to_vec(&(user, content)).unwrap_or_default());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn entry(occasion: Occasion) -> Entry {
    let id = occasion.template();
    Entry::new(id, by_id(id).map_or("", |template| template.name))
}
