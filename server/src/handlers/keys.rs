//! Sessions and tokens.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiKey, ApiKeyScope, ApiKeyWithOwner, CreateSessionKeyParams, CreateTokenParams, CreateTokenRequest,
    DeleteKeyParams, ExpireKeyParams, GenerateApiKeyResponse, GetKeyParams, GetTokenConfigParams,
    GetTokenParams, Keys, ListTokensParams, TokenConfig,
};
use burgrave_core::authorization::ScopeName;

use super::{requests, responses};
use crate::application::{App, Caller};
use crate::identity::keys::create::Wanted;
use crate::identity::keys::end::End;
use crate::identity::keys::get::Named;
use crate::identity::keys::{create, end, get, lifetimes, list};

impl Keys for App {
    async fn create_session_key(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: CreateSessionKeyParams,
    ) -> Result<GenerateApiKeyResponse, ApiError> {
        let context = self.context(caller, requests::client(cx));
        let key = create::create(self, context, params.user, Wanted::Session).await?;
        Ok(GenerateApiKeyResponse { key })
    }

    async fn create_token(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: CreateTokenParams,
        body: CreateTokenRequest,
    ) -> Result<GenerateApiKeyResponse, ApiError> {
        let wanted = Wanted::Token {
            name: body.token_name.value().unwrap_or_default(),
            lifetime: body.lifetime.value().unwrap_or_default(),
            scope: match body.scope.value() {
                None | Some(ApiKeyScope::Empty | ApiKeyScope::All) => ScopeName::All,
                Some(ApiKeyScope::ApplicationConnect) => ScopeName::ApplicationConnect,
            },
            scopes: body.scopes.value().unwrap_or_default(),
            allow_list: body.allow_list.value().unwrap_or_default(),
        };
        let context = self.context(caller, requests::client(cx));
        Ok(GenerateApiKeyResponse { key: create::create(self, context, params.user, wanted).await? })
    }

    async fn list_tokens(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListTokensParams,
    ) -> Result<Vec<ApiKeyWithOwner>, ApiError> {
        let wanted = list::Wanted { all: params.include_all, expired: params.include_expired };
        let found = list::list(self, caller, params.user, wanted).await?;
        Ok(found.into_iter().map(responses::token).collect())
    }

    async fn get_token_config(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetTokenConfigParams,
    ) -> Result<TokenConfig, ApiError> {
        let longest = lifetimes::longest(self, caller, params.user).await?;
        Ok(TokenConfig { max_token_lifetime: longest.num_nanoseconds().unwrap_or(i64::MAX) })
    }

    async fn get_token(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetTokenParams,
    ) -> Result<ApiKey, ApiError> {
        Ok(responses::key(get::get(self, caller, params.user, Named::Name(params.keyname)).await?))
    }

    async fn get_key(&self, _: &Cx, caller: Arc<Caller>, params: GetKeyParams) -> Result<ApiKey, ApiError> {
        Ok(responses::key(get::get(self, caller, params.user, Named::Id(params.keyid)).await?))
    }

    async fn delete_key(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: DeleteKeyParams,
    ) -> Result<(), ApiError> {
        let context = self.context(caller, requests::client(cx));
        Ok(end::end(self, context, params.user, params.keyid, End::Delete).await?)
    }

    async fn expire_key(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: ExpireKeyParams,
    ) -> Result<(), ApiError> {
        let context = self.context(caller, requests::client(cx));
        Ok(end::end(self, context, params.user, params.keyid, End::Expire).await?)
    }
}
