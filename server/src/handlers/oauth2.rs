//! The OAuth2 provider.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApproveOauth2AuthorizationAnswer, ApproveOauth2AuthorizationParams, AuthorizeOauth2DeviceParams,
    DeleteOauth2ClientParams, DeleteOauth2TokensParams, GetOauth2ClientParams,
    GetOauth2ResourceMetadataAnswer, GetOauth2ServerMetadataAnswer, IntrospectOauth2TokenParams,
    IssueOauth2TokenParams, OAuth2, OAuth2ClientInformation, OAuth2ClientMetadata, OAuth2ConsentForm,
    OAuth2DeviceAuthorization, OAuth2DeviceForm, OAuth2Introspection, OAuth2ResourceMetadata,
    OAuth2RevocationForm, OAuth2ServerMetadata, OAuth2Token, OAuth2TokenForm, RevokeOauth2TokenParams,
    UpdateOauth2ClientParams,
};
use burgrave_core::oauth2::{AuthMethod, Basic, GrantType, pkce};

use super::{requests, requests_oauth2, responses_oauth2};
use crate::application::{App, Caller};
use crate::fault::{Fault, SignedOut};
use crate::federation::oauth2::metadata::{Endpoints, scopes};
use crate::federation::oauth2::registration::manage::{self, Registrant};
use crate::federation::oauth2::registration::register;
use crate::federation::oauth2::{authorize, device, forget, introspect, revoke, settings, token};
use crate::guard::Visitor;
use crate::pages::redirect;

/// How long the metadata may be kept.
const KEPT: &str = "public, max-age=300";

impl OAuth2 for App {
    async fn approve_oauth2_authorization(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: ApproveOauth2AuthorizationParams,
        body: Option<OAuth2ConsentForm>,
    ) -> Result<ApproveOauth2AuthorizationAnswer, ApiError> {
        let asked = requests_oauth2::approved(params);
        let Some(caller) = visitor.and_then(|visitor| visitor.caller.clone()) else {
            // A form comes from a person, whose session has ended meanwhile.
            return match body {
                Some(_) => {
                    let location = redirect::login_for(&requests_oauth2::address(&asked));
                    Ok(ApproveOauth2AuthorizationAnswer::SeeOther { location })
                }
                None => Err(Fault::SignedOut(SignedOut::Missing).into()),
            };
        };
        let location = authorize::approve(self, self.context(caller, requests::client(cx)), asked).await?;
        Ok(ApproveOauth2AuthorizationAnswer::Found { location })
    }

    async fn issue_oauth2_token(
        &self,
        cx: &Cx,
        basic: Option<Arc<Option<Basic>>>,
        params: IssueOauth2TokenParams,
        body: OAuth2TokenForm,
    ) -> Result<OAuth2Token, ApiError> {
        let asked = token::Asked {
            client: requests_oauth2::client(basic, params.client_id, body.client_id, body.client_secret),
            grant_type: body.grant_type,
            code: body.code,
            redirect_uri: body.redirect_uri,
            code_verifier: body.code_verifier,
            refresh_token: body.refresh_token,
            device_code: body.device_code,
            scope: body.scope,
            resource: body.resource,
        };
        Ok(responses_oauth2::token(
            token::redeem(self, self.audit_context(requests::client(cx)), asked).await?,
        ))
    }

    async fn delete_oauth2_tokens(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: DeleteOauth2TokensParams,
    ) -> Result<(), ApiError> {
        Ok(forget::forget(self, self.context(caller, requests::client(cx)), params.client_id).await?)
    }

    async fn revoke_oauth2_token(
        &self,
        cx: &Cx,
        basic: Option<Arc<Option<Basic>>>,
        params: RevokeOauth2TokenParams,
        body: OAuth2RevocationForm,
    ) -> Result<(), ApiError> {
        let shown = requests_oauth2::client(basic, params.client_id, body.client_id, body.client_secret);
        Ok(revoke::revoke(self, self.audit_context(requests::client(cx)), shown, body.token).await?)
    }

    async fn introspect_oauth2_token(
        &self,
        _: &Cx,
        basic: Option<Arc<Option<Basic>>>,
        params: IntrospectOauth2TokenParams,
        body: OAuth2RevocationForm,
    ) -> Result<OAuth2Introspection, ApiError> {
        let shown = requests_oauth2::client(basic, params.client_id, body.client_id, body.client_secret);
        let known = introspect::introspect(self, shown, body.token).await?;
        Ok(responses_oauth2::introspection(known, self.settings().access_url()))
    }

    async fn authorize_oauth2_device(
        &self,
        cx: &Cx,
        basic: Option<Arc<Option<Basic>>>,
        params: AuthorizeOauth2DeviceParams,
        body: OAuth2DeviceForm,
    ) -> Result<OAuth2DeviceAuthorization, ApiError> {
        let shown = requests_oauth2::client(basic, params.client_id, body.client_id, body.client_secret);
        let audit_context = self.audit_context(requests::client(cx));
        let codes = device::start::start(self, audit_context, shown, body.scope, body.resource).await?;
        let page = Endpoints(self.settings().access_url()).device();
        Ok(OAuth2DeviceAuthorization {
            device_code: codes.device.reveal(),
            verification_uri_complete: format!("{page}?user_code={}", codes.user.reveal()),
            user_code: codes.user.reveal().to_owned(),
            verification_uri: page,
            expires_in: device::start::LIFETIME.num_seconds(),
            interval: device::start::INTERVAL,
        })
    }

    async fn register_oauth2_client(
        &self,
        cx: &Cx,
        body: OAuth2ClientMetadata,
    ) -> Result<OAuth2ClientInformation, ApiError> {
        let (asked, metadata) = requests_oauth2::metadata(body);
        let made =
            register::register(self, self.audit_context(requests::client(cx)), asked, metadata).await?;
        let client_secret_expires_at = made.secret.as_ref().map(|_| 0);
        Ok(OAuth2ClientInformation {
            client_secret: made.secret,
            client_secret_expires_at,
            registration_access_token: Some(made.token),
            ..responses_oauth2::client(made.app, self.settings().access_url())
        })
    }

    async fn get_oauth2_client(
        &self,
        _: &Cx,
        token: Arc<str>,
        params: GetOauth2ClientParams,
    ) -> Result<OAuth2ClientInformation, ApiError> {
        let found = manage::get(self, registrant(params.client_id, &token)).await?;
        Ok(responses_oauth2::client(found, self.settings().access_url()))
    }

    async fn update_oauth2_client(
        &self,
        cx: &Cx,
        token: Arc<str>,
        params: UpdateOauth2ClientParams,
        body: OAuth2ClientMetadata,
    ) -> Result<OAuth2ClientInformation, ApiError> {
        let (asked, metadata) = requests_oauth2::metadata(body);
        let who = registrant(params.client_id, &token);
        let changed =
            manage::update(self, self.audit_context(requests::client(cx)), who, asked, metadata).await?;
        Ok(responses_oauth2::client(changed, self.settings().access_url()))
    }

    async fn delete_oauth2_client(
        &self,
        cx: &Cx,
        token: Arc<str>,
        params: DeleteOauth2ClientParams,
    ) -> Result<(), ApiError> {
        let who = registrant(params.client_id, &token);
        Ok(manage::delete(self, self.audit_context(requests::client(cx)), who).await?)
    }

    async fn get_oauth2_server_metadata(&self, _: &Cx) -> Result<GetOauth2ServerMetadataAnswer, ApiError> {
        let issuer = self.settings().access_url();
        let endpoints = Endpoints(issuer);
        let registration = settings::get(self).await?.then(|| endpoints.registration());
        let proven: Vec<String> = AuthMethod::ALL.iter().map(|method| method.as_str().into()).collect();
        let secret_only = proven.iter().filter(|method| *method != "none").cloned().collect();
        let body = OAuth2ServerMetadata {
            issuer: issuer.into(),
            authorization_endpoint: endpoints.authorization(),
            token_endpoint: endpoints.token(),
            revocation_endpoint: endpoints.revocation(),
            introspection_endpoint: endpoints.introspection(),
            device_authorization_endpoint: endpoints.device_authorization(),
            registration_endpoint: registration,
            response_types_supported: vec!["code".into()],
            response_modes_supported: vec!["query".into()],
            grant_types_supported: GrantType::ALL.iter().map(|grant| grant.as_str().into()).collect(),
            code_challenge_methods_supported: vec![pkce::METHOD.into()],
            scopes_supported: scopes(),
            token_endpoint_auth_methods_supported: proven.clone(),
            revocation_endpoint_auth_methods_supported: proven,
            introspection_endpoint_auth_methods_supported: secret_only,
            authorization_response_iss_parameter_supported: true,
            service_documentation: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/oauth2.md").into(),
        };
        Ok(GetOauth2ServerMetadataAnswer::Ok { body, cache_control: KEPT.into() })
    }

    async fn get_oauth2_resource_metadata(
        &self,
        _: &Cx,
    ) -> Result<GetOauth2ResourceMetadataAnswer, ApiError> {
        let resource = self.settings().access_url();
        let body = OAuth2ResourceMetadata {
            resource: resource.into(),
            authorization_servers: vec![resource.into()],
            scopes_supported: scopes(),
            bearer_methods_supported: vec!["header".into(), "query".into()],
            resource_name: self.settings().brand.name.clone(),
        };
        Ok(GetOauth2ResourceMetadataAnswer::Ok { body, cache_control: KEPT.into() })
    }
}

fn registrant(client_id: String, token: &str) -> Registrant {
    Registrant { client_id, token: token.to_owned() }
}
