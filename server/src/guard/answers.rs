//! The `Guard` of the generated shims.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Credential, Cx, Headers, RateStatus, StatusCode};
use burgrave_api::{self as api, AuditedOperation, Feature, Guard, Outcome, Permission, RateClass};
use burgrave_core::authorization::{Object, SiteRole};
use burgrave_core::oauth2::{self, Basic, ErrorCode};
use burgrave_core::token;

use super::authenticate::authenticate;
use super::concerned::PathTarget;
use super::refusals::{self, Refusal};
use super::{Visitor, announced, challenge, hidden, permissions, wrong};
use crate::application::{Caller, ClientInfo};
use crate::fault::{Fault, SignedOut, other_resource, signed_out};
use crate::federation::oauth2::bearer;
use crate::federation::scim::key::{self, IdentityProvider};
use crate::limits::{Class, Kind, LimitSubject};
use crate::proxies::{self, Program};
use crate::service::Service;

impl Guard for Service {
    type Session = Arc<Caller>;
    type ScimKey = IdentityProvider;
    type Metrics = ();
    type Visitor = Arc<Visitor>;
    type LoginPage = Arc<str>;
    // `None` for a header that can't be read: a credential was sent, and it is wrong.
    type Oauth2Client = Arc<Option<Basic>>;
    type RegistrationToken = Arc<str>;
    type AppToken = Arc<Caller>;
    type Proxy = Arc<Program>;

    async fn authenticate_session(
        &self,
        cx: &Cx,
        credential: Option<Credential>,
    ) -> Result<Arc<Caller>, ApiError> {
        let token = credential.as_ref().map(|credential| credential.value.as_str());
        match authenticate(self, cx, token).await {
            Ok(caller) => Ok(caller.of_one_request()),
            Err(Fault::SignedOut(why)) => {
                // A request counts once, however many cookies it has.
                let is_last = credential.as_ref().is_none_or(|credential| credential.is_last);
                if is_last && matches!(why, SignedOut::Wrong { .. }) {
                    wrong::credential(self, cx, Kind::Session).await?;
                }
                Err(signed_out(why, Some(self.settings().access_url())))
            }
            Err(Fault::OtherResource) => Err(other_resource(self.settings().access_url())),
            Err(other) => Err(other.into()),
        }
    }

    fn csrf_token_session(&self, credential: &str) -> String {
        token::csrf_token(credential)
    }

    fn limit_session(&self, cx: &Cx, caller: &Arc<Caller>, class: RateClass) -> Result<RateStatus, ApiError> {
        // The header counts for owners only; it is ignored for everyone else.
        if cx.rate_limit_bypass && caller.subject.site_roles.contains(&SiteRole::Owner) {
            return Ok(RateStatus::UNLIMITED);
        }
        count(class_of(self, class), cx, LimitSubject::User(caller.user.id))
    }

    async fn permit_session(
        &self,
        _: &Cx,
        caller: &Arc<Caller>,
        permission: Permission,
    ) -> Result<bool, ApiError> {
        let (resource, action) = permissions::meaning(permission);
        Ok(caller.may(action, &Object::site(resource)))
    }

    async fn authenticate_scim_key(
        &self,
        cx: &Cx,
        credential: Option<Credential>,
    ) -> Result<IdentityProvider, ApiError> {
        wrong::admit(self, cx, Kind::ScimKey)?;
        let key = credential.as_ref().map(|credential| credential.value.as_str());
        let found = key::authenticate(&self.settings().scim_keys, key);
        if found.is_err() && key.is_some() {
            wrong::credential(self, cx, Kind::ScimKey).await?;
        }
        found.map_err(ApiError::from)
    }

    fn limit_scim_key(
        &self,
        cx: &Cx,
        _: &IdentityProvider,
        class: RateClass,
    ) -> Result<RateStatus, ApiError> {
        count(class_of(self, class), cx, LimitSubject::IdentityProvider)
    }

    async fn authenticate_metrics(&self, cx: &Cx, credential: Option<Credential>) -> Result<(), ApiError> {
        wrong::admit(self, cx, Kind::Metrics)?;
        let admitted = self.scrapers().admit(credential.as_ref());
        if admitted.is_err() && credential.is_some() {
            wrong::credential(self, cx, Kind::Metrics).await?;
        }
        admitted
    }

    fn limit_metrics(&self, _: &Cx, (): &(), _: RateClass) -> Result<RateStatus, ApiError> {
        Ok(RateStatus::UNLIMITED)
    }

    async fn authenticate_visitor(
        &self,
        cx: &Cx,
        credential: Option<Credential>,
    ) -> Result<Arc<Visitor>, ApiError> {
        let is_last = credential.as_ref().is_none_or(|credential| credential.is_last);
        let shown = credential.map(|credential| credential.value).unwrap_or_default();
        let caller = match authenticate(self, cx, Some(&shown)).await {
            Ok(caller) => Some(caller),
            // The next cookie of this name may be valid.
            Err(Fault::SignedOut(why)) if !is_last => return Err(signed_out(why, None)),
            Err(Fault::SignedOut(SignedOut::Wrong { .. })) => {
                wrong::credential(self, cx, Kind::Session).await?;
                None
            }
            Err(Fault::SignedOut(_) | Fault::OtherResource) => None,
            Err(fault) => return Err(fault.into()),
        };
        Ok(Arc::new(Visitor { caller, csrf_token: token::csrf_token(&shown) }))
    }

    fn csrf_token_visitor(&self, credential: &str) -> String {
        token::csrf_token(credential)
    }

    fn limit_visitor(
        &self,
        cx: &Cx,
        visitor: &Arc<Visitor>,
        class: RateClass,
    ) -> Result<RateStatus, ApiError> {
        match &visitor.caller {
            Some(caller) => self.limit_session(cx, caller, class),
            None => self.limit_address(cx, class),
        }
    }

    async fn authenticate_login_page(
        &self,
        _: &Cx,
        credential: Option<Credential>,
    ) -> Result<Arc<str>, ApiError> {
        Ok(credential.map(|credential| credential.value).unwrap_or_default().into())
    }

    fn csrf_token_login_page(&self, credential: &str) -> String {
        token::csrf_token(credential)
    }

    async fn authenticate_oauth2_client(
        &self,
        cx: &Cx,
        credential: Option<Credential>,
    ) -> Result<Arc<Option<Basic>>, ApiError> {
        wrong::admit(self, cx, Kind::OAuth2Client)?;
        // The handler checks it together with the credentials in the form.
        let basic = credential.map(|credential| Basic::parse(&credential.value));
        match basic {
            Some(None) => {
                wrong::own_credential(self, cx, Kind::OAuth2Client).await?;
                Err(Fault::Protocol(oauth2::Refusal::client()).into())
            }
            Some(basic) => Ok(Arc::new(basic)),
            None => Ok(Arc::new(None)),
        }
    }

    async fn authenticate_app_token(
        &self,
        cx: &Cx,
        credential: Option<Credential>,
    ) -> Result<Arc<Caller>, ApiError> {
        let caller = self.authenticate_session(cx, credential).await?;
        if bearer::is_app(&caller) {
            return Ok(caller);
        }
        let detail = "Use the access token of an app for this operation.".into();
        Err(signed_out(SignedOut::Invalid { detail }, Some(self.settings().access_url())))
    }

    fn limit_app_token(
        &self,
        cx: &Cx,
        caller: &Arc<Caller>,
        class: RateClass,
    ) -> Result<RateStatus, ApiError> {
        self.limit_session(cx, caller, class)
    }

    async fn permit_app_token(
        &self,
        cx: &Cx,
        caller: &Arc<Caller>,
        permission: Permission,
    ) -> Result<bool, ApiError> {
        self.permit_session(cx, caller, permission).await
    }

    async fn authenticate_registration_token(
        &self,
        cx: &Cx,
        credential: Option<Credential>,
    ) -> Result<Arc<str>, ApiError> {
        wrong::admit(self, cx, Kind::Registration)?;
        let missing = || {
            let refusal =
                oauth2::Refusal::new(ErrorCode::InvalidToken, "The registration access token is missing");
            ApiError::from(Fault::Protocol(refusal))
        };
        credential.map(|credential| credential.value.into()).ok_or_else(missing)
    }

    async fn authenticate_proxy(
        &self,
        cx: &Cx,
        credential: Option<Credential>,
    ) -> Result<Arc<Program>, ApiError> {
        self.feature(Feature::WorkspaceProxy)?;
        wrong::admit(self, cx, Kind::ProxyToken)?;
        let Some(credential) = credential else {
            return Err(challenge::proxy(ApiError::unauthorized("Missing required external proxy token")));
        };
        match proxies::authenticate(self, &credential.value).await.map_err(Fault::from)? {
            Ok(program) => Ok(Arc::new(program)),
            Err(why) => {
                wrong::credential(self, cx, Kind::ProxyToken).await?;
                let refusal = ApiError::unauthorized("Invalid external proxy token").detail(why);
                Err(challenge::proxy(refusal))
            }
        }
    }

    fn limit_proxy(&self, cx: &Cx, program: &Arc<Program>, class: RateClass) -> Result<RateStatus, ApiError> {
        count(class_of(self, class), cx, LimitSubject::Proxy(program.proxy()))
    }

    async fn hides(&self, cx: &Cx, caller: Option<api::Caller<'_, Self>>) -> bool {
        match caller.and_then(session) {
            Some(caller) => hidden::hides(self, cx, caller).await,
            None => false,
        }
    }

    fn dress(&self, cx: &Cx, caller: Option<api::Caller<'_, Self>>, error: ApiError) -> ApiError {
        challenge::dress(self, cx, caller.and_then(session), error)
    }

    fn limit_address(&self, cx: &Cx, class: RateClass) -> Result<RateStatus, ApiError> {
        if wrong::SETUP.contains(&cx.operation.id) {
            wrong::admit(self, cx, Kind::Setup)?;
        }
        count(class_of(self, class), cx, LimitSubject::address(cx.client_address))
    }

    fn limit_unknown(&self, cx: &Cx) -> Result<RateStatus, ApiError> {
        count(self.limits().api(), cx, LimitSubject::address(cx.client_address))
    }

    fn feature(&self, feature: Feature) -> Result<(), ApiError> {
        let known: Option<burgrave_core::licensing::Feature> = feature.as_str().parse().ok();
        if known.is_some_and(|known| self.entitled().enables(known)) {
            return Ok(());
        }
        // Clients match these words.
        let title =
            known.map_or_else(|| feature.as_str().to_owned(), burgrave_core::licensing::Feature::title);
        let message = format!("{title} is a Premium feature. Contact sales!");
        Err(ApiError::new(StatusCode::FORBIDDEN, message))
    }

    async fn refused(
        &self,
        cx: &Cx,
        caller: Option<api::Caller<'_, Self>>,
        audit: AuditedOperation,
        status: StatusCode,
    ) {
        let identity_provider = matches!(&caller, Some(api::Caller::ScimKey(_)));
        let login_page = matches!(&caller, Some(api::Caller::LoginPage(_)));
        let caller = caller.and_then(session);
        let wrong = wrong::kind_of_refusal(cx.operation, status);
        // Refusals that anybody can cause without limit are not recorded: they would fill the disk. Those of
        // anonymous operations, such as a login, and of wrong credentials are limited by address.
        let anonymous = login_page || wrong.is_some() || cx.operation.callers.is_empty();
        let nobody = caller.is_none() && !identity_provider && !anonymous;
        if nobody || status == StatusCode::TOO_MANY_REQUESTS {
            return;
        }
        let actor =
            caller.map(|caller| caller.user.id).or_else(|| cx.concerns.get().copied().map(Into::into));
        let subject = match caller {
            Some(caller) => LimitSubject::User(caller.user.id),
            None if identity_provider => LimitSubject::IdentityProvider,
            None => LimitSubject::address(cx.client_address),
        };
        let records = self.limits().records();
        if !wrong.map_or_else(|| records.admit(subject), |kind| records.admit_credential(kind, subject)) {
            return;
        }
        let refusal = Refusal {
            operation: audit,
            target: cx.path.clone(),
            place: PathTarget::of(cx),
            status: status.as_u16(),
        };
        refusals::record(self, self.audit_context(ClientInfo::from(cx)), actor, refusal).await;
    }

    async fn refused_credential(&self, cx: &Cx, status: StatusCode) -> Result<(), ApiError> {
        match wrong::kind_of_refusal(cx.operation, status) {
            Some(kind) => wrong::own_credential(self, cx, kind).await,
            None => Ok(()),
        }
    }

    fn announce(&self, _: &Cx, caller: Option<api::Caller<'_, Self>>) -> Headers {
        caller.and_then(session).map_or_else(Vec::new, |caller| announced::to(self, caller))
    }

    fn observe(&self, cx: &Cx, outcome: &Outcome) {
        self.metrics().observe(cx, outcome);
    }
}

/// The user behind a caller, if there is one.
fn session(caller: api::Caller<'_, Service>) -> Option<&Caller> {
    match caller {
        api::Caller::Session(caller) | api::Caller::AppToken(caller) => Some(caller),
        api::Caller::Visitor(visitor) => visitor.caller.as_deref(),
        api::Caller::LoginPage(_)
        | api::Caller::Oauth2Client(_)
        | api::Caller::RegistrationToken(_)
        | api::Caller::ScimKey(_)
        | api::Caller::Proxy(_)
        | api::Caller::Metrics(()) => None,
    }
}

fn class_of(app: &Service, class: RateClass) -> Option<&Class> {
    match class {
        RateClass::Api => app.limits().api(),
        RateClass::Login => app.limits().login(),
        RateClass::Files => app.limits().files(),
        RateClass::Scim => app.limits().scim(),
    }
}

fn count(class: Option<&Class>, cx: &Cx, subject: LimitSubject) -> Result<RateStatus, ApiError> {
    class.map_or(Ok(RateStatus::UNLIMITED), |class| class.count(cx, subject))
}
