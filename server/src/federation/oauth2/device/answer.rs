//! A person answers a device.

use burgrave_api::operations;
use burgrave_core::authorization::ScopeName;
use burgrave_core::oauth2::{UserCode, scope};
use burgrave_store::{AppRecord, DeviceCodeRecord, DeviceState, Reader, Tx};
use chrono::{DateTime, Utc};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;
use crate::federation::oauth2::authorize::full_session;

/// A device that waits.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    /// Its app.
    pub(crate) app: AppRecord,
    /// What it would be given.
    pub(crate) scopes: Vec<ScopeName>,
    code: DeviceCodeRecord,
}

/// The device that shows this code and waits for an answer; none when there is no such device (any more).
///
/// # Errors
/// The storage's.
pub(crate) async fn waiting(app: &App, typed: &str) -> Result<Option<Waiting>, Fault> {
    let (typed, now) = (typed.to_owned(), app.now());
    app.store().read(move |reader| async move { find(&reader, &typed, now).await }).await
}

/// Lets the device in, or refuses it; gives its app, and none when no device waits with this code (any more).
///
/// # Errors
/// `Forbidden` without a full session.
pub(crate) async fn answer(
    app: &App,
    context: ActionContext,
    typed: String,
    state: DeviceState,
) -> Result<Option<AppRecord>, Fault> {
    full_session(&context.caller)?;
    app.store()
        .write(move |tx| {
            let (context, typed) = (context.clone(), typed.clone());
            async move { set(&tx, &context, &typed, state).await }
        })
        .await
}

async fn find(reader: &Reader, typed: &str, now: DateTime<Utc>) -> Result<Option<Waiting>, Fault> {
    let Some(code) = UserCode::parse(typed) else { return Ok(None) };
    let found = reader.oauth2_device_code_by_user_code(&code.hash()).await?;
    let waits = |code: &DeviceCodeRecord| code.state == DeviceState::Pending && code.expires_at > now;
    let Some(code) = found.filter(waits) else { return Ok(None) };
    let app = reader.oauth2_app(code.app_id).await?;
    Ok(app.map(|app| Waiting { app, scopes: scope::known(&code.scope), code }))
}

async fn set(
    tx: &Tx,
    context: &ActionContext,
    typed: &str,
    state: DeviceState,
) -> Result<Option<AppRecord>, Fault> {
    let caller = context.caller.reload(tx).await?;
    full_session(&caller)?;
    let Some(Waiting { app, code, .. }) = find(tx, typed, context.now).await? else { return Ok(None) };
    tx.answer_oauth2_device_code(&code.prefix, caller.user.id, &caller.key.id, state).await?;
    let audited = match state {
        DeviceState::Denied => operations::ANSWER_OAUTH2_DEVICE_DENIED,
        DeviceState::Pending | DeviceState::Approved => operations::ANSWER_OAUTH2_DEVICE,
    };
    let changed = Changed {
        resource: audited.kind.as_str(),
        action: audited.action.as_str(),
        id: app.id.into(),
        target: app.name.clone(),
        organization: None,
        diff: Diff::default().field("device", DeviceState::Pending.as_str(), state.as_str()),
        status: audited.status,
    };
    audit::record(tx, context, changed).await?;
    Ok(Some(app))
}
