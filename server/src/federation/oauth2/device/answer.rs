//! A person answers a device.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::oauth2::UserCode;
use burgrave_core::oauth2::scope::Scopes;
use burgrave_store::{AppRecord, DeviceCodeRecord, DeviceState, Reader};
use chrono::{DateTime, Utc};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::federation::oauth2::authorize::full_session;

/// A device that waits.
#[derive(Debug, Clone)]
pub(crate) struct WaitingDevice {
    /// Its app.
    pub(crate) app: AppRecord,
    /// What it would be given.
    pub(crate) scopes: Scopes,
    code: DeviceCodeRecord,
}

/// The device that shows this code and waits for an answer; none when there is no such device (any more).
///
/// # Errors
/// The storage's.
pub(crate) async fn waiting(app: &App, typed: &str) -> Result<Option<WaitingDevice>, Fault> {
    let (typed, now) = (typed.to_owned(), app.now());
    app.store().read(move |reader| async move { find(&reader, &typed, now).await }).await
}

async fn find(reader: &Reader, typed: &str, now: DateTime<Utc>) -> Result<Option<WaitingDevice>, Fault> {
    let Some(code) = UserCode::parse(typed) else { return Ok(None) };
    let found = reader.oauth2_device_code_by_user_code(&code.hash()).await?;
    let waits = |code: &DeviceCodeRecord| code.state == DeviceState::Pending && code.expires_at > now;
    let Some(code) = found.filter(waits) else { return Ok(None) };
    let app = reader.oauth2_app(code.app_id).await?;
    Ok(app.map(|app| WaitingDevice { app, scopes: Scopes::existing(&code.scope), code }))
}

/// Lets a device in, or refuses it; gives its app, and none when no device waits with this code (any more).
pub(crate) struct AnswerDevice {
    /// What the device shows.
    pub(crate) user_code: String,
    /// Whether it is authorized.
    pub(crate) state: DeviceState,
}

impl Command for AnswerDevice {
    type Actor = Arc<Caller>;
    type Output = Option<AppRecord>;

    fn audit(&self) -> Audit {
        match self.state {
            DeviceState::Denied => operations::ANSWER_OAUTH2_DEVICE_DENIED.into(),
            DeviceState::Pending | DeviceState::Approved => operations::ANSWER_OAUTH2_DEVICE.into(),
        }
    }

    /// # Errors
    /// `Forbidden` without a full session.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<Option<AppRecord>>, Fault> {
        let caller = context.caller();
        full_session(caller)?;
        let Some(found) = find(context, &self.user_code, context.now).await? else {
            return Ok(Outcome::unrecorded(None));
        };
        let (prefix, session) = (&found.code.prefix, &caller.key);
        context.answer_oauth2_device_code(prefix, caller.user.id, session, self.state).await?;
        let diff = Diff::default().field("device", DeviceState::Pending.as_str(), self.state.as_str());
        let entry = Entry::new(found.app.id, &found.app.name).diff(diff);
        Ok(Outcome::changed(Some(found.app), entry))
    }
}
