//! What PUT and PATCH have in common: a new document in the place of the one before, and the account follows.

use burgrave_core::ids::UserId;
use burgrave_core::scim::document::Document;
use burgrave_core::scim::person::Person;
use burgrave_store::{ScimUserRecord, Tx};
use serde_json::Value;

use super::{account, row, view};
use crate::fault::Fault;
use crate::federation::scim::context::ScimContext;
use crate::federation::scim::resource::Resource;

/// Changes a user by what `make` makes of the document, which holds `active` too.
pub(in crate::federation::scim) async fn change(
    tx: &Tx,
    context: &ScimContext,
    id: UserId,
    make: impl Fn(Document) -> Result<Document, Fault>,
) -> Result<Resource, Fault> {
    let record = found(tx, id).await?;
    view::kept(&record).must_be(context.if_match.as_deref())?;
    let before = view::document(&record)?;
    let mut after = make(before.clone())?;
    let active = after.get("active").and_then(Value::as_bool).unwrap_or(view::is_active(&record));
    // What somebody suspended here is no more active for being called so.
    let held = active && !view::is_active(&record) && tx.is_suspended_here(id).await?;
    after.insert("active".into(), (active && !held).into());
    if after == before {
        return view::one(tx, &record, before, &context.base, true).await;
    }
    let person = Person::of(&after)?;
    if tx.scim_user_named(&person.user_name).await?.is_some_and(|other| other != id) {
        return Err(account::taken("A user with this userName exists already."));
    }
    let user = account::known(tx, id).await?;
    let diff = account::follow(tx, &user, &person, active && !held, context.audit_context.now).await?;
    tx.update_scim_user(&row::row(id, &after, context.audit_context.now)).await?;
    context.record(tx, account::entry("write", (user.id, &user.username), diff, 200)).await?;
    view::one(tx, &found(tx, id).await?, after, &context.base, true).await
}

/// What is kept of a user.
pub(super) async fn found(tx: &Tx, id: UserId) -> Result<ScimUserRecord, Fault> {
    tx.scim_user(id).await?.ok_or(Fault::Hidden)
}
