//! Apps of the OAuth2 provider, their secrets, and the settings of the provider.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AppPath, AppSecretIdPath, ListOauth2AppsParams, OAuth2Apps, OAuth2ClientType, OAuth2ProviderApp,
    OAuth2ProviderAppSecret, OAuth2ProviderAppSecretFull, OAuth2ProviderSettings,
    PostOAuth2ProviderAppRequest, PutOAuth2ProviderAppRequest, UpdateOAuth2ProviderSettingsRequest,
};
use burgrave_core::oauth2::{ClientType, Credential};

use super::responses;
use crate::application::Caller;
use crate::federation::oauth2::apps::{
    CreateApp, CreateAppSecret, DeleteApp, DeleteAppSecret, RedirectTargets, UpdateApp, get, secrets,
};
use crate::federation::oauth2::settings::{self, ProviderSettings, UpdateProviderSettings};
use crate::service::Service;

impl OAuth2Apps for Service {
    async fn list_oauth2_apps(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListOauth2AppsParams,
    ) -> Result<Vec<OAuth2ProviderApp>, ApiError> {
        let found = get::list(self, &caller, params.user_id).await?;
        let url = self.settings().access_url();
        Ok(found.into_iter().map(|app| responses::oauth2::app(app, url)).collect())
    }

    async fn create_oauth2_app(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: PostOAuth2ProviderAppRequest,
    ) -> Result<OAuth2ProviderApp, ApiError> {
        let command = CreateApp {
            name: body.name,
            targets: targets(body.callback_url.value(), body.redirect_uris.value()),
            icon: body.icon.value().unwrap_or_default(),
            scope: body.scope.value().unwrap_or_default(),
            client_type: match body.client_type.value() {
                None | Some(OAuth2ClientType::Confidential) => ClientType::Confidential,
                Some(OAuth2ClientType::Public) => ClientType::Public,
            },
            resources: body.resources.value().unwrap_or_default(),
        };
        let made = self.execute(command, caller, cx).await?;
        Ok(responses::oauth2::app(made, self.settings().access_url()))
    }

    async fn get_oauth2_app(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: AppPath,
    ) -> Result<OAuth2ProviderApp, ApiError> {
        Ok(responses::oauth2::app(get::get(self, params.app).await?, self.settings().access_url()))
    }

    async fn update_oauth2_app(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: AppPath,
        body: PutOAuth2ProviderAppRequest,
    ) -> Result<OAuth2ProviderApp, ApiError> {
        let command = UpdateApp {
            app: params.app,
            name: body.name,
            targets: targets(body.callback_url.value(), body.redirect_uris.value()),
            icon: body.icon.value().unwrap_or_default(),
            scope: body.scope.value(),
            resources: body.resources.value(),
        };
        let changed = self.execute(command, caller, cx).await?;
        Ok(responses::oauth2::app(changed, self.settings().access_url()))
    }

    async fn delete_oauth2_app(&self, cx: &Cx, caller: Arc<Caller>, params: AppPath) -> Result<(), ApiError> {
        Ok(self.execute(DeleteApp { app: params.app }, caller, cx).await?)
    }

    async fn list_oauth2_app_secrets(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: AppPath,
    ) -> Result<Vec<OAuth2ProviderAppSecret>, ApiError> {
        let found = secrets::list(self, params.app).await?;
        Ok(found.into_iter().map(responses::oauth2::secret).collect())
    }

    async fn create_oauth2_app_secret(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: AppPath,
    ) -> Result<OAuth2ProviderAppSecretFull, ApiError> {
        let secret = Credential::generate(self.entropy());
        let client_secret_full = secret.reveal();
        let id = self.execute(CreateAppSecret { app: params.app, secret }, caller, cx).await?;
        Ok(OAuth2ProviderAppSecretFull { id, client_secret_full })
    }

    async fn delete_oauth2_app_secret(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: AppSecretIdPath,
    ) -> Result<(), ApiError> {
        let command = DeleteAppSecret { app: params.app, secret: params.secret_id };
        Ok(self.execute(command, caller, cx).await?)
    }

    async fn get_oauth2_provider_settings(
        &self,
        _: &Cx,
        _: Arc<Caller>,
    ) -> Result<OAuth2ProviderSettings, ApiError> {
        Ok(shown(settings::get(self).await?))
    }

    async fn update_oauth2_provider_settings(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: UpdateOAuth2ProviderSettingsRequest,
    ) -> Result<OAuth2ProviderSettings, ApiError> {
        let command = UpdateProviderSettings {
            registration: body.dynamic_client_registration_enabled.value(),
            documents: body.client_id_metadata_document_enabled.value(),
        };
        Ok(shown(self.execute(command, caller, cx).await?))
    }
}

fn shown(of: ProviderSettings) -> OAuth2ProviderSettings {
    OAuth2ProviderSettings {
        dynamic_client_registration_enabled: of.registration,
        client_id_metadata_document_enabled: of.documents,
    }
}

/// An empty callback is an invalid one, not an absent one.
fn targets(callback_url: Option<String>, redirect_uris: Option<Vec<String>>) -> RedirectTargets {
    RedirectTargets { callback_url, redirect_uris }
}
