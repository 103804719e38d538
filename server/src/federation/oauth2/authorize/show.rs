//! What a person sees of a request: the question, the login before it, or why there is no question.

use std::sync::Arc;

use burgrave_core::oauth2::{ErrorCode, Refusal};
use burgrave_store::Reader;
use chrono::TimeDelta;

use super::check::{AuthorizationRequest, Checked, check, stored_app};
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::federation::Federation;

/// A login counts as one that was asked for by a request for as long as it takes to come back from it.
const COMING_BACK: TimeDelta = TimeDelta::minutes(5);

/// The state of a request before the decision of the person.
pub(crate) enum RequestState {
    /// As it was checked.
    Checked(Checked),
    /// They have to log in first.
    Login,
}

/// Checks a request for the caller, if there is one. Which app it is that a document describes is looked for
/// only for people who are logged in: nobody else makes this server ask others.
///
/// # Errors
/// `Protocol` for errors that must not be sent to the app's address.
pub(crate) async fn show(
    app: &Federation,
    caller: Option<&Arc<Caller>>,
    request: &AuthorizationRequest,
) -> Result<RequestState, Fault> {
    let document = match (app.documents().address(app, &request.client_id).await?, caller) {
        (Some(_), None) => return Ok(RequestState::Login),
        (Some(address), Some(_)) => Some(app.documents().get(app, &address).await?),
        (None, _) => None,
    };
    let issuer = app.settings().access_url();
    let checked = match &document {
        Some(document) => check(document.app(app.now()), issuer, request)?,
        None => {
            let wanted = request.clone();
            let read = |reader: Reader| async move { stored_app(&reader, &wanted).await };
            check(app.store().read(read).await?, issuer, request)?
        }
    };
    let Checked::Consent(consent) = &checked else { return Ok(RequestState::Checked(checked)) };
    match caller {
        // Everybody is asked who is logged in, so nothing is granted without a page (OpenID Connect Core
        // §3.1.2.6).
        None if prompts(request, "none") => {
            let refusal = Refusal::new(ErrorCode::LoginRequired, "Nobody is logged in here");
            Ok(RequestState::Checked(consent.refused(refusal)?))
        }
        Some(_) if prompts(request, "none") => {
            let refusal = Refusal::new(ErrorCode::InteractionRequired, "The person has to be asked");
            Ok(RequestState::Checked(consent.refused(refusal)?))
        }
        None => Ok(RequestState::Login),
        Some(caller) if is_too_old(app, caller, request) => Ok(RequestState::Login),
        Some(_) => Ok(RequestState::Checked(checked)),
    }
}

fn prompts(request: &AuthorizationRequest, word: &str) -> bool {
    request.prompt.as_deref().unwrap_or_default().split(' ').any(|one| one == word)
}

/// Whether the app wants the person to log in again (OpenID Connect Core §3.1.2.1): they did too long ago.
fn is_too_old(app: &App, caller: &Caller, request: &AuthorizationRequest) -> bool {
    let age = app.now() - caller.key.created_at;
    let asked = prompts(request, "login").then_some(TimeDelta::zero());
    let most = request.max_age.as_deref().and_then(|age| age.parse::<u32>().ok());
    let most = most.map(|most| TimeDelta::seconds(most.into()));
    [asked, most].into_iter().flatten().any(|most| age > most.max(COMING_BACK))
}
