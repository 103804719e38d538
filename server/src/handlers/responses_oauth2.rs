//! What the OAuth2 provider keeps, as answers show it.

use std::collections::BTreeMap;

use burgrave_api::{
    OAuth2AppEndpoints, OAuth2ClientInformation, OAuth2ClientType, OAuth2Introspection, OAuth2ProviderApp,
    OAuth2ProviderAppSecret, OAuth2Token,
};
use burgrave_store as store;
use serde_json::Value;

use crate::federation::oauth2::introspect::Known;
use crate::federation::oauth2::metadata::Endpoints;
use crate::federation::oauth2::token::Issued;

pub(super) fn app(of: store::AppRecord, access_url: &str) -> OAuth2ProviderApp {
    let endpoints = Endpoints(access_url);
    OAuth2ProviderApp {
        id: of.id.into(),
        name: of.name,
        callback_url: of.redirect_uris.first().cloned().unwrap_or_default(),
        redirect_uris: of.redirect_uris,
        icon: of.icon,
        scope: of.scope,
        client_type: match of.client_type.as_str() {
            "public" => OAuth2ClientType::Public,
            _ => OAuth2ClientType::Confidential,
        },
        dynamically_registered: !of.registration_prefix.is_empty(),
        created_at: of.created_at,
        endpoints: OAuth2AppEndpoints {
            authorization: endpoints.authorization(),
            token: endpoints.token(),
            token_revoke: endpoints.revocation(),
            device_authorization: endpoints.device_authorization(),
        },
    }
}

pub(super) fn secret(of: store::AppSecretRecord) -> OAuth2ProviderAppSecret {
    OAuth2ProviderAppSecret {
        id: of.id.into(),
        last_used_at: of.last_used_at,
        client_secret_truncated: of.shown,
    }
}

pub(super) fn token(of: Issued) -> OAuth2Token {
    OAuth2Token {
        access_token: of.access_token,
        token_type: "Bearer".into(),
        expires_in: of.lifetime,
        expiry: of.expires_at,
        refresh_token: of.refresh_token,
        scope: of.scope,
    }
}

pub(super) fn introspection(of: Option<Known>, issuer: &str) -> OAuth2Introspection {
    let active = of.is_some();
    let known = of.as_ref();
    OAuth2Introspection {
        active,
        scope: known.map(|known| known.scope.clone()),
        client_id: known.map(|known| known.app).map(Into::into),
        username: known.map(|known| known.username.clone()),
        sub: known.map(|known| known.user).map(Into::into),
        token_type: known.filter(|known| known.is_access).map(|_| "Bearer".into()),
        exp: known.map(|known| known.ends.timestamp()),
        iat: known.map(|known| known.issued.timestamp()),
        iss: known.map(|_| issuer.to_owned()),
        aud: known.map(|known| known.resource.clone()).filter(|resource| !resource.is_empty()),
    }
}

/// What a client registered. What it said beside the fields that have columns stands as JSON in `metadata`.
pub(super) fn client(of: store::AppRecord, access_url: &str) -> OAuth2ClientInformation {
    let said: BTreeMap<String, Value> = serde_json::from_str(&of.metadata).unwrap_or_default();
    let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
    let contacts = said.get("contacts").and_then(Value::as_array);
    let jwks = said.get("jwks").and_then(Value::as_object);
    OAuth2ClientInformation {
        client_id: of.id.into(),
        client_id_issued_at: of.created_at.timestamp(),
        client_secret: None,
        client_secret_expires_at: None,
        registration_access_token: None,
        registration_client_uri: Endpoints(access_url).client(of.id),
        redirect_uris: of.redirect_uris,
        client_name: of.name,
        client_uri: text("client_uri"),
        logo_uri: text("logo_uri"),
        tos_uri: text("tos_uri"),
        policy_uri: text("policy_uri"),
        jwks_uri: text("jwks_uri"),
        jwks: jwks.map(|keys| keys.iter().map(|(name, key)| (name.clone(), key.clone())).collect()),
        software_id: text("software_id"),
        software_version: text("software_version"),
        contacts: contacts.map(|all| all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()),
        grant_types: of.grant_types,
        response_types: vec!["code".into()],
        token_endpoint_auth_method: of.auth_method,
        scope: of.scope,
    }
}
