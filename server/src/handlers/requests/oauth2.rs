//! Requests to the OAuth2 provider.

use std::sync::Arc;

use burgrave_api::{ApproveOauth2AuthorizationParams, OAuth2ClientMetadata, paths};
use burgrave_core::oauth2::Basic;
use burgrave_core::oauth2::registration;
use serde_json::{Map, Value};

use crate::federation::oauth2::ClientCredentials;
use crate::federation::oauth2::authorize::AuthorizationRequest;

/// The credentials of the client, from the header, the query and the form.
pub(crate) fn client(
    basic: Option<Arc<Option<Basic>>>,
    in_query: Option<String>,
    in_form: Option<String>,
    secret: Option<String>,
) -> ClientCredentials {
    ClientCredentials { basic: basic.and_then(|basic| Option::clone(&basic)), in_query, in_form, secret }
}

/// A request for authorization, from the parameters of the page of consent.
pub(crate) fn authorization_request(params: ApproveOauth2AuthorizationParams) -> AuthorizationRequest {
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

/// The address of the page of consent, for its form and for a login before it. It leaves out `prompt`, which
/// has been followed by then.
pub(crate) fn address(request: &AuthorizationRequest) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &request.client_id);
    for (name, value) in [
        ("response_type", &request.response_type),
        ("state", &request.state),
        ("redirect_uri", &request.redirect_uri),
        ("scope", &request.scope),
        ("code_challenge", &request.code_challenge),
        ("code_challenge_method", &request.code_challenge_method),
        ("resource", &request.resource),
        ("nonce", &request.nonce),
        ("max_age", &request.max_age),
    ] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    format!("{}?{}", paths::SHOW_OAUTH2_CONSENT, query.finish())
}

/// The metadata of a client: those that have rules, and the rest as JSON.
pub(crate) fn metadata(body: OAuth2ClientMetadata) -> (registration::ClientMetadata, String) {
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
    let checked = registration::ClientMetadata {
        redirect_uris: body.redirect_uris.value().unwrap_or_default(),
        client_name: body.client_name.value(),
        pages,
        grant_types: body.grant_types.value(),
        response_types: body.response_types.value(),
        token_endpoint_auth_method: body.token_endpoint_auth_method.value(),
        scope: body.scope.value().unwrap_or_default(),
        id_token_signed_response_alg: algorithm,
    };
    (checked, Value::Object(rest).to_string())
}
