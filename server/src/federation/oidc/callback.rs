//! The one address of a login: without a code it sends people to the provider, with one it lets them in.

use burgrave_core::ids::UserId;
use burgrave_core::token;

use super::{Departure, Provider, arrive, begin, convert, exchange};
use crate::application::{App, AuditContext};
use crate::fault::Fault;
use crate::pages::redirect::HOME;

/// What a browser brings along.
#[derive(Debug, Default)]
pub(crate) struct Came {
    /// From the provider, after somebody has logged in there.
    pub(crate) code: Option<String>,
    /// From the provider: what it was given.
    pub(crate) state: Option<String>,
    /// From the provider, when it lets nobody in.
    pub(crate) error: Option<String>,
    /// In more words.
    pub(crate) error_description: Option<String>,
    /// Where the login shall end.
    pub(crate) redirect: Option<String>,
    /// The state of a conversion that is to begin.
    pub(crate) merge_state: Option<String>,
    /// Cookies that the way there has set.
    pub(crate) state_cookie: Option<String>,
    /// The same.
    pub(crate) nonce_cookie: Option<String>,
    /// The same.
    pub(crate) redirect_cookie: Option<String>,
    /// The same.
    pub(crate) verifier_cookie: Option<String>,
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
    },
}

/// One step of a login. `known` is told whom a refusal concerns.
///
/// # Errors
/// `BrokenRule` when something is missing or not configured, `LoginFailed` for a foreign state; those of the exchange and of
/// the arrival.
pub(crate) async fn callback(
    app: &App,
    audit_context: AuditContext,
    came: Came,
    known: impl FnOnce(UserId) + Send,
) -> Result<Outcome, Fault> {
    let provider =
        app.provider().ok_or_else(|| Fault::rule("The oauth2 method requested is not configured!"))?;
    if let Some(error) = &came.error {
        return Err(Fault::BrokenRule {
            message: format!("Encountered error in oidc process: {error}"),
            detail: came.error_description.clone(),
            fields: Vec::new(),
        });
    }
    match came.code.clone() {
        None => {
            let proof = came.convert_cookie.as_deref();
            let own = |state| convert::own_state(app, state, proof, audit_context.now);
            let merge_state = came.merge_state.map(own).transpose()?;
            begin::begin(app, provider, came.redirect, merge_state).await.map(Outcome::Leave)
        }
        Some(code) => enter(app, provider, audit_context, came, code, known).await,
    }
}

async fn enter(
    app: &App,
    provider: &Provider,
    audit_context: AuditContext,
    came: Came,
    code: String,
    known: impl FnOnce(UserId) + Send,
) -> Result<Outcome, Fault> {
    let state = own_state(&came)?;
    let metadata = provider.metadata().await?;
    let pkce = provider.config.client_secret.is_none()
        || metadata
            .additional_metadata()
            .code_challenge_methods_supported
            .iter()
            .any(|method| method == "S256");
    if pkce && came.verifier_cookie.is_none() {
        return Err(Fault::rule("PKCE challenge must be provided."));
    }
    let verifier = came.verifier_cookie.filter(|_| pkce);
    let exchanged = exchange::exchange(app, provider, code, verifier, came.nonce_cookie.as_deref()).await?;
    let session_token = if convert::is_one(&state) {
        convert::finish(app, provider, audit_context, exchanged, &state, came.convert_cookie.as_deref())
            .await?
    } else {
        arrive::arrive(app, provider, audit_context, exchanged, known).await?
    };
    let location = came.redirect_cookie.as_deref().map_or_else(|| HOME.to_owned(), begin::local);
    Ok(Outcome::Enter { session_token, location })
}

/// The state, if this browser began the login.
fn own_state(came: &Came) -> Result<String, Fault> {
    let refused = |message: &str| Err(Fault::LoginFailed { message: message.into() });
    let Some(state) = came.state.clone().filter(|state| !state.is_empty()) else {
        return Err(Fault::rule("State must be provided."));
    };
    match &came.state_cookie {
        None => refused("Cookie \"oauth_state\" must be provided."),
        Some(cookie) if !token::same_secret(cookie, &state) => refused("State mismatched."),
        Some(_) => Ok(state),
    }
}
