//! Reading apps.

use burgrave_api::formats;
use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::ids::{AppId, UserId};
use burgrave_store::{AppFilter, AppRecord};

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
