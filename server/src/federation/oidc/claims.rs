//! The claims of the caller's last login.

use burgrave_core::authorization::{Action, Object, Refused};
use burgrave_core::idpsync::Claims;
use burgrave_store::LoginType;

use crate::application::{App, Caller};
use crate::fault::Fault;

/// What the identity provider said of the caller at their last login, or at the last refresh that was
/// synchronized.
///
/// # Errors
/// `Forbidden` for a credential that doesn't read personal data; `BrokenRule` for somebody who doesn't log in
/// through the identity provider.
pub(crate) async fn claims_of(app: &App, caller: &Caller) -> Result<Claims, Fault> {
    let user = caller.user.id;
    if !caller.may(Action::ReadPersonal, &Object::user(user)) {
        return Err(Fault::refused(Refused::Forbidden, "read your personal data"));
    }
    if caller.user.login_type != LoginType::Oidc {
        return Err(Fault::rule(
            "You don't log in through the identity provider, so there are no claims of yours.",
        ));
    }
    let kept = app.store().read(move |reader| async move { reader.all_user_claims(user).await }).await?;
    let Some(kept) = kept else { return Ok(Claims::new()) };
    serde_json::from_str(&kept).map_err(|error| Fault::Internal(format!("stored claims of a user: {error}")))
}
