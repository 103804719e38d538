//! Logging in through the identity provider.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ConvertLoginAnswer, ConvertLoginParams, ConvertLoginRequest, OAuthConversionResponse,
    OAuthConversionResponseToType, Oidc, OidcCallbackAnswer, OidcCallbackParams,
};

use super::{cookies, requests};
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::federation::oidc::{self, Came, Outcome};
use crate::pages::notice::{self, Link};
use crate::pages::{Brand, redirect};
use burgrave_core::ids::UserId;

impl Oidc for App {
    async fn oidc_callback(
        &self,
        cx: &Cx,
        params: OidcCallbackParams,
    ) -> Result<OidcCallbackAnswer, ApiError> {
        let secure = self.settings().secure_cookies;
        let came = came(params);
        let again = login_again(&came);
        let known = |user: UserId| {
            let _ = cx.concerns.set(user.into());
        };
        let outcome = oidc::callback(self, self.audit_context(requests::client(cx)), came, known).await;
        let outcome = outcome.map_err(|fault| told_to_a_person(&self.settings().brand, fault, again))?;
        let (location, set_cookie) = match outcome {
            Outcome::Leave(there) => (there.location, cookies::of_a_way(&there.cookies, secure)),
            Outcome::Enter { session_token, location } => {
                let mut all = cookies::set(&session_token, secure);
                all.extend(cookies::clear_way(secure));
                (location, all)
            }
        };
        Ok(OidcCallbackAnswer::TemporaryRedirect { location, set_cookie })
    }

    async fn convert_login(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: ConvertLoginParams,
        body: ConvertLoginRequest,
    ) -> Result<ConvertLoginAnswer, ApiError> {
        let own = caller.user.id;
        let asking = caller.clone();
        let find = move |reader| async move { find::user(&reader, &asking, &params.user).await };
        if self.store().read(find).await?.id != own {
            let detail = "You can convert your own account only.".into();
            return Err(Fault::Forbidden { detail }.into());
        }
        let begun = oidc::convert(self, self.context(caller, requests::client(cx)), body.password).await?;
        Ok(ConvertLoginAnswer::Created {
            set_cookie: vec![cookies::of_a_conversion(&begun.proof, self.settings().secure_cookies)],
            body: OAuthConversionResponse {
                state_string: begun.state,
                expires_at: begun.expires_at,
                to_type: OAuthConversionResponseToType::Oidc,
                user_id: begun.user.into(),
            },
        })
    }
}

/// The login page that leads to where this login was to end.
fn login_again(came: &Came) -> Link<'static> {
    let place = came.redirect_cookie.as_deref().or(came.redirect.as_deref());
    let place = place.map_or_else(|| redirect::HOME.into(), redirect::local);
    let address = if place == redirect::HOME { place } else { redirect::login_for(&place) };
    Link { text: "Log in again", address }
}

/// A login that failed, as its browser shows it.
fn told_to_a_person(brand: &Brand, fault: Fault, again: Link<'_>) -> ApiError {
    let error = ApiError::from(fault);
    let page = notice::error_with(brand, &error, again);
    error.page(page)
}

fn came(params: OidcCallbackParams) -> Came {
    Came {
        code: requests::filter(params.code),
        state: params.state,
        error: requests::filter(params.error),
        error_description: params.error_description,
        redirect: params.redirect,
        merge_state: requests::filter(params.oidc_merge_state),
        state_cookie: requests::filter(params.oauth_state),
        nonce_cookie: requests::filter(params.oauth_nonce),
        redirect_cookie: params.oauth_redirect.as_deref().map(cookies::decoded),
        verifier_cookie: requests::filter(params.oauth_pkce_verifier),
        convert_cookie: requests::filter(params.coder_oauth_convert_jwt),
    }
}
