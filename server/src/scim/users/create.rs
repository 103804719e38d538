//! A new user: an account is made, or one that was here is taken on.

use burgrave_core::scim::document::Document;
use burgrave_core::scim::person::Person;
use burgrave_store::{Inserted, Tx, UserRecord};
use serde_json::Value;

use super::{account, row, view};
use crate::application::audit::Diff;
use crate::fault::Fault;
use crate::scim::errand::ScimErrand;
use crate::scim::resource::Resource;

/// Makes a user.
pub(in crate::scim) async fn insert(
    tx: &Tx,
    errand: &ScimErrand,
    document: &Document,
) -> Result<Resource, Fault> {
    let person = Person::of(document)?;
    if tx.scim_user_named(&person.user_name).await?.is_some() {
        return Err(account::taken("A user with this userName exists already."));
    }
    let active = document.get("active").and_then(Value::as_bool).unwrap_or(true);
    let now = errand.trail.now;
    let (user, diff) = match account::existing(tx, &person).await? {
        Some(user) => (user.clone(), take_on(tx, errand, &user, &person, active).await?),
        None => {
            let user = account::insert(tx, errand.id, &person, active, now).await?;
            let diff = created(&user);
            (user, diff)
        }
    };
    if tx.insert_scim_user(&row::row(user.id, document, now)).await? == Inserted::Taken {
        return Err(account::taken("A user with this userName exists already."));
    }
    errand.record(tx, account::entry("create", &user, diff, 201)).await?;
    let record = tx.scim_user(user.id).await?;
    let record = record.ok_or_else(|| Fault::Internal("the new SCIM user is gone".into()))?;
    view::one(tx, &record, &errand.base, true).await
}

/// An account that SCIM doesn't know yet becomes its user.
async fn take_on(
    tx: &Tx,
    errand: &ScimErrand,
    user: &UserRecord,
    person: &Person,
    active: bool,
) -> Result<Diff, Fault> {
    if tx.scim_user(user.id).await?.is_some() {
        return Err(account::taken("Another user has this email address."));
    }
    account::follow(tx, user, person, active, errand.trail.now).await
}

fn created(user: &UserRecord) -> Diff {
    Diff::default()
        .field("username", "", user.username.as_str())
        .field("email", "", user.email.as_str())
        .field("name", "", user.name.as_str())
        .field("status", "", user.status.as_str())
        .field("login_type", "", user.login_type.as_str())
}
