//! Ending a key: it is forgotten, or it is kept as expired.

use burgrave_core::authorization::{Delete, Update};
use burgrave_store::{ApiKeyRecord, Tx};

use super::get::{Named, key};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller};
use crate::fault::Fault;
use crate::identity::users::rights;

/// What becomes of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It is forgotten.
    Delete,
    /// It is kept in the lists of expired ones.
    Expire,
}

/// Ends the key with this id of the user that `written` names.
///
/// # Errors
/// `NoSuchUser`; `Hidden`.
pub(crate) async fn end(
    app: &App,
    context: ActionContext,
    written: String,
    id: String,
    end: End,
) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let (context, written, named) = (context.clone(), written.clone(), Named::Id(id.clone()));
            async move {
                match end {
                    End::Delete => delete(&tx, &context, &written, &named).await,
                    End::Expire => expire(&tx, &context, &written, &named).await,
                }
            }
        })
        .await
}

async fn delete(tx: &Tx, context: &ActionContext, written: &str, named: &Named) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let key = key::<Delete>(tx, &caller, written, named).await?;
    may_end(tx, &caller, &key).await?;
    tx.delete_api_key(&key.id).await?;
    let diff = Diff::default().field("token_name", key.token_name.as_str(), "");
    Ok(audit::record(tx, context, changed(&key, "delete", diff)).await?)
}

async fn expire(tx: &Tx, context: &ActionContext, written: &str, named: &Named) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let key = key::<Update>(tx, &caller, written, named).await?;
    may_end(tx, &caller, &key).await?;
    let mut diff = Diff::default();
    if key.expires_at > context.now {
        tx.expire_api_key(&key.id, context.now).await?;
        diff = diff.field("expires_at", key.expires_at.to_rfc3339(), context.now.to_rfc3339());
    }
    Ok(audit::record(tx, context, changed(&key, "write", diff)).await?)
}

async fn may_end(tx: &Tx, caller: &Caller, key: &ApiKeyRecord) -> Result<(), Fault> {
    let user = tx.user_by_id(key.user_id).await?.ok_or(Fault::Hidden)?;
    rights::may_act_on_credentials(tx, caller, &user, "end keys of this user").await
}

fn changed(key: &ApiKeyRecord, action: &'static str, diff: Diff) -> Changed {
    let target = if key.token_name.is_empty() { key.id.clone() } else { key.token_name.clone() };
    Changed { resource: "api_key", action, id: key.user_id, target, organization: None, diff, status: 204 }
}
