//! Clients of the OAuth2 provider, their secrets, and what the provider allows.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    CreateOauth2AppSecretParams, DeleteOauth2AppParams, DeleteOauth2AppSecretParams, GetOauth2AppParams,
    ListOauth2AppSecretsParams, ListOauth2AppsParams, OAuth2Apps, OAuth2ClientType, OAuth2ProviderApp,
    OAuth2ProviderAppSecret, OAuth2ProviderAppSecretFull, OAuth2ProviderSettings,
    PostOAuth2ProviderAppRequest, PutOAuth2ProviderAppRequest, UpdateOAuth2ProviderSettingsRequest,
    UpdateOauth2AppParams,
};
use burgrave_core::oauth2::ClientType;

use super::{requests, responses_oauth2};
use crate::application::{App, Caller};
use crate::federation::oauth2::apps::rules::Places;
use crate::federation::oauth2::apps::{create, delete, get, secrets, update};
use crate::federation::oauth2::settings;

impl OAuth2Apps for App {
    async fn list_oauth2_apps(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListOauth2AppsParams,
    ) -> Result<Vec<OAuth2ProviderApp>, ApiError> {
        let found = get::list(self, &caller, params.user_id).await?;
        let url = self.settings().access_url();
        Ok(found.into_iter().map(|app| responses_oauth2::app(app, url)).collect())
    }

    async fn create_oauth2_app(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: PostOAuth2ProviderAppRequest,
    ) -> Result<OAuth2ProviderApp, ApiError> {
        let wanted = create::Wanted {
            name: body.name,
            places: places(body.callback_url.value(), body.redirect_uris.value()),
            icon: body.icon.value().unwrap_or_default(),
            scope: body.scope.value().unwrap_or_default(),
            client_type: match body.client_type.value() {
                None | Some(OAuth2ClientType::Confidential) => ClientType::Confidential,
                Some(OAuth2ClientType::Public) => ClientType::Public,
            },
        };
        let made = create::create(self, self.context(caller, requests::client(cx)), wanted).await?;
        Ok(responses_oauth2::app(made, self.settings().access_url()))
    }

    async fn get_oauth2_app(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: GetOauth2AppParams,
    ) -> Result<OAuth2ProviderApp, ApiError> {
        Ok(responses_oauth2::app(get::get(self, params.app.into()).await?, self.settings().access_url()))
    }

    async fn update_oauth2_app(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UpdateOauth2AppParams,
        body: PutOAuth2ProviderAppRequest,
    ) -> Result<OAuth2ProviderApp, ApiError> {
        let wanted = update::Wanted {
            name: body.name,
            places: places(body.callback_url.value(), body.redirect_uris.value()),
            icon: body.icon.value().unwrap_or_default(),
            scope: body.scope.value(),
        };
        let context = self.context(caller, requests::client(cx));
        let changed = update::update(self, context, params.app.into(), wanted).await?;
        Ok(responses_oauth2::app(changed, self.settings().access_url()))
    }

    async fn delete_oauth2_app(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: DeleteOauth2AppParams,
    ) -> Result<(), ApiError> {
        Ok(delete::delete(self, self.context(caller, requests::client(cx)), params.app.into()).await?)
    }

    async fn list_oauth2_app_secrets(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: ListOauth2AppSecretsParams,
    ) -> Result<Vec<OAuth2ProviderAppSecret>, ApiError> {
        let found = secrets::list(self, params.app.into()).await?;
        Ok(found.into_iter().map(responses_oauth2::secret).collect())
    }

    async fn create_oauth2_app_secret(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: CreateOauth2AppSecretParams,
    ) -> Result<OAuth2ProviderAppSecretFull, ApiError> {
        let context = self.context(caller, requests::client(cx));
        let (id, client_secret_full) = secrets::create(self, context, params.app.into()).await?;
        Ok(OAuth2ProviderAppSecretFull { id: id.into(), client_secret_full })
    }

    async fn delete_oauth2_app_secret(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: DeleteOauth2AppSecretParams,
    ) -> Result<(), ApiError> {
        let context = self.context(caller, requests::client(cx));
        Ok(secrets::delete(self, context, params.app.into(), params.secret_id.into()).await?)
    }

    async fn get_oauth2_provider_settings(
        &self,
        _: &Cx,
        _: Arc<Caller>,
    ) -> Result<OAuth2ProviderSettings, ApiError> {
        Ok(OAuth2ProviderSettings { dynamic_client_registration_enabled: settings::get(self).await? })
    }

    async fn update_oauth2_provider_settings(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: UpdateOAuth2ProviderSettingsRequest,
    ) -> Result<OAuth2ProviderSettings, ApiError> {
        let context = self.context(caller, requests::client(cx));
        let on = settings::update(self, context, body.dynamic_client_registration_enabled.value()).await?;
        Ok(OAuth2ProviderSettings { dynamic_client_registration_enabled: on })
    }
}

/// An empty callback is one that breaks its rule, not one that is absent.
fn places(callback_url: Option<String>, redirect_uris: Option<Vec<String>>) -> Places {
    Places { callback_url, redirect_uris }
}
