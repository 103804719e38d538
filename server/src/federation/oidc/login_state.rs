//! The state of a login in the browser: one sealed cookie for each login that has begun, so that two tabs
//! don't interfere, and a login's beginning can't be forged.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burgrave_core::token;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::application::App;
use crate::fault::Fault;

/// How long a login may take.
pub(crate) const TIME_LIMIT: TimeDelta = TimeDelta::minutes(10);
/// The names of these cookies begin with this.
const NAME: &str = "oauth_state";
/// How many characters of its state tell a login's cookie from others.
const MARK_LENGTH: usize = 8;
/// What these cookies are sealed for.
const PLACE: &[u8] = b"login through the identity provider";

/// A login that has begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LoginState {
    /// What the provider sends back.
    pub(super) state: String,
    /// What its id_token must have.
    pub(super) nonce: String,
    /// What redeems the code, with PKCE.
    pub(super) verifier: Option<String>,
    /// Where the login ends, on this server.
    pub(super) redirect: String,
    /// When it is too late.
    pub(super) expires_at: DateTime<Utc>,
}

impl LoginState {
    /// The value of its cookie.
    ///
    /// # Errors
    /// `Internal`.
    pub(super) fn seal(&self, app: &App) -> Result<String, Fault> {
        let text = serde_json::to_vec(self).map_err(|fault| Fault::Internal(fault.to_string()))?;
        let sealed = app.sealing().seal(&text, PLACE, app.entropy());
        sealed
            .map(|sealed| URL_SAFE_NO_PAD.encode(sealed))
            .map_err(|fault| Fault::Internal(fault.to_string()))
    }

    /// The name of its cookie.
    pub(super) fn cookie(&self) -> String {
        let mark = &self.state[self.state.len().saturating_sub(MARK_LENGTH)..];
        format!("{NAME}_{mark}")
    }

    /// Where the only login leads that this browser has begun: a browser that comes back without its state
    /// can begin it again.
    pub(super) fn only_redirect(app: &App, cookies: &[String]) -> Option<String> {
        let mut begun = cookies.iter().filter_map(|cookie| open(app, cookie));
        begun.next().filter(|_| begun.next().is_none()).map(|only| only.redirect)
    }

    /// The login with this state, if this browser has begun it and it isn't too late.
    ///
    /// # Errors
    /// `BrokenRule` without a state, `LoginFailed` for one that this browser hasn't begun.
    pub(super) fn find(
        app: &App,
        cookies: &[String],
        state: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let Some(state) = state.filter(|state| !state.is_empty()) else {
            return Err(Fault::rule("State must be provided."));
        };
        let begun: Vec<Self> = cookies.iter().filter_map(|cookie| open(app, cookie)).collect();
        if begun.is_empty() {
            let message = format!("Cookie \"{NAME}\" must be provided.");
            return Err(Fault::LoginFailed { message });
        }
        let own = begun.into_iter().find(|begun| token::same_secret(&begun.state, state));
        match own {
            Some(own) if own.expires_at > now => Ok(own),
            Some(_) => Err(Fault::LoginFailed { message: "The login took too long; begin it again.".into() }),
            None => Err(Fault::LoginFailed { message: "State mismatched.".into() }),
        }
    }
}

fn open(app: &App, cookie: &str) -> Option<LoginState> {
    let sealed = URL_SAFE_NO_PAD.decode(cookie).ok()?;
    serde_json::from_slice(&app.sealing().open(&sealed, PLACE).ok()?).ok()
}
