//! A new user: an account is created, or an existing one is linked.

use burgrave_core::scim::document::Document;
use burgrave_core::scim::person::Person;
use burgrave_store::{Inserted, NewUser, ScimUserRow, UserRecord};
use serde_json::Value;

use super::change::found;
use super::{account, view};
use crate::application::command::{Automatic, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;
use crate::federation::scim::resource::Resource;

/// Makes a user.
pub(in crate::federation::scim) async fn insert(
    context: &CommandContext<Automatic>,
    document: &Document,
    base: &str,
) -> Result<Outcome<Resource>, Fault> {
    let person = Person::of(document)?;
    person.fit()?;
    if context.scim_user_named(&person.user_name_key).await?.is_some() {
        return Err(account::taken("A user with this userName exists already."));
    }
    let active = document.get("active").and_then(Value::as_bool).unwrap_or(true);
    let now = context.now;
    let (id, username, diff) = match account::existing(context, &person).await? {
        Some(user) => {
            let diff = take_on(context, &user, &person, active).await?;
            (user.id, user.username, diff)
        }
        None => {
            let user = account::insert(context, context.new_id.into(), &person, active, now).await?;
            let diff = created(&user);
            (user.id, user.username, diff)
        }
    };
    let row = ScimUserRow::of(id, document, now);
    if context.insert_scim_user(&row).await? == Inserted::Taken {
        return Err(account::taken("A user with this userName exists already."));
    }
    let record = found(context, id).await?;
    // Groups may name an account that was here before SCIM knew it.
    let may_be_listed = id != context.new_id.into();
    let shown = view::one(context, &record, document.clone(), base, may_be_listed).await?;
    Ok(Outcome::changed(shown, Entry::new(id, username).diff(diff)))
}

/// An account that SCIM doesn't know yet becomes its user.
async fn take_on(
    context: &CommandContext<Automatic>,
    user: &UserRecord,
    person: &Person,
    active: bool,
) -> Result<Diff, Fault> {
    if context.scim_user(user.id).await?.is_some() {
        return Err(account::taken("Another user has this email address."));
    }
    account::may_govern(user)?;
    account::follow(context, user, person, active, context.now).await
}

fn created(user: &NewUser) -> Diff {
    Diff::default()
        .field("username", "", user.username.as_str())
        .field("email", "", user.email.as_str())
        .field("name", "", user.name.as_str())
        .field("status", "", user.status.as_str())
        .field("login_type", "", user.login_type.as_str())
}
