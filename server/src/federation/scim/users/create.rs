//! A new user: an account is made, or one that was here is taken on.

use burgrave_core::scim::document::Document;
use burgrave_core::scim::person::Person;
use burgrave_store::{Inserted, NewUser, Tx, UserRecord};
use serde_json::Value;

use super::change::found;
use super::{account, row, view};
use crate::application::audit::Diff;
use crate::fault::Fault;
use crate::federation::scim::context::ScimContext;
use crate::federation::scim::resource::Resource;

/// Makes a user.
pub(in crate::federation::scim) async fn insert(
    tx: &Tx,
    context: &ScimContext,
    document: &Document,
) -> Result<Resource, Fault> {
    let person = Person::of(document)?;
    if tx.scim_user_named(&person.user_name).await?.is_some() {
        return Err(account::taken("A user with this userName exists already."));
    }
    let active = document.get("active").and_then(Value::as_bool).unwrap_or(true);
    let now = context.audit_context.now;
    let (id, username, diff) = match account::existing(tx, &person).await? {
        Some(user) => {
            let diff = take_on(tx, context, &user, &person, active).await?;
            (user.id, user.username, diff)
        }
        None => {
            let user = account::insert(tx, context.id.into(), &person, active, now).await?;
            let diff = created(&user);
            (user.id, user.username, diff)
        }
    };
    let row = row::row(id, document, now);
    if tx.insert_scim_user(&row).await? == Inserted::Taken {
        return Err(account::taken("A user with this userName exists already."));
    }
    context.record(tx, account::entry("create", (id, &username), diff, 201)).await?;
    let record = found(tx, id).await?;
    // Groups may name an account that was here before SCIM knew it.
    view::one(tx, &record, document.clone(), &context.base, id != context.id.into()).await
}

/// An account that SCIM doesn't know yet becomes its user.
async fn take_on(
    tx: &Tx,
    context: &ScimContext,
    user: &UserRecord,
    person: &Person,
    active: bool,
) -> Result<Diff, Fault> {
    if tx.scim_user(user.id).await?.is_some() {
        return Err(account::taken("Another user has this email address."));
    }
    account::may_govern(user)?;
    account::follow(tx, user, person, active, context.audit_context.now).await
}

fn created(user: &NewUser) -> Diff {
    Diff::default()
        .field("username", "", user.username.as_str())
        .field("email", "", user.email.as_str())
        .field("name", "", user.name.as_str())
        .field("status", "", user.status.as_str())
        .field("login_type", "", user.login_type.as_str())
}
