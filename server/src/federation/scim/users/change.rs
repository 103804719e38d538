//! What PUT and PATCH have in common: a new document in the place of the one before, and the account follows.

use burgrave_core::ids::UserId;
use burgrave_core::scim::person::Person;
use burgrave_core::scim::schema::USERS;
use burgrave_store::{ScimUserRecord, ScimUserRow, Tx};
use serde_json::Value;

use super::{account, view};
use crate::application::command::{Automatic, CommandContext, Entry, Outcome};
use crate::fault::Fault;
use crate::federation::scim::change_request::ChangeRequest;
use crate::federation::scim::resource::Resource;

/// Changes a user. The documents hold `active` too.
pub(in crate::federation::scim) async fn change(
    context: &CommandContext<Automatic>,
    asked: &ChangeRequest,
) -> Result<Outcome<Resource>, Fault> {
    let id = asked.id.into();
    let record = found(context, id).await?;
    view::kept(&record).must_be(asked.if_match.as_deref())?;
    let before = view::document(&record)?;
    let mut after = asked.change.applied_to(&USERS, before.clone())?;
    let active = after.get("active").and_then(Value::as_bool).unwrap_or(view::is_active(&record));
    // What somebody suspended here is no more active for being called so.
    let held = active && !view::is_active(&record) && context.is_suspended_here(id).await?;
    after.insert("active".into(), (active && !held).into());
    let person = Person::of(&after)?;
    let user = account::known(context, id).await?;
    // An account that SCIM doesn't govern stays as it is, however often the same is said of it.
    let settled = account::agrees(&user, &person) || account::keeps_its_address(&user, &person);
    if after == before && settled {
        return Ok(Outcome::unrecorded(view::one(context, &record, before, &asked.base, true).await?));
    }
    if after.get("userName") != before.get("userName") {
        person.fit()?;
    }
    if context.scim_user_named(&person.user_name_key).await?.is_some_and(|other| other != id) {
        return Err(account::taken("A user with this userName exists already."));
    }
    let diff = account::follow(context, &user, &person, active && !held, context.now).await?;
    if after != before {
        context.update_scim_user(&ScimUserRow::of(id, &after, context.now)).await?;
    }
    let shown = view::one(context, &found(context, id).await?, after, &asked.base, true).await?;
    Ok(Outcome::changed(shown, Entry::new(id, &user.username).diff(diff)))
}

/// What is kept of a user.
pub(super) async fn found(tx: &Tx, id: UserId) -> Result<ScimUserRecord, Fault> {
    tx.scim_user(id).await?.ok_or(Fault::Hidden)
}
