//! A person says yes: the app gets a code.

use burgrave_api::operations::APPROVE_OAUTH2_AUTHORIZATION;
use burgrave_core::oauth2::{Credential, scope};
use burgrave_store::{NewCode, Redacted, Tx};
use chrono::TimeDelta;

use super::check::{Asked, Checked, Wish, check};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller};
use crate::fault::Fault;
use crate::federation::oauth2::bearer;

/// How long a code lasts (RFC 6749 §4.1.2 recommends no more).
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Issues a code on behalf of the caller; gives the address to which the browser goes with it, or with what is wrong.
///
/// # Errors
/// `Forbidden` without a full session; `Protocol` for what must not be told to the app's address.
pub(crate) async fn approve(app: &App, context: ActionContext, asked: Asked) -> Result<String, Fault> {
    full_session(&context.caller)?;
    let code = Credential::generate(app.entropy());
    let issuer = app.settings().access_url().to_owned();
    app.store()
        .write(move |tx| {
            let (context, asked, code, issuer) =
                (context.clone(), asked.clone(), code.clone(), issuer.clone());
            async move { issue(&tx, &context, &issuer, asked, &code).await }
        })
        .await
}

/// Refuses whoever doesn't have a full session.
///
/// # Errors
/// `Forbidden`.
pub(crate) fn full_session(caller: &Caller) -> Result<(), Fault> {
    if bearer::is_full_session(caller) {
        return Ok(());
    }
    let detail =
        "Only a full session can let apps in; log in, or use a token without narrower scopes.".into();
    Err(Fault::Forbidden { detail })
}

async fn issue(
    tx: &Tx,
    context: &ActionContext,
    issuer: &str,
    asked: Asked,
    code: &Credential,
) -> Result<String, Fault> {
    let caller = context.caller.reload(tx).await?;
    full_session(&caller)?;
    let wish = match check(tx, issuer, asked).await? {
        Checked::Back(location) => return Ok(location),
        Checked::Wish(wish) => *wish,
    };
    tx.insert_oauth2_code(&new_code(&wish, &caller, code, context)).await?;
    let changed = Changed {
        resource: APPROVE_OAUTH2_AUTHORIZATION.kind.as_str(),
        action: APPROVE_OAUTH2_AUTHORIZATION.action.as_str(),
        id: wish.app.id.into(),
        target: wish.app.name.clone(),
        organization: None,
        diff: Diff::default().field("scope", "", scope::write(&wish.scopes)),
        status: APPROVE_OAUTH2_AUTHORIZATION.status,
    };
    audit::record(tx, context, changed).await?;
    wish.answer.with(&[("code", &code.reveal())])
}

fn new_code(wish: &Wish, caller: &Caller, code: &Credential, context: &ActionContext) -> NewCode {
    NewCode {
        prefix: code.prefix.clone(),
        hashed_secret: Redacted(code.hash().to_vec()),
        app_id: wish.app.id,
        user_id: caller.user.id,
        redirect_uri: wish.asked_uri.clone(),
        scope: scope::write(&wish.scopes),
        resource: wish.resource.clone(),
        code_challenge: wish.code_challenge.clone(),
        session_id: Some(caller.key.id.clone()),
        expires_at: context.now + LIFETIME,
        now: context.now,
    }
}
