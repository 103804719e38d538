//! Checks of an authorization request.

use burgrave_core::oauth2::scope::Scopes;
use burgrave_core::oauth2::{ErrorCode, GrantType, Refusal, id_token, pkce, redirect, resource, scope};
use burgrave_store::{AppRecord, Reader};

use crate::fault::Fault;
use crate::federation::oauth2::client;

/// The parameters, as they were sent; empty ones count as absent.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the parameters of RFC 6749 section 4.1.1 and its companions")]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    pub(crate) response_type: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) code_challenge: Option<String>,
    pub(crate) code_challenge_method: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) prompt: Option<String>,
    pub(crate) max_age: Option<String>,
}

/// A request that can be granted.
#[derive(Debug, Clone)]
pub(crate) struct Consent {
    /// Who asks.
    pub(crate) app: AppRecord,
    /// Where the answer goes.
    pub(crate) answer: Answer,
    /// As it was sent; empty when it wasn't.
    pub(super) sent_uri: String,
    /// What the app would be given.
    pub(crate) scopes: Scopes,
    /// For whom; empty when that wasn't said.
    pub(crate) resource: String,
    /// Of S256; empty when there is none.
    pub(super) code_challenge: String,
    /// What the app wants to find in the ID token; empty when it sent nothing.
    pub(super) nonce: String,
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) enum Checked {
    /// The person may decide.
    Consent(Box<Consent>),
    /// The error is sent to the app at this address.
    Redirect(String),
    /// The same for an unreviewed app: only the person may lead the browser there.
    Stopped {
        /// What is wrong.
        refusal: Refusal,
        /// The address of the app.
        address: String,
    },
}

/// Where answers go, and what they all have.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    uri: String,
    state: Option<String>,
    issuer: String,
}

impl Answer {
    /// The address with these parameters, the state that the app sent, and who answers (RFC 9207).
    ///
    /// # Errors
    /// `Internal` when the registered URI can't be read any more.
    pub(super) fn with(&self, parameters: &[(&str, &str)]) -> Result<String, Fault> {
        let mut all = parameters.to_vec();
        all.extend(self.state.as_deref().map(|state| ("state", state)));
        all.push(("iss", &self.issuer));
        redirect::answer(&self.uri, &all)
            .ok_or_else(|| Fault::Internal("a registered redirect URI can't be read".into()))
    }

    /// The address to which this is sent.
    ///
    /// # Errors
    /// As [`Answer::with`].
    fn refused(&self, refusal: &Refusal) -> Result<String, Fault> {
        self.with(&[("error", refusal.code.as_str()), ("error_description", &refusal.description)])
    }

    /// The address that says no.
    ///
    /// # Errors
    /// As [`Answer::with`].
    pub(crate) fn denied(&self) -> Result<String, Fault> {
        self.refused(&Refusal::new(ErrorCode::AccessDenied, "The person did not let the app in"))
    }

    /// Where it leads, without its parameters.
    pub(crate) fn uri(&self) -> &str {
        &self.uri
    }
}

/// Checks a request of this app. A redirect URI that isn't registered is shown to the person,
/// never to that address.
///
/// # Errors
/// `Protocol`: `invalid_request`.
pub(super) fn check(app: AppRecord, issuer: &str, request: &AuthorizationRequest) -> Result<Checked, Fault> {
    let sent_uri = given(&request.redirect_uri);
    let uri = redirect::choose(&app.redirect_uris, sent_uri).ok_or_else(|| {
        Fault::Protocol(Refusal::request("The redirect_uri is not one that the app has registered"))
    })?;
    let state = given(&request.state).map(str::to_owned);
    let answer = Answer { uri, state, issuer: issuer.to_owned() };
    let may_refresh = client::has_grant(&app, GrantType::RefreshToken);
    let scopes = scope::negotiate(&app.scope, given(&request.scope), may_refresh);
    if let Some(refusal) = faults(&app, request, scopes.as_ref().err()) {
        return refused(&app, &answer, refusal);
    }
    let text = |parameter| given(parameter).unwrap_or_default().to_owned();
    Ok(Checked::Consent(Box::new(Consent {
        app,
        answer,
        sent_uri: text(&request.redirect_uri),
        scopes: scopes.unwrap_or_default(),
        resource: text(&request.resource),
        code_challenge: text(&request.code_challenge),
        nonce: text(&request.nonce),
    })))
}

impl Consent {
    /// The request, refused.
    ///
    /// # Errors
    /// As [`Answer::with`].
    pub(super) fn refused(&self, refusal: Refusal) -> Result<Checked, Fault> {
        refused(&self.app, &self.answer, refusal)
    }
}

/// The error is sent to the app; by way of the person for an unreviewed app: otherwise a link
/// to this server would lead anywhere (RFC 9700 §4.11.2).
fn refused(app: &AppRecord, answer: &Answer, refusal: Refusal) -> Result<Checked, Fault> {
    let address = answer.refused(&refusal)?;
    let stopped = client::is_unverified(app);
    Ok(if stopped { Checked::Stopped { refusal, address } } else { Checked::Redirect(address) })
}

/// The app that a request names, as it is stored.
///
/// # Errors
/// `Protocol`: `invalid_client`.
pub(super) async fn stored_app(reader: &Reader, request: &AuthorizationRequest) -> Result<AppRecord, Fault> {
    client::app(reader, &request.client_id).await
}

fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// Everything that is wrong, in one refusal: that of the only fault, or `invalid_request` that names them
/// all.
fn faults(app: &AppRecord, request: &AuthorizationRequest, scope: Option<&Refusal>) -> Option<Refusal> {
    let mut found: Vec<(&str, Refusal)> = Vec::new();
    found.extend(response_type(request).map(|refusal| ("response_type", refusal)));
    found.extend(scope.map(|refusal| ("scope", refusal.clone())));
    found.extend(proof_key(app, request).map(|refusal| ("code_challenge", refusal)));
    if given(&request.resource).is_some_and(|text| resource::normal(text).is_none()) {
        let why = "resource must be an absolute URI without a fragment";
        found.push(("resource", Refusal::new(ErrorCode::InvalidTarget, why)));
    }
    if given(&request.nonce).is_some_and(|nonce| nonce.len() > id_token::LONGEST_NONCE) {
        found.push(("nonce", Refusal::request("nonce must be at most 1024 bytes long")));
    }
    if given(&request.max_age).is_some_and(|age| age.parse::<u32>().is_err()) {
        found.push(("max_age", Refusal::request("max_age must be a number of seconds")));
    }
    if client::may_redeem(app, GrantType::AuthorizationCode).is_err() {
        let why = "The client is not registered for authorization codes";
        found.push(("client_id", Refusal::new(ErrorCode::UnauthorizedClient, why)));
    }
    match found.len() {
        0 => None,
        1 => found.pop().map(|(_, refusal)| refusal),
        _ => {
            let all: Vec<String> =
                found.iter().map(|(field, refusal)| format!("{field}: {}", refusal.description)).collect();
            Some(Refusal::request(all.join("; ")))
        }
    }
}

fn response_type(request: &AuthorizationRequest) -> Option<Refusal> {
    match given(&request.response_type) {
        Some("code") => None,
        None => Some(Refusal::missing("response_type")),
        Some(_) => {
            let why = "Only response_type=code is supported";
            Some(Refusal::new(ErrorCode::UnsupportedResponseType, why))
        }
    }
}

fn proof_key(app: &AppRecord, request: &AuthorizationRequest) -> Option<Refusal> {
    match (given(&request.code_challenge), given(&request.code_challenge_method)) {
        (None, Some(_)) => Some(Refusal::request("code_challenge_method without code_challenge")),
        (None, None) if client::is_public(app) => Some(Refusal::missing("code_challenge")),
        (None, None) => None,
        (Some(_), Some(method)) if method != pkce::METHOD => Some(Refusal::request(format!(
            "code_challenge_method '{method}' is not supported; use '{}'",
            pkce::METHOD
        ))),
        (Some(challenge), _) if !pkce::is_well_formed(challenge) => {
            Some(Refusal::request("code_challenge must have 43 to 128 letters, digits, or any of -._~"))
        }
        (Some(_), _) => None,
    }
}
