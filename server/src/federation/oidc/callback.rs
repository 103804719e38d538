//! The one address of a login: without a code it sends people to the provider, with one it lets them in.

use burgrave_core::ids::UserId;

use super::login_state::LoginState;
use super::{Departure, Provider, arrive, begin, convert, exchange};
use crate::application::{App, AuditContext};
use crate::fault::Fault;
use crate::federation::Federation;

/// What a browser brings along.
#[derive(Debug, Default)]
pub(crate) struct CallbackRequest {
    /// From the provider, after a successful login there.
    pub(crate) code: Option<String>,
    /// From the provider: what it was given.
    pub(crate) state: Option<String>,
    /// From the provider, after a failed login there.
    pub(crate) error: Option<String>,
    /// In more words.
    pub(crate) error_description: Option<String>,
    /// Where the login ends.
    pub(crate) redirect: Option<String>,
    /// The state of a conversion that is to begin.
    pub(crate) merge_state: Option<String>,
    /// Cookies of logins that this browser has begun.
    pub(crate) state_cookies: Vec<String>,
    /// What a conversion has set.
    pub(crate) convert_cookie: Option<String>,
}

/// What comes of it.
pub(crate) enum Outcome {
    /// To the provider.
    Leave(Departure),
    /// In.
    Enter {
        /// The new session.
        session_token: String,
        /// Where to go, on this server.
        location: String,
        /// The cookie of the login, to be removed.
        cookie: String,
    },
}

/// A login that failed.
pub(crate) struct Failure {
    /// Why.
    pub(crate) fault: Fault,
    /// Where it should have ended, as far as that is known.
    pub(crate) redirect: Option<String>,
}

/// One step of a login. `known` gets the user whom a refusal concerns.
///
/// # Errors
/// `BrokenRule` when something is missing or not configured, `LoginFailed` for a foreign state; those of the
/// exchange and of the arrival.
pub(crate) async fn callback(
    app: &Federation,
    audit_context: AuditContext,
    request: CallbackRequest,
    known: impl FnOnce(UserId) + Send,
) -> Result<Outcome, Failure> {
    let failure = |redirect: Option<String>| move |fault| Failure { fault, redirect };
    let provider = app.provider();
    let not_configured = || Fault::rule("The oauth2 method requested is not configured!");
    let provider = provider.ok_or_else(not_configured).map_err(failure(None))?;
    if request.code.is_none() && request.error.is_none() {
        let redirect = request.redirect.clone();
        return leave(app, provider, &audit_context, request).await.map_err(failure(redirect));
    }
    // Before anything else that came with the address is looked at or shown: a browser that hasn't begun a
    // login here learns nothing.
    let begun = LoginState::find(app, &request.state_cookies, request.state.as_deref(), audit_context.now);
    let begun = begun.map_err(|fault| {
        let redirect = LoginState::only_redirect(app, &request.state_cookies);
        Failure { fault, redirect }
    })?;
    let redirect = Some(begun.redirect.clone());
    match (request.error, request.code) {
        (None, Some(code)) => {
            let proof = request.convert_cookie.as_deref();
            let entered = enter(app, provider, audit_context, begun, &code, proof, known).await;
            entered.map_err(failure(redirect))
        }
        (error, _) => Err(Failure { fault: refused(error, request.error_description), redirect }),
    }
}

fn refused(error: Option<String>, description: Option<String>) -> Fault {
    Fault::BrokenRule {
        message: format!("Encountered error in oidc process: {}", error.unwrap_or_default()),
        detail: description,
        fields: Vec::new(),
    }
}

async fn leave(
    app: &App,
    provider: &Provider,
    audit_context: &AuditContext,
    request: CallbackRequest,
) -> Result<Outcome, Fault> {
    let proof = request.convert_cookie.as_deref();
    let own = |state| convert::own_state(app, state, proof, audit_context.now);
    let merge_state = request.merge_state.map(own).transpose()?;
    begin::begin(app, provider, request.redirect, merge_state, audit_context.now).await.map(Outcome::Leave)
}

async fn enter(
    app: &App,
    provider: &Provider,
    audit_context: AuditContext,
    begun: LoginState,
    code: &str,
    proof: Option<&str>,
    known: impl FnOnce(UserId) + Send,
) -> Result<Outcome, Fault> {
    let metadata = provider.metadata().await?;
    let pkce = begin::pkce(provider, &metadata);
    if pkce && begun.verifier.is_none() {
        return Err(Fault::rule("PKCE challenge must be provided."));
    }
    let exchanged =
        exchange::exchange(app, provider, code, begun.verifier.as_deref(), Some(&begun.nonce)).await?;
    let session_token = if convert::is_one(&begun.state) {
        convert::finish(app, provider, audit_context, exchanged, &begun.state, proof).await?
    } else {
        arrive::arrive(app, provider, audit_context, exchanged, known).await?
    };
    Ok(Outcome::Enter { session_token, cookie: begun.cookie(), location: begun.redirect })
}
