//! What the provider allows.

use burgrave_store::{Reader, StoreError, Tx};
use uuid::Uuid;

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;

/// The setting that lets clients register themselves.
const REGISTRATION: &str = "oauth2_dynamic_client_registration";

/// Whether clients may register themselves: not unless an owner said so.
///
/// # Errors
/// The storage's.
pub(crate) async fn registration_is_on(reader: &Reader) -> Result<bool, StoreError> {
    Ok(reader.setting(REGISTRATION).await?.as_deref() == Some("true"))
}

/// The same from outside of a transaction.
///
/// # Errors
/// The storage's.
pub(crate) async fn get(app: &App) -> Result<bool, Fault> {
    app.store().read(|reader| async move { Ok(registration_is_on(&reader).await?) }).await
}

/// Turns registration on or off; `None` leaves it. Gives how it is then.
///
/// # Errors
/// The storage's.
pub(crate) async fn update(app: &App, context: ActionContext, on: Option<bool>) -> Result<bool, Fault> {
    app.store()
        .write(move |tx| {
            let context = context.clone();
            async move { set(&tx, &context, on).await }
        })
        .await
}

async fn set(tx: &Tx, context: &ActionContext, on: Option<bool>) -> Result<bool, Fault> {
    context.caller.reload(tx).await?;
    let before = registration_is_on(tx).await?;
    let after = on.unwrap_or(before);
    if after != before {
        tx.set_setting(REGISTRATION, &after.to_string(), context.now).await?;
    }
    let changed = Changed {
        resource: "oauth2_provider_settings",
        action: "write",
        id: Uuid::nil(),
        target: String::new(),
        organization: None,
        diff: Diff::default().field("dynamic_client_registration_enabled", before, after),
        status: 200,
    };
    audit::record(tx, context, changed).await?;
    Ok(after)
}
