//! What concerns users themselves: how they log in, and how the dashboard looks for them.

use std::sync::Arc;

use burgrave_core::authorization::{ReadPersonal, Refused, UpdatePersonal};
use burgrave_store::{Appearance, LoginType, Tx};

use super::{rights, view};
use crate::application::audit::{self, Diff};
use crate::application::{ActionContext, App, Caller, find};
use crate::fault::Fault;

/// How the user that `written` names logs in: told only to that user.
///
/// # Errors
/// `NoSuchUser`; `Forbidden` for others.
pub(crate) async fn login_type(app: &App, caller: Arc<Caller>, written: String) -> Result<LoginType, Fault> {
    app.store()
        .read(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            if user.id != caller.user.id {
                return Err(Fault::refused(Refused::Forbidden, "see how others log in"));
            }
            Ok(user.login_type)
        })
        .await
}

/// The appearance that the user chose.
///
/// # Errors
/// `NoSuchUser`, `Forbidden`.
pub(crate) async fn appearance(app: &App, caller: Arc<Caller>, written: String) -> Result<Appearance, Fault> {
    app.store()
        .read(move |reader| async move {
            let what = "see the appearance that this user chose";
            let user = find::user_to::<ReadPersonal>(&reader, &caller, &written, what).await?;
            let chosen = reader.appearance(user.id).await?;
            chosen.ok_or(Fault::NoSuchUser { queried: written })
        })
        .await
}

/// Sets it.
///
/// # Errors
/// `NoSuchUser`, `Forbidden`.
pub(crate) async fn set_appearance(
    app: &App,
    context: ActionContext,
    written: String,
    wanted: Appearance,
) -> Result<Appearance, Fault> {
    app.store()
        .write(move |tx| {
            let (context, written, wanted) = (context.clone(), written.clone(), wanted.clone());
            async move { change(&tx, &context, &written, wanted).await }
        })
        .await
}

async fn change(
    tx: &Tx,
    context: &ActionContext,
    written: &str,
    wanted: Appearance,
) -> Result<Appearance, Fault> {
    let caller = context.caller.reload(tx).await?;
    let what = "change the appearance for this user";
    let user = find::user_to::<UpdatePersonal>(tx, &caller, written, what).await?;
    rights::may_act_on(tx, &caller, &user, what).await?;
    let gone = || Fault::NoSuchUser { queried: written.to_owned() };
    let before = tx.appearance(user.id).await?.ok_or_else(gone)?;
    tx.set_appearance(user.id, &wanted, context.now).await?;
    let diff = Diff::default()
        .field("theme_preference", before.theme_preference, wanted.theme_preference.as_str())
        .field("terminal_font", before.terminal_font, wanted.terminal_font.as_str());
    audit::record(tx, context, view::written(user.id, &user.username, diff, 200)).await?;
    Ok(wanted)
}
