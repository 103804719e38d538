//! The OAuth2 provider.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApproveOauth2AuthorizationAnswer, ApproveOauth2AuthorizationParams, ClientIdPath, ClientIdQuery,
    DeleteOauth2TokensParams, GetOauth2KeysAnswer, GetOauth2ResourceMetadataAnswer,
    GetOauth2ServerMetadataAnswer, GetOpenidConfigurationAnswer, OAuth2, OAuth2ClientInformation,
    OAuth2ClientMetadata, OAuth2ConsentForm, OAuth2DeviceAuthorization, OAuth2DeviceForm,
    OAuth2Introspection, OAuth2KeySet, OAuth2ResourceMetadata, OAuth2RevocationForm, OAuth2Token,
    OAuth2TokenForm, OpenIdUserinfo,
};
use burgrave_core::oauth2::{Basic, Credential, UserCode, scope};
use serde_json::Value;

use super::pages::page_error;
use super::{requests, responses};
use crate::application::Caller;
use crate::application::command::Anonymous;
use crate::fault::{Fault, SignedOut};
use crate::federation::oauth2::authorize::{ApproveAuthorization, full_session};
use crate::federation::oauth2::device::StartDevice;
use crate::federation::oauth2::forget::ForgetApp;
use crate::federation::oauth2::metadata::Endpoints;
use crate::federation::oauth2::registration::{self, DeleteClient, Registrant, UpdateClient};
use crate::federation::oauth2::revoke::RevokeToken;
use crate::federation::oauth2::token::{self, TokenRequest};
use crate::federation::oauth2::{id_token, introspect, settings};
use crate::guard::Visitor;
use crate::pages::{onward, redirect};
use crate::service::Service;

/// How long clients may cache the metadata.
const KEPT: &str = "public, max-age=300";

impl OAuth2 for Service {
    async fn approve_oauth2_authorization(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: ApproveOauth2AuthorizationParams,
        body: Option<OAuth2ConsentForm>,
    ) -> Result<ApproveOauth2AuthorizationAnswer, ApiError> {
        let request = requests::oauth2::authorization_request(params);
        let Some(caller) = visitor.and_then(|visitor| visitor.caller.clone()) else {
            // Only people send the form: this one's session has ended.
            return match body {
                Some(_) => {
                    let location = redirect::login_for(&requests::oauth2::address(&request));
                    Ok(ApproveOauth2AuthorizationAnswer::SeeOther { location })
                }
                None => Err(Fault::SignedOut(SignedOut::Missing).into()),
            };
        };
        full_session(&caller)?;
        let by_page = body.is_some_and(|form| form.csrf_token.is_some());
        let command = ApproveAuthorization {
            document: self.documents().of(self, &request.client_id).await?,
            code: Credential::generate(self.entropy()),
            issuer: self.settings().access_url().to_owned(),
            by_page,
            request,
        };
        let location = self.execute(command, caller, cx).await;
        let location = location.map_err(|fault| if by_page { page_error(fault) } else { fault.into() })?;
        if by_page {
            return Ok(ApproveOauth2AuthorizationAnswer::Ok(onward::page(&self.brand(), &location)?));
        }
        Ok(ApproveOauth2AuthorizationAnswer::Found { location })
    }

    async fn issue_oauth2_token(
        &self,
        cx: &Cx,
        basic: Option<Arc<Option<Basic>>>,
        params: ClientIdQuery,
        body: OAuth2TokenForm,
    ) -> Result<OAuth2Token, ApiError> {
        let request = TokenRequest {
            client: requests::oauth2::client(basic, params.client_id, body.client_id, body.client_secret),
            grant_type: body.grant_type,
            code: body.code,
            redirect_uri: body.redirect_uri,
            code_verifier: body.code_verifier,
            refresh_token: body.refresh_token,
            device_code: body.device_code,
            scope: body.scope,
            resource: body.resource,
        };
        Ok(responses::oauth2::token(token::redeem(self, cx.into(), request).await?))
    }

    async fn delete_oauth2_tokens(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: DeleteOauth2TokensParams,
    ) -> Result<(), ApiError> {
        Ok(self.execute(ForgetApp { client_id: params.client_id }, caller, cx).await?)
    }

    async fn revoke_oauth2_token(
        &self,
        cx: &Cx,
        basic: Option<Arc<Option<Basic>>>,
        params: ClientIdQuery,
        body: OAuth2RevocationForm,
    ) -> Result<(), ApiError> {
        let client = requests::oauth2::client(basic, params.client_id, body.client_id, body.client_secret);
        Ok(self.execute(RevokeToken { client, token: body.token }, Anonymous, cx).await?)
    }

    async fn introspect_oauth2_token(
        &self,
        _: &Cx,
        basic: Option<Arc<Option<Basic>>>,
        params: ClientIdQuery,
        body: OAuth2RevocationForm,
    ) -> Result<OAuth2Introspection, ApiError> {
        let client = requests::oauth2::client(basic, params.client_id, body.client_id, body.client_secret);
        let known = introspect::introspect(self, client, body.token).await?;
        Ok(responses::oauth2::introspection(known, self.settings().access_url()))
    }

    async fn authorize_oauth2_device(
        &self,
        cx: &Cx,
        basic: Option<Arc<Option<Basic>>>,
        params: ClientIdQuery,
        body: OAuth2DeviceForm,
    ) -> Result<OAuth2DeviceAuthorization, ApiError> {
        let (device_code, user_code) =
            (Credential::generate(self.entropy()), UserCode::generate(self.entropy()));
        let command = StartDevice {
            client: requests::oauth2::client(basic, params.client_id, body.client_id, body.client_secret),
            scope: body.scope,
            resource: body.resource,
            device_code: device_code.clone(),
            user_code: user_code.clone(),
        };
        let app = self.execute(command, Anonymous, cx).await?;
        let page = Endpoints(self.settings().access_url()).device();
        Ok(responses::oauth2::device_authorization(&app, &device_code, &user_code, page))
    }

    async fn register_oauth2_client(
        &self,
        cx: &Cx,
        body: OAuth2ClientMetadata,
    ) -> Result<OAuth2ClientInformation, ApiError> {
        let (asked, metadata) = requests::oauth2::metadata(body);
        let made = registration::register(self, cx.into(), asked, metadata).await?;
        let client_secret_expires_at = made.secret.as_ref().map(|_| 0);
        Ok(OAuth2ClientInformation {
            client_secret: made.secret,
            client_secret_expires_at,
            registration_access_token: Some(made.token),
            ..responses::oauth2::client(made.app, self.settings().access_url())
        })
    }

    async fn get_oauth2_client(
        &self,
        _: &Cx,
        token: Arc<str>,
        params: ClientIdPath,
    ) -> Result<OAuth2ClientInformation, ApiError> {
        let found = registration::get(self, registrant(params.client_id, &token)).await?;
        Ok(responses::oauth2::client(found, self.settings().access_url()))
    }

    async fn update_oauth2_client(
        &self,
        cx: &Cx,
        token: Arc<str>,
        params: ClientIdPath,
        body: OAuth2ClientMetadata,
    ) -> Result<OAuth2ClientInformation, ApiError> {
        let (asked, metadata) = requests::oauth2::metadata(body);
        let command = UpdateClient { registrant: registrant(params.client_id, &token), asked, metadata };
        let changed = self.execute(command, Anonymous, cx).await?;
        Ok(responses::oauth2::client(changed, self.settings().access_url()))
    }

    async fn delete_oauth2_client(
        &self,
        cx: &Cx,
        token: Arc<str>,
        params: ClientIdPath,
    ) -> Result<(), ApiError> {
        let command = DeleteClient { registrant: registrant(params.client_id, &token) };
        Ok(self.execute(command, Anonymous, cx).await?)
    }

    async fn get_oauth2_server_metadata(&self, _: &Cx) -> Result<GetOauth2ServerMetadataAnswer, ApiError> {
        let allowed = settings::get(self).await?;
        let body = responses::oauth2::server_metadata(self.settings().access_url(), allowed);
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
            scopes_supported: scope::recommended().collect(),
            bearer_methods_supported: vec!["header".into(), "query".into()],
            resource_name: self.brand().name.clone(),
        };
        Ok(GetOauth2ResourceMetadataAnswer::Ok { body, cache_control: KEPT.into() })
    }

    async fn get_openid_configuration(&self, _: &Cx) -> Result<GetOpenidConfigurationAnswer, ApiError> {
        let allowed = settings::get(self).await?;
        let metadata = responses::oauth2::server_metadata(self.settings().access_url(), allowed);
        let body = responses::oauth2::openid_configuration(metadata);
        Ok(GetOpenidConfigurationAnswer::Ok { body, cache_control: KEPT.into() })
    }

    async fn get_oauth2_keys(&self, _: &Cx) -> Result<GetOauth2KeysAnswer, ApiError> {
        let keys = id_token::public_keys(self).await?.into_iter().filter_map(|key| match key {
            Value::Object(members) => Some(members.into_iter().collect()),
            _ => None,
        });
        let body = OAuth2KeySet { keys: keys.collect() };
        Ok(GetOauth2KeysAnswer::Ok { body, cache_control: KEPT.into() })
    }

    async fn get_oauth2_userinfo(&self, _: &Cx, caller: Arc<Caller>) -> Result<OpenIdUserinfo, ApiError> {
        Ok(responses::oauth2::userinfo(&id_token::userinfo(self, &caller).await?, caller.user.id))
    }

    async fn post_oauth2_userinfo(&self, _: &Cx, caller: Arc<Caller>) -> Result<OpenIdUserinfo, ApiError> {
        Ok(responses::oauth2::userinfo(&id_token::userinfo(self, &caller).await?, caller.user.id))
    }
}

fn registrant(client_id: String, token: &str) -> Registrant {
    Registrant { client_id, token: token.to_owned() }
}
