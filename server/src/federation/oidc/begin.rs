//! The way to the provider: an address there, and a cookie that the way back must bring along.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burgrave_api::paths;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::Provider;
use super::login_state::{LoginState, TIME_LIMIT};
use super::provider::Metadata;
use crate::application::App;
use crate::fault::Fault;

/// Letters and digits of state, nonce and PKCE verifier (RFC 7636 wants 43 at least for the last).
const STATE_LENGTH: usize = 32;
const VERIFIER_LENGTH: usize = 64;

/// Longest place where a login ends, in bytes: browsers keep cookies of 4096 bytes.
const LONGEST_PLACE: usize = 2048;

/// The address of the provider, and the cookie of the login.
#[derive(Debug)]
pub(crate) struct Departure {
    /// The address.
    pub(crate) location: String,
    /// The name of the cookie.
    pub(crate) cookie: String,
    /// Its value.
    pub(crate) value: String,
}

/// Begins a login. `redirect` is where it ends, on this server; `merge_state` that of a conversion, which
/// this browser has begun.
pub(super) async fn begin(
    app: &App,
    provider: &Provider,
    redirect: Option<String>,
    merge_state: Option<String>,
    now: DateTime<Utc>,
) -> Result<Departure, Fault> {
    let metadata = provider.metadata().await?;
    let verifier = app.entropy().alphanumeric(VERIFIER_LENGTH);
    let begun = LoginState {
        state: merge_state.unwrap_or_else(|| app.entropy().alphanumeric(STATE_LENGTH)),
        nonce: app.entropy().alphanumeric(STATE_LENGTH),
        verifier: pkce(provider, &metadata).then_some(verifier),
        redirect: redirect.as_deref().map_or_else(|| paths::SHOW_LOGIN.to_owned(), local),
        expires_at: now + TIME_LIMIT,
    };
    let location = address(app, provider, &metadata, &begun);
    Ok(Departure { location, cookie: begun.cookie(), value: begun.seal(app)? })
}

/// Whether logins are bound to their browser by PKCE. A public client has nothing else to prove that the code
/// is its own.
pub(super) fn pkce(provider: &Provider, metadata: &Metadata) -> bool {
    provider.config.client_secret.is_none() || metadata.document.pkce
}

/// The address at the provider.
fn address(app: &App, provider: &Provider, metadata: &Metadata, begun: &LoginState) -> String {
    let mut url = metadata.document.authorization_endpoint.clone();
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", "code");
        query.append_pair("client_id", &provider.config.client_id);
        query.append_pair("redirect_uri", &redirect_uri(app));
        query.append_pair("scope", &scope(provider));
        query.append_pair("state", &begun.state);
        query.append_pair("nonce", &begun.nonce);
        if let Some(verifier) = &begun.verifier {
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
            query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
        }
        for (name, value) in &provider.config.parameters {
            query.append_pair(name, value);
        }
    }
    url.into()
}

/// `openid` is what makes it OpenID Connect.
fn scope(provider: &Provider) -> String {
    let mut scopes = provider.config.scopes.clone();
    if !scopes.iter().any(|scope| scope == "openid") {
        scopes.insert(0, "openid".into());
    }
    scopes.join(" ")
}

/// Where the provider sends people back to.
pub(super) fn redirect_uri(app: &App) -> String {
    format!("{}/api/v2/users/oidc/callback", app.settings().access_url())
}

/// Path and query of an address, so that a login never ends on a foreign server.
pub(super) fn local(address: &str) -> String {
    let base = url::Url::parse("http://local").expect("this is a URL");
    let Ok(url) = base.join(address) else { return "/".into() };
    if !matches!(url.scheme(), "http" | "https") {
        return "/".into();
    }
    let path = format!("/{}", url.path().trim_start_matches('/'));
    let place = url.query().map_or_else(|| path.clone(), |query| format!("{path}?{query}"));
    if place.len() > LONGEST_PLACE { paths::SHOW_LOGIN.into() } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_end_on_this_server() {
        for (given, kept) in [
            ("", "/"),
            ("/a/b?c=d#e", "/a/b?c=d"),
            ("https://evil.example/a?b", "/a?b"),
            ("//evil.example/a", "/a"),
            ("/\\evil.example", "/"),
            ("http://x//evil.example", "/evil.example"),
            ("javascript:alert(1)", "/"),
            ("data:text/html,x", "/"),
            ("/a\r\nSet-Cookie: b", "/aSet-Cookie:%20b"),
            (&format!("/{}", "\u{e4}".repeat(1000)), paths::SHOW_LOGIN),
        ] {
            assert_eq!(local(given), kept, "{given:?}");
        }
    }
}
