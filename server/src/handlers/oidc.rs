//! Logging in through the identity provider.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ConvertLoginAnswer, ConvertLoginRequest, OAuthConversionResponse, OAuthConversionResponseToType, Oidc,
    OidcCallbackAnswer, OidcCallbackParams, OidcClaims, UserPath,
};

use super::{cookies, requests};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::federation::oidc::{self, CallbackRequest, Failure, Outcome};
use crate::pages::notice::{self, Link};
use crate::pages::{Brand, redirect};
use crate::service::Service;
use burgrave_core::ids::UserId;

impl Oidc for Service {
    async fn oidc_callback(
        &self,
        cx: &Cx,
        params: OidcCallbackParams,
    ) -> Result<OidcCallbackAnswer, ApiError> {
        let secure = self.settings().secure_cookies;
        let known = |user: UserId| {
            let _ = cx.concerns.set(user.into());
        };
        let audit_context = self.audit_context(requests::client(cx));
        let outcome = oidc::callback(self, audit_context, callback_request(params), known).await;
        let outcome = outcome.map_err(|Failure { fault, redirect }| {
            failure_page(&self.brand(), fault, login_again(redirect.as_deref()))
        })?;
        let (location, set_cookie) = match outcome {
            Outcome::Leave(there) => {
                (there.location, vec![cookies::of_a_login(&there.cookie, &there.value, secure)])
            }
            Outcome::Enter { session_token, location, cookie } => {
                let mut all = cookies::set(&session_token, secure);
                all.extend(cookies::clear_login(&cookie, secure));
                (location, all)
            }
        };
        Ok(OidcCallbackAnswer::TemporaryRedirect { location, set_cookie })
    }

    async fn get_oidc_claims(&self, _: &Cx, caller: Arc<Caller>) -> Result<OidcClaims, ApiError> {
        Ok(OidcClaims { claims: oidc::claims_of(self, &caller).await?.into_iter().collect() })
    }

    async fn convert_login(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: ConvertLoginRequest,
    ) -> Result<ConvertLoginAnswer, ApiError> {
        let own = caller.user.id;
        let asking = caller.clone();
        let find = move |reader| async move { find::user(&reader, &asking, &params.user).await };
        if self.store().read(find).await?.id != own {
            let detail = "You can convert your own account only.".into();
            return Err(Fault::Forbidden { detail }.into());
        }
        let begun = oidc::convert(self, caller, requests::client(cx), body.password).await?;
        Ok(ConvertLoginAnswer::Created {
            set_cookie: vec![cookies::of_a_conversion(&begun.proof, self.settings().secure_cookies)],
            body: OAuthConversionResponse {
                state_string: begun.state,
                expires_at: begun.expires_at,
                to_type: OAuthConversionResponseToType::Oidc,
                user_id: begun.user,
            },
        })
    }
}

/// The login page with the destination of this login.
fn login_again(wanted: Option<&str>) -> Link<'static> {
    let place = wanted.map_or_else(|| redirect::HOME.into(), redirect::local);
    let address = if place == redirect::HOME { place } else { redirect::login_for(&place) };
    Link { text: "Log in again", address }
}

/// The page of a failed login.
fn failure_page(brand: &Brand, fault: Fault, again: Link<'_>) -> ApiError {
    let error = ApiError::from(fault);
    let page = notice::error_with(brand, &error, again);
    error.page(page)
}

fn callback_request(params: OidcCallbackParams) -> CallbackRequest {
    CallbackRequest {
        code: requests::filter(params.code),
        state: params.state,
        error: requests::filter(params.error),
        error_description: params.error_description,
        redirect: params.redirect,
        merge_state: requests::filter(params.oidc_merge_state),
        state_cookies: params.oauth_state.into_iter().collect(),
        convert_cookie: requests::filter(params.coder_oauth_convert_jwt),
    }
}
