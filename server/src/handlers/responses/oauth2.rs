//! Answers of the OAuth2 provider.

use std::collections::BTreeMap;

use burgrave_api::{
    OAuth2AppEndpoints, OAuth2ClientInformation, OAuth2ClientType, OAuth2DeviceAuthorization,
    OAuth2Introspection, OAuth2ProviderApp, OAuth2ProviderAppSecret, OAuth2ServerMetadata, OAuth2Token,
    OpenIdConfiguration, OpenIdUserinfo,
};
use burgrave_core::ids::UserId;
use burgrave_core::oauth2::{AuthMethod, Credential, GrantType, SigningAlgorithm, UserCode, pkce, scope};
use burgrave_store as store;
use serde_json::{Map, Value};
use strum::VariantArray as _;

use crate::federation::oauth2::device;
use crate::federation::oauth2::introspect::Introspection;
use crate::federation::oauth2::is_unverified;
use crate::federation::oauth2::metadata::Endpoints;
use crate::federation::oauth2::settings::ProviderSettings;
use crate::federation::oauth2::token::IssuedTokens;

pub(crate) fn app(of: store::AppRecord, access_url: &str) -> OAuth2ProviderApp {
    let endpoints = Endpoints(access_url);
    OAuth2ProviderApp {
        id: of.id,
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
        resources: of.resources,
        document_url: Some(of.document_url).filter(|url| !url.is_empty()),
        created_at: of.created_at,
        endpoints: OAuth2AppEndpoints {
            authorization: endpoints.authorization(),
            token: endpoints.token(),
            token_revoke: endpoints.revocation(),
            device_authorization: endpoints.device_authorization(),
        },
    }
}

pub(crate) fn secret(of: store::AppSecretRecord) -> OAuth2ProviderAppSecret {
    OAuth2ProviderAppSecret { id: of.id, last_used_at: of.last_used_at, client_secret_truncated: of.shown }
}

pub(crate) fn token(of: IssuedTokens) -> OAuth2Token {
    OAuth2Token {
        access_token: of.access_token,
        token_type: "Bearer".into(),
        expires_in: of.lifetime,
        expiry: of.expires_at,
        refresh_token: of.refresh_token,
        id_token: of.id_token,
        scope: of.scope,
    }
}

/// A device that waits for its user. The address with the code is left out for an app that nobody has
/// reviewed: its users type the code themselves.
pub(crate) fn device_authorization(
    app: &store::AppRecord,
    device_code: &Credential,
    user_code: &UserCode,
    page: String,
) -> OAuth2DeviceAuthorization {
    let complete = format!("{page}?user_code={}", user_code.reveal());
    OAuth2DeviceAuthorization {
        device_code: device_code.reveal(),
        verification_uri_complete: (!is_unverified(app)).then_some(complete),
        user_code: user_code.reveal().to_owned(),
        verification_uri: page,
        expires_in: device::LIFETIME.num_seconds(),
        interval: device::INTERVAL,
    }
}

pub(crate) fn introspection(of: Option<Introspection>, issuer: &str) -> OAuth2Introspection {
    let active = of.is_some();
    let known = of.as_ref();
    OAuth2Introspection {
        active,
        scope: known.map(|known| known.scope.clone()),
        client_id: known.map(|known| known.client_id.clone()),
        username: known.map(|known| known.username.clone()),
        sub: known.map(|known| known.user),
        token_type: known.filter(|known| known.is_access).map(|_| "Bearer".into()),
        exp: known.map(|known| known.ends.timestamp()),
        iat: known.map(|known| known.issued.timestamp()),
        iss: known.map(|_| issuer.to_owned()),
        aud: known.map(|known| known.resource.clone()).filter(|resource| !resource.is_empty()),
    }
}

/// What a client registered. Its fields that have no column are in `metadata`, as JSON.
pub(crate) fn client(of: store::AppRecord, access_url: &str) -> OAuth2ClientInformation {
    let metadata: BTreeMap<String, Value> = serde_json::from_str(&of.metadata).unwrap_or_default();
    let text = |name: &str| metadata.get(name).and_then(Value::as_str).map(str::to_owned);
    let contacts = metadata.get("contacts").and_then(Value::as_array);
    let jwks = metadata.get("jwks").and_then(Value::as_object);
    OAuth2ClientInformation {
        client_id: of.id,
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
        id_token_signed_response_alg: text("id_token_signed_response_alg"),
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

/// The metadata of the authorization server.
pub(crate) fn server_metadata(issuer: &str, allowed: ProviderSettings) -> OAuth2ServerMetadata {
    let endpoints = Endpoints(issuer);
    let registration = allowed.registration.then(|| endpoints.registration());
    let methods: Vec<String> = AuthMethod::VARIANTS.iter().map(|method| method.as_str().into()).collect();
    let secret_only = methods.iter().filter(|method| *method != "none").cloned().collect();
    OAuth2ServerMetadata {
        issuer: issuer.into(),
        authorization_endpoint: endpoints.authorization(),
        token_endpoint: endpoints.token(),
        revocation_endpoint: endpoints.revocation(),
        introspection_endpoint: endpoints.introspection(),
        device_authorization_endpoint: endpoints.device_authorization(),
        registration_endpoint: registration,
        response_types_supported: vec!["code".into()],
        response_modes_supported: vec!["query".into()],
        grant_types_supported: GrantType::VARIANTS.iter().map(|grant| grant.as_str().into()).collect(),
        code_challenge_methods_supported: vec![pkce::METHOD.into()],
        scopes_supported: scope::catalogue().collect(),
        token_endpoint_auth_methods_supported: methods.clone(),
        revocation_endpoint_auth_methods_supported: methods,
        introspection_endpoint_auth_methods_supported: secret_only,
        authorization_response_iss_parameter_supported: true,
        client_id_metadata_document_supported: allowed.documents,
    }
}

/// The same, with the additions of OpenID Connect.
pub(crate) fn openid_configuration(of: OAuth2ServerMetadata) -> OpenIdConfiguration {
    const CLAIMS: [&str; 15] = [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "at_hash",
        "azp",
        "preferred_username",
        "name",
        "picture",
        "updated_at",
        "email",
        "email_verified",
    ];
    let endpoints = Endpoints(&of.issuer);
    OpenIdConfiguration {
        userinfo_endpoint: endpoints.userinfo(),
        jwks_uri: endpoints.jwks(),
        subject_types_supported: vec!["public".into()],
        id_token_signing_alg_values_supported: SigningAlgorithm::VARIANTS
            .iter()
            .map(|one| one.as_str().into())
            .collect(),
        claims_supported: CLAIMS.map(str::to_owned).into(),
        claims_parameter_supported: false,
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
        issuer: of.issuer,
        authorization_endpoint: of.authorization_endpoint,
        token_endpoint: of.token_endpoint,
        revocation_endpoint: of.revocation_endpoint,
        introspection_endpoint: of.introspection_endpoint,
        device_authorization_endpoint: of.device_authorization_endpoint,
        registration_endpoint: of.registration_endpoint,
        response_types_supported: of.response_types_supported,
        response_modes_supported: of.response_modes_supported,
        grant_types_supported: of.grant_types_supported,
        code_challenge_methods_supported: of.code_challenge_methods_supported,
        scopes_supported: of.scopes_supported,
        token_endpoint_auth_methods_supported: of.token_endpoint_auth_methods_supported,
        revocation_endpoint_auth_methods_supported: of.revocation_endpoint_auth_methods_supported,
        introspection_endpoint_auth_methods_supported: of.introspection_endpoint_auth_methods_supported,
        authorization_response_iss_parameter_supported: of.authorization_response_iss_parameter_supported,
        client_id_metadata_document_supported: of.client_id_metadata_document_supported,
    }
}

/// The claims about a user that an app may read.
pub(crate) fn userinfo(claims: &Map<String, Value>, sub: UserId) -> OpenIdUserinfo {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    OpenIdUserinfo {
        sub,
        preferred_username: text("preferred_username"),
        name: text("name"),
        picture: text("picture"),
        updated_at: claims.get("updated_at").and_then(Value::as_i64),
        email: text("email"),
        email_verified: claims.get("email_verified").and_then(Value::as_bool),
    }
}
