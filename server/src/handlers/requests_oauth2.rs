//! What handlers of the OAuth2 provider take from their input.

use std::sync::Arc;

use burgrave_api::{ApproveOauth2AuthorizationParams, OAuth2ClientMetadata, paths};
use burgrave_core::oauth2::Basic;
use burgrave_core::oauth2::registration;
use serde_json::{Map, Value};

use crate::federation::oauth2::ClientCredentials;
use crate::federation::oauth2::authorize::AuthorizationRequest;

/// Where a request says who its client is.
pub(super) fn client(
    basic: Option<Arc<Option<Basic>>>,
    in_query: Option<String>,
    in_form: Option<String>,
    secret: Option<String>,
) -> ClientCredentials {
    ClientCredentials { basic: basic.and_then(|basic| Option::clone(&basic)), in_query, in_form, secret }
}

pub(super) fn shown_consent(params: ApproveOauth2AuthorizationParams) -> AuthorizationRequest {
    AuthorizationRequest {
        client_id: params.client_id,
        response_type: params.response_type,
        state: params.state,
        redirect_uri: params.redirect_uri,
        scope: params.scope,
        code_challenge: params.code_challenge,
        code_challenge_method: params.code_challenge_method,
        resource: params.resource,
        nonce: params.nonce,
        prompt: params.prompt,
        max_age: params.max_age,
    }
}

pub(super) fn approved(params: ApproveOauth2AuthorizationParams) -> AuthorizationRequest {
    AuthorizationRequest {
        client_id: params.client_id,
        response_type: params.response_type,
        state: params.state,
        redirect_uri: params.redirect_uri,
        scope: params.scope,
        code_challenge: params.code_challenge,
        code_challenge_method: params.code_challenge_method,
        resource: params.resource,
        nonce: params.nonce,
        prompt: params.prompt,
        max_age: params.max_age,
    }
}

/// The page's address again, so that a form or a login leads back to it. `prompt` has been followed by then.
pub(super) fn address(asked: &AuthorizationRequest) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &asked.client_id);
    for (name, value) in [
        ("response_type", &asked.response_type),
        ("state", &asked.state),
        ("redirect_uri", &asked.redirect_uri),
        ("scope", &asked.scope),
        ("code_challenge", &asked.code_challenge),
        ("code_challenge_method", &asked.code_challenge_method),
        ("resource", &asked.resource),
        ("nonce", &asked.nonce),
        ("max_age", &asked.max_age),
    ] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    format!("{}?{}", paths::SHOW_OAUTH2_CONSENT, query.finish())
}

/// What a client says about itself: what rules look at, and the rest as JSON.
pub(super) fn metadata(body: OAuth2ClientMetadata) -> (registration::ClientMetadata, String) {
    let mut rest = Map::new();
    let mut pages = Vec::new();
    for (name, page) in [
        ("client_uri", body.client_uri),
        ("logo_uri", body.logo_uri),
        ("tos_uri", body.tos_uri),
        ("policy_uri", body.policy_uri),
        ("jwks_uri", body.jwks_uri),
    ] {
        if let Some(page) = page.value().filter(|page| !page.is_empty()) {
            rest.insert(name.into(), page.clone().into());
            pages.push((name, page));
        }
    }
    for (name, text) in [("software_id", body.software_id), ("software_version", body.software_version)] {
        rest.extend(text.value().map(|text| (name.to_owned(), Value::from(text))));
    }
    rest.extend(body.contacts.value().map(|contacts| ("contacts".to_owned(), Value::from(contacts))));
    let algorithm = body.id_token_signed_response_alg.value();
    rest.extend(algorithm.clone().map(|word| ("id_token_signed_response_alg".to_owned(), Value::from(word))));
    let jwks = body.jwks.value().map(|keys| Value::Object(keys.into_iter().collect()));
    rest.extend(jwks.map(|keys| ("jwks".to_owned(), keys)));
    let asked = registration::ClientMetadata {
        redirect_uris: body.redirect_uris.value().unwrap_or_default(),
        client_name: body.client_name.value(),
        pages,
        grant_types: body.grant_types.value(),
        response_types: body.response_types.value(),
        token_endpoint_auth_method: body.token_endpoint_auth_method.value(),
        scope: body.scope.value().unwrap_or_default(),
        id_token_signed_response_alg: algorithm,
    };
    (asked, Value::Object(rest).to_string())
}
