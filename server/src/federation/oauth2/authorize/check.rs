//! What an app asks a person for, held to the rules.

use burgrave_core::authorization::ScopeName;
use burgrave_core::oauth2::{ErrorCode, GrantType, Refusal, pkce, redirect, resource, scope};
use burgrave_store::{AppRecord, Reader};

use crate::fault::Fault;
use crate::federation::oauth2::client;

/// The parameters, as they were sent; empty ones count as absent.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the parameters of RFC 6749 section 4.1.1 and its companions")]
pub(crate) struct Asked {
    pub(crate) client_id: String,
    pub(crate) response_type: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) code_challenge: Option<String>,
    pub(crate) code_challenge_method: Option<String>,
    pub(crate) resource: Option<String>,
}

/// A request that can be granted.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// Who asks.
    pub(crate) app: AppRecord,
    /// Where the answer goes.
    pub(crate) answer: Answer,
    /// As it was sent; empty when it wasn't.
    pub(crate) asked_uri: String,
    /// What the app would be given.
    pub(crate) scopes: Vec<ScopeName>,
    /// For whom; empty when that wasn't said.
    pub(crate) resource: String,
    /// Of S256; empty when there is none.
    pub(crate) code_challenge: String,
}

/// What becomes of a request that may be answered to the app.
#[derive(Debug)]
pub(crate) enum Checked {
    /// The person may decide.
    Wish(Box<Wish>),
    /// The app is told what is wrong, at this address.
    Back(String),
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
    pub(crate) fn with(&self, parameters: &[(&str, &str)]) -> Result<String, Fault> {
        let mut all = parameters.to_vec();
        all.extend(self.state.as_deref().map(|state| ("state", state)));
        all.push(("iss", &self.issuer));
        redirect::answer(&self.uri, &all)
            .ok_or_else(|| Fault::Internal("a registered redirect URI can't be read".into()))
    }

    /// The address that says no.
    ///
    /// # Errors
    /// As [`Answer::with`].
    pub(crate) fn denied(&self) -> Result<String, Fault> {
        let why = "The person did not let the app in";
        self.with(&[("error", ErrorCode::AccessDenied.as_str()), ("error_description", why)])
    }

    /// Where it leads, without its parameters.
    pub(crate) fn uri(&self) -> &str {
        &self.uri
    }
}

/// Holds a request to the rules. What is wrong with the app or with where its answer shall go is told to the person, never to
/// that address.
///
/// # Errors
/// `Protocol`: `invalid_client` and `invalid_request`.
pub(crate) async fn check(reader: &Reader, issuer: &str, asked: Asked) -> Result<Checked, Fault> {
    let app = client::app(reader, &asked.client_id).await?;
    let asked_uri = given(asked.redirect_uri.clone());
    let uri = redirect::choose(&app.redirect_uris, asked_uri.as_deref()).ok_or_else(|| {
        Fault::Protocol(Refusal::request("The redirect_uri is not one that the app has registered"))
    })?;
    let answer = Answer { uri, state: given(asked.state.clone()), issuer: issuer.to_owned() };
    let scopes = scope::negotiate(&app.scope, given(asked.scope.clone()).as_deref());
    if let Some(refusal) = faults(&app, &asked, scopes.as_ref().err()) {
        let parameters = [("error", refusal.code.as_str()), ("error_description", &refusal.description)];
        return Ok(Checked::Back(answer.with(&parameters)?));
    }
    Ok(Checked::Wish(Box::new(Wish {
        app,
        answer,
        asked_uri: asked_uri.unwrap_or_default(),
        scopes: scopes.unwrap_or_default(),
        resource: given(asked.resource).unwrap_or_default(),
        code_challenge: given(asked.code_challenge).unwrap_or_default(),
    })))
}

fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// Everything that is wrong, in one refusal: that of the only fault, or `invalid_request` that names them all.
fn faults(app: &AppRecord, asked: &Asked, scope: Option<&Refusal>) -> Option<Refusal> {
    let mut found: Vec<(&str, Refusal)> = Vec::new();
    found.extend(response_type(asked).map(|refusal| ("response_type", refusal)));
    found.extend(scope.map(|refusal| ("scope", refusal.clone())));
    found.extend(proof_key(app, asked).map(|refusal| ("code_challenge", refusal)));
    if asked.resource.as_deref().is_some_and(|text| !text.is_empty() && resource::normal(text).is_none()) {
        let why = "resource must be an absolute URI without a fragment";
        found.push(("resource", Refusal::new(ErrorCode::InvalidTarget, why)));
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

fn response_type(asked: &Asked) -> Option<Refusal> {
    match asked.response_type.as_deref() {
        Some("code") => None,
        None | Some("") => Some(Refusal::missing("response_type")),
        Some(_) => {
            let why = "Only response_type=code is supported";
            Some(Refusal::new(ErrorCode::UnsupportedResponseType, why))
        }
    }
}

fn proof_key(app: &AppRecord, asked: &Asked) -> Option<Refusal> {
    let challenge = asked.code_challenge.as_deref().filter(|text| !text.is_empty());
    let method = asked.code_challenge_method.as_deref().filter(|text| !text.is_empty());
    match (challenge, method) {
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
