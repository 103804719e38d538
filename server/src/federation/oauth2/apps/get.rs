//! Reading apps.

use burgrave_api::formats;
use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::ids::{AppId, UserId};
use burgrave_store::{AppFilter, AppRecord, GrantRecord};

use crate::application::{App, Caller};
use crate::fault::{Fault, FieldFault};

/// One app.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(app: &App, id: AppId) -> Result<AppRecord, Fault> {
    app.store().read(move |reader| async move { reader.oauth2_app(id).await?.ok_or(Fault::Hidden) }).await
}

/// All apps in the order of their names, or only those to which a user granted access that still lasts.
///
/// # Errors
/// `UnknownFilter` for what is no user's id; `Forbidden` for a user whose grants the caller may not read.
pub(crate) async fn list(app: &App, caller: &Caller, user: Option<String>) -> Result<Vec<AppRecord>, Fault> {
    let now = app.now();
    let granted_by = match user.filter(|user| !user.is_empty()) {
        Some(written) => Some((readable(caller, &written)?, now)),
        None => None,
    };
    let filter = AppFilter { granted_by };
    app.store().scan(move |reader| async move { Ok(reader.oauth2_apps(&filter).await?) }).await
}

/// The apps to which the caller granted access that still lasts, in the order of their names, each with what it
/// was granted.
///
/// # Errors
/// `Forbidden` where the caller's key doesn't reach so far.
pub(crate) async fn granted(app: &App, caller: &Caller) -> Result<Vec<(AppRecord, GrantRecord)>, Fault> {
    let (user, now) = (readable(caller, "me")?, app.now());
    let filter = AppFilter { granted_by: Some((user, now)) };
    app.store()
        .scan(move |reader| async move {
            let mut granted = Vec::new();
            for app in reader.oauth2_apps(&filter).await? {
                if let Some(grant) = reader.oauth2_grant_of(user, app.id).await? {
                    granted.push((app, grant));
                }
            }
            Ok(granted)
        })
        .await
}

fn readable(caller: &Caller, written: &str) -> Result<UserId, Fault> {
    let user = if written.eq_ignore_ascii_case("me") {
        caller.user.id
    } else {
        formats::uuid(written).map(UserId::from).ok_or_else(|| {
            let detail = "must be a UUID, or me".to_owned();
            Fault::UnknownFilter(vec![FieldFault { field: "user_id".into(), detail }])
        })?
    };
    if caller.may(Action::Read, &Object::site(Resource::Oauth2AppCodeToken).owned_by(user)) {
        return Ok(user);
    }
    Err(Fault::Forbidden { detail: "You do not have permission to see what this user granted.".into() })
}
