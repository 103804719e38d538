//! Answers about API keys.

use burgrave_api::{ApiKey, ApiKeyScope, ApiKeyWithOwner};
use burgrave_core::authorization::{AllowList, Scope, ScopeName};
use burgrave_store as store;

use super::never_or;
use super::users::login_type;

pub(crate) fn key(of: store::ApiKeyRecord) -> ApiKey {
    ApiKey {
        login_type: login_type(of.login_type),
        scope: scope(&of.scope),
        scopes: scopes(&of.scope),
        allow_list: of.scope.objects().to_strings(),
        last_used: never_or(of.last_used_at),
        id: of.id,
        user_id: of.user_id,
        expires_at: of.expires_at,
        created_at: of.created_at,
        updated_at: of.updated_at,
        token_name: of.token_name,
        lifetime_seconds: of.lifetime_seconds,
    }
}

pub(crate) fn token(of: store::KeyWithUser) -> ApiKeyWithOwner {
    let store::KeyWithUser { key: of, username } = of;
    ApiKeyWithOwner {
        login_type: login_type(of.login_type),
        scope: scope(&of.scope),
        scopes: scopes(&of.scope),
        allow_list: of.scope.objects().to_strings(),
        last_used: never_or(of.last_used_at),
        id: of.id,
        user_id: of.user_id,
        expires_at: of.expires_at,
        created_at: of.created_at,
        updated_at: of.updated_at,
        token_name: of.token_name,
        lifetime_seconds: of.lifetime_seconds,
        username,
    }
}

/// The scope as one word, for older clients.
fn scope(of: &Scope) -> ApiKeyScope {
    match (of.names(), of.objects()) {
        ([ScopeName::All], AllowList::Everything) => ApiKeyScope::All,
        ([ScopeName::ApplicationConnect], AllowList::Everything) => ApiKeyScope::ApplicationConnect,
        _ => ApiKeyScope::Empty,
    }
}

fn scopes(of: &Scope) -> Vec<String> {
    of.names().iter().map(ToString::to_string).collect()
}
