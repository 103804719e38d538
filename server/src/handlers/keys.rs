//! Sessions and tokens.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiKey, ApiKeyWithOwner, CreateTokenRequest, GenerateApiKeyResponse, Keys, ListKeysParams,
    ListTokensParams, TokenConfig, UserKeyidPath, UserKeynamePath, UserPath, operations,
};

use super::responses;
use crate::application::Caller;
use crate::identity::keys::create::KeyKind;
use crate::identity::keys::end::{DeleteKey, DeleteKeys, ExpireKey};
use crate::identity::keys::get::KeyReference;
use crate::identity::keys::list::ListKeys;
use crate::identity::keys::{create, get, lifetimes, list};
use crate::service::Service;

impl Keys for Service {
    async fn list_keys(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListKeysParams,
    ) -> Result<Vec<ApiKeyWithOwner>, ApiError> {
        let wanted = ListKeys { sessions: true, all: false, expired: params.include_expired };
        let found = list::list(self, caller, params.user, wanted).await?;
        Ok(found.into_iter().map(responses::keys::token).collect())
    }

    async fn create_session_key(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<GenerateApiKeyResponse, ApiError> {
        let key =
            create::create(self, caller, cx, operations::CREATE_SESSION_KEY, params.user, KeyKind::Session)
                .await?;
        Ok(GenerateApiKeyResponse { key })
    }

    async fn delete_keys(&self, cx: &Cx, caller: Arc<Caller>, params: UserPath) -> Result<(), ApiError> {
        Ok(self.execute(DeleteKeys { user: params.user }, caller, cx).await?)
    }

    async fn create_token(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: CreateTokenRequest,
    ) -> Result<GenerateApiKeyResponse, ApiError> {
        let kind = KeyKind::Token {
            name: body.token_name.value().unwrap_or_default(),
            lifetime: body.lifetime.value().unwrap_or_default(),
            scope: body.scope.value().unwrap_or_default(),
            scopes: body.scopes.value().unwrap_or_default(),
            allow_list: body.allow_list.value().unwrap_or_default(),
        };
        let key = create::create(self, caller, cx, operations::CREATE_TOKEN, params.user, kind).await?;
        Ok(GenerateApiKeyResponse { key })
    }

    async fn list_tokens(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListTokensParams,
    ) -> Result<Vec<ApiKeyWithOwner>, ApiError> {
        let wanted = ListKeys { sessions: false, all: params.include_all, expired: params.include_expired };
        let found = list::list(self, caller, params.user, wanted).await?;
        Ok(found.into_iter().map(responses::keys::token).collect())
    }

    async fn get_token_config(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<TokenConfig, ApiError> {
        let longest = lifetimes::longest(self, caller, params.user).await?;
        Ok(TokenConfig { max_token_lifetime: longest.num_nanoseconds().unwrap_or(i64::MAX) })
    }

    async fn get_token(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserKeynamePath,
    ) -> Result<ApiKey, ApiError> {
        Ok(responses::keys::key(
            get::get(self, caller, params.user, KeyReference::Name(params.keyname)).await?,
        ))
    }

    async fn get_key(&self, _: &Cx, caller: Arc<Caller>, params: UserKeyidPath) -> Result<ApiKey, ApiError> {
        Ok(responses::keys::key(get::get(self, caller, params.user, KeyReference::Id(params.keyid)).await?))
    }

    async fn delete_key(&self, cx: &Cx, caller: Arc<Caller>, params: UserKeyidPath) -> Result<(), ApiError> {
        let command = DeleteKey { user: params.user, key: params.keyid };
        Ok(self.execute(command, caller, cx).await?)
    }

    async fn expire_key(&self, cx: &Cx, caller: Arc<Caller>, params: UserKeyidPath) -> Result<(), ApiError> {
        let command = ExpireKey { user: params.user, key: params.keyid };
        Ok(self.execute(command, caller, cx).await?)
    }
}
