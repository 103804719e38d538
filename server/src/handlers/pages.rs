//! Pages for people.

use std::sync::Arc;

use askama::Template;
use burgrave_api::runtime::{ApiError, Cx, StatusCode};
use burgrave_api::{
    AnswerOauth2DeviceAnswer, ApproveOauth2AuthorizationParams, CliKeyForm, GetLogoAnswer,
    GetStylesheetAnswer, LoginForm, OAuth2DeviceDecisionForm, OAuth2DeviceDecisionFormDecision as Decision,
    PageForm, Pages, SeeOtherAnswer, SetupForm, ShowFrontPageAnswer, ShowLoginAnswer, ShowLoginParams,
    ShowOauth2DeviceParams, SignOutAnswer, TextCreatedOrSeeOtherAnswer, TextOkOrFoundAnswer, operations,
    paths,
};
use burgrave_core::ids::UserId;
use burgrave_core::token;
use burgrave_store::DeviceState;

use super::visits::signed_in;
use super::{cookies, requests};
use crate::application::Caller;
use crate::application::command::Through;
use crate::fault::{Fault, SignedOut};
use crate::federation::oauth2::authorize::{Checked, RequestState, full_session, show};
use crate::federation::oauth2::device::{AnswerDevice, waiting};
use crate::federation::oauth2::is_unverified;
use crate::federation::oidc;
use crate::guard::Visitor;
use crate::identity::keys::create::{self, KeyKind};
use crate::identity::sessions;
use crate::identity::sessions::logout::Logout;
use crate::pages::cli_auth::{self, CliAuthPage};
use crate::pages::front::FrontPage;
use crate::pages::login::{self, LoginPage, ProviderLink, SignedInPage};
use crate::pages::{Brand, assets, consent, device, notice, redirect};
use crate::service::Service;

impl Pages for Service {
    async fn show_oauth2_consent(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: ApproveOauth2AuthorizationParams,
    ) -> Result<TextOkOrFoundAnswer, ApiError> {
        let request = requests::oauth2::authorization_request(params);
        let address = requests::oauth2::address(&request);
        let visitor = signed_in(visitor);
        let caller = visitor.as_ref().map(|(_, caller)| caller);
        let consent = match show(self, caller, &request).await.map_err(page_error)? {
            RequestState::Login => {
                return Ok(TextOkOrFoundAnswer::Found { location: redirect::login_for(&address) });
            }
            RequestState::Checked(Checked::Redirect(location)) => {
                return Ok(TextOkOrFoundAnswer::Found { location });
            }
            RequestState::Checked(Checked::Stopped { refusal, address }) => {
                let page = consent::stopped(&self.brand(), &refusal.description, address);
                let page = page.map_err(ApiError::internal)?;
                return Err(ApiError::bad_request(&refusal.description).page(page));
            }
            RequestState::Checked(Checked::Consent(consent)) => consent,
        };
        let Some((visitor, caller)) = visitor else {
            return Err(Fault::SignedOut(SignedOut::Missing).into());
        };
        full_session(&caller)?;
        let (brand, token) = (&self.brand(), &visitor.csrf_token);
        Ok(TextOkOrFoundAnswer::Ok(consent::page(brand, &caller, token, &address, &consent)?))
    }

    async fn show_oauth2_device(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: ShowOauth2DeviceParams,
    ) -> Result<TextOkOrFoundAnswer, ApiError> {
        let typed = params.user_code.filter(|typed| !typed.is_empty());
        let Some((visitor, caller)) = signed_in(visitor) else {
            let location = redirect::login_for(&device_address(typed.as_deref()));
            return Ok(TextOkOrFoundAnswer::Found { location });
        };
        full_session(&caller)?;
        let (brand, token) = (&self.brand(), &visitor.csrf_token);
        let Some(typed) = typed else {
            return Ok(TextOkOrFoundAnswer::Ok(device::ask(brand, &caller, token, "", "")?));
        };
        match waiting(self, &typed).await? {
            // The link must not decide for the user: anybody may have written it.
            Some(found) if is_unverified(&found.app) => {
                Ok(TextOkOrFoundAnswer::Ok(device::ask(brand, &caller, token, "", device::TYPED)?))
            }
            Some(found) => {
                let page = device::decide(brand, &caller, token, &typed, &found)?;
                Ok(TextOkOrFoundAnswer::Ok(page))
            }
            None => Err(unknown_device(brand, &caller, token, &typed)),
        }
    }

    async fn answer_oauth2_device(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        body: OAuth2DeviceDecisionForm,
    ) -> Result<AnswerOauth2DeviceAnswer, ApiError> {
        let Some((visitor, caller)) = signed_in(visitor) else {
            let location = redirect::login_for(&device_address(Some(&body.user_code)));
            return Ok(AnswerOauth2DeviceAnswer::SeeOther { location });
        };
        full_session(&caller)?;
        let (brand, token, user_code) = (&self.brand(), &visitor.csrf_token, body.user_code);
        let state = match body.decision {
            Decision::Approve => DeviceState::Approved,
            Decision::Deny => DeviceState::Denied,
            Decision::Check => {
                let found = waiting(self, &user_code).await?;
                let found = found.ok_or_else(|| unknown_device(brand, &caller, token, &user_code))?;
                let page = device::decide(brand, &caller, token, &user_code, &found)?;
                return Ok(AnswerOauth2DeviceAnswer::Ok(page));
            }
        };
        let command = AnswerDevice { user_code: user_code.clone(), state };
        let found = self.execute(command, caller.clone(), cx).await?;
        let app = found.ok_or_else(|| unknown_device(brand, &caller, token, &user_code))?;
        Ok(AnswerOauth2DeviceAnswer::Ok(device::answered(brand, &caller, token, &app.name, state)?))
    }

    async fn show_login(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: ShowLoginParams,
    ) -> Result<ShowLoginAnswer, ApiError> {
        let brand = &self.brand();
        let cookie = self.entropy().alphanumeric(login::COOKIE_LENGTH);
        let place = redirect::local(&params.redirect.unwrap_or_default());
        let page = match signed_in(visitor).filter(|_| place == redirect::HOME) {
            Some((visitor, caller)) => {
                let (username, csrf_token) = (&caller.user.username, &visitor.csrf_token);
                SignedInPage { brand, username, csrf_token }.render()
            }
            None => {
                let is_empty = self.is_empty().await;
                LoginPage { is_empty, ..self.login_page(brand, &place, &cookie, "", "") }.render()
            }
        };
        Ok(ShowLoginAnswer::Ok {
            body: page.map_err(ApiError::internal)?,
            set_cookie: vec![cookies::of_login_page(&cookie, self.settings().secure_cookies)],
        })
    }

    async fn submit_login(
        &self,
        cx: &Cx,
        cookie: Option<Arc<str>>,
        body: LoginForm,
    ) -> Result<SeeOtherAnswer, ApiError> {
        let Some(cookie) = cookie else { return Err(too_old()) };
        let place = redirect::local(&body.redirect.unwrap_or_default());
        let known = |user: UserId| {
            let _ = cx.concerns.set(user.into());
        };
        let (audited, email) = (operations::SUBMIT_LOGIN, body.email.clone());
        match sessions::login::login(self, cx, audited, email, body.password, known).await {
            Ok(session_token) => Ok(SeeOtherAnswer::SeeOther {
                location: place,
                set_cookie: cookies::set(&session_token, self.settings().secure_cookies),
            }),
            Err(fault) => {
                let error = ApiError::from(fault);
                let explains = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&error.status());
                let page =
                    self.login_page(&self.brand(), &place, &cookie, &body.email, error.message()).render();
                Err(if explains { error.page(page.map_err(ApiError::internal)?) } else { error })
            }
        }
    }

    async fn show_front_page(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
    ) -> Result<ShowFrontPageAnswer, ApiError> {
        let (brand, version) = (&self.brand(), &self.settings().versions.told);
        let visitor = signed_in(visitor);
        let (body, set_cookie) = match &visitor {
            None if self.is_empty().await => {
                let cookie = self.entropy().alphanumeric(login::COOKIE_LENGTH);
                let set = cookies::of_login_page(&cookie, self.settings().secure_cookies);
                (self.setup_page(brand, &cookie).render(), vec![set])
            }
            None => (FrontPage { brand, username: "", csrf_token: "", version }.render(), Vec::new()),
            Some((visitor, caller)) => {
                let (username, csrf_token) = (&caller.user.username, &visitor.csrf_token);
                (FrontPage { brand, username, csrf_token, version }.render(), Vec::new())
            }
        };
        Ok(ShowFrontPageAnswer::Ok { body: body.map_err(ApiError::internal)?, set_cookie })
    }

    async fn submit_setup(
        &self,
        cx: &Cx,
        cookie: Option<Arc<str>>,
        body: SetupForm,
    ) -> Result<SeeOtherAnswer, ApiError> {
        let Some(cookie) = cookie else { return Err(too_old()) };
        let secure = self.settings().secure_cookies;
        let (location, set_cookie) = match self.set_up(cx, &body).await {
            Ok(Some(session_token)) => (paths::SHOW_FRONT_PAGE, cookies::set(&session_token, secure)),
            Ok(None) => (paths::SHOW_LOGIN, cookies::clear(secure)),
            Err(error) => return Err(self.setup_refused(error, &cookie, &body)),
        };
        Ok(SeeOtherAnswer::SeeOther { location: location.into(), set_cookie })
    }

    async fn sign_out(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        _: PageForm,
    ) -> Result<SignOutAnswer, ApiError> {
        let Some((_, caller)) = signed_in(visitor) else {
            return Ok(SignOutAnswer::SeeOther { location: paths::SHOW_LOGIN.into() });
        };
        // Determined before the session ends.
        let provider = oidc::logout_url(self, &caller).await;
        self.execute(Through { operation: operations::SIGN_OUT, command: Logout }, caller, cx).await?;
        Ok(SignOutAnswer::Ok {
            body: notice::signed_out(&self.brand(), provider).map_err(ApiError::internal)?,
            set_cookie: cookies::clear(self.settings().secure_cookies),
        })
    }

    async fn show_cli_auth(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
    ) -> Result<TextOkOrFoundAnswer, ApiError> {
        let Some((visitor, caller)) = signed_in(visitor) else {
            return Ok(TextOkOrFoundAnswer::Found { location: redirect::login_for(cli_auth::PATH) });
        };
        full_session(&caller)?;
        let page = self.cli_auth_page(&self.brand(), &caller, &visitor.csrf_token, "").render();
        Ok(TextOkOrFoundAnswer::Ok(page.map_err(ApiError::internal)?))
    }

    async fn create_cli_key(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        _: CliKeyForm,
    ) -> Result<TextCreatedOrSeeOtherAnswer, ApiError> {
        let Some((visitor, caller)) = signed_in(visitor) else {
            return Ok(TextCreatedOrSeeOtherAnswer::SeeOther {
                location: redirect::login_for(cli_auth::PATH),
            });
        };
        full_session(&caller)?;
        let audited = operations::CREATE_CLI_KEY;
        let key = create::create(self, caller.clone(), cx, audited, "me".into(), KeyKind::Session).await?;
        let page = self.cli_auth_page(&self.brand(), &caller, &visitor.csrf_token, &key).render();
        Ok(TextCreatedOrSeeOtherAnswer::Created(page.map_err(ApiError::internal)?))
    }

    async fn get_stylesheet(&self, _: &Cx) -> Result<GetStylesheetAnswer, ApiError> {
        let body = assets::stylesheet(&self.brand()).map_err(ApiError::internal)?;
        Ok(GetStylesheetAnswer::Ok { body, cache_control: assets::KEPT.into() })
    }

    async fn get_logo(&self, _: &Cx) -> Result<GetLogoAnswer, ApiError> {
        let brand = self.brand();
        let logo = &brand.logo;
        Ok(GetLogoAnswer::Ok {
            body: logo.bytes.clone().into(),
            content_type: logo.content_type.into(),
            cache_control: assets::KEPT.into(),
            content_security_policy: assets::LOGO_POLICY.into(),
        })
    }
}

impl Service {
    fn cli_auth_page<'a>(
        &self,
        brand: &'a Brand,
        caller: &'a Caller,
        csrf_token: &'a str,
        key: &'a str,
    ) -> CliAuthPage<'a> {
        let days = self.settings().lifetimes.default_token.num_days();
        CliAuthPage { brand, username: &caller.user.username, csrf_token, key, days }
    }

    fn login_page<'a>(
        &'a self,
        brand: &'a Brand,
        redirect: &'a str,
        cookie: &str,
        email: &'a str,
        problem: &'a str,
    ) -> LoginPage<'a> {
        LoginPage {
            brand,
            redirect,
            csrf_token: token::csrf_token(cookie),
            email,
            problem,
            is_empty: false,
            password_login: self.settings().password_login,
            provider: self.provider().map(|provider| ProviderLink {
                text: provider.sign_in_text(),
                address: redirect::provider_for(redirect),
            }),
        }
    }
}

/// A form without the cookie of its page. Where there is one, the shim has compared the form's token with it.
fn too_old() -> ApiError {
    ApiError::bad_request("This page is too old.")
        .detail("Go back, load it again, and allow cookies for this site.")
}

/// The page for a code without a device, as an error.
fn unknown_device(brand: &Brand, caller: &Caller, csrf_token: &str, code: &str) -> ApiError {
    match device::ask(brand, caller, csrf_token, code, device::UNKNOWN) {
        Ok(page) => ApiError::bad_request(device::UNKNOWN).page(page),
        Err(fault) => fault.into(),
    }
}

/// An error on a page, without a challenge: a browser would answer one by asking for a password.
pub(super) fn page_error(fault: Fault) -> ApiError {
    match fault {
        Fault::Protocol(refusal) => {
            let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
            ApiError::new(status, refusal.description)
        }
        other => other.into(),
    }
}

/// The page for devices, with the code that was typed.
fn device_address(typed: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    match typed {
        Some(typed) => {
            format!("{}?{}", paths::SHOW_OAUTH2_DEVICE, query.append_pair("user_code", typed).finish())
        }
        None => paths::SHOW_OAUTH2_DEVICE.into(),
    }
}
