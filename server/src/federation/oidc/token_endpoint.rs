//! Asking the provider's token endpoint (RFC 6749 section 3.2).

use ::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use burgrave_core::oidc::{TokenAnswer, says_no};
use serde_json::{Map, Value};
use slog::warn;
use url::form_urlencoded;

use super::Provider;
use super::provider::Metadata;
use crate::application::App;

/// The outcome without tokens.
pub(super) enum NoTokens {
    /// The provider says that this code or refresh token is worth nothing (any more).
    Refused,
    /// It doesn't answer, or says something about itself or this server.
    Away(String),
}

/// Redeems a code or a refresh token.
pub(super) async fn redeem(
    app: &App,
    provider: &Provider,
    metadata: &Metadata,
    grant: &[(&str, &str)],
) -> Result<TokenAnswer, NoTokens> {
    let request = request(provider, metadata, grant).map_err(|fault| NoTokens::Away(fault.to_string()))?;
    let answer = provider.http.ask(request).await.map_err(|fault| NoTokens::Away(fault.to_string()))?;
    let status = answer.status();
    let object: Option<Map<String, Value>> = serde_json::from_slice(answer.body()).ok();
    if status != StatusCode::OK {
        let error = object.as_ref().and_then(|object| object.get("error")).and_then(Value::as_str);
        // The provider's own words may repeat what was sent to it; only known errors are distinguished.
        return Err(if says_no(status.as_u16(), error) {
            NoTokens::Refused
        } else {
            NoTokens::Away(format!("the token endpoint answers {status}"))
        });
    }
    let tokens = object.as_ref().and_then(TokenAnswer::read);
    let tokens = tokens.ok_or_else(|| NoTokens::Away("the token endpoint gives no access token".into()))?;
    if tokens.odd_expiry {
        warn!(
            app.log(),
            "the identity provider's \"expires_in\" is no number; its access token counts as lasting"
        );
    }
    Ok(tokens)
}

fn request(
    provider: &Provider,
    metadata: &Metadata,
    grant: &[(&str, &str)],
) -> Result<Request<Vec<u8>>, ::http::Error> {
    let config = &provider.config;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(grant);
    let mut request = Request::post(metadata.document.token_endpoint.as_str())
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded");
    match &config.client_secret {
        Some(secret) if metadata.document.basic => {
            // RFC 6749 section 2.3.1: both are encoded as in a form first.
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = STANDARD.encode(format!("{}:{}", encoded(&config.client_id), encoded(secret)));
            request = request.header("authorization", format!("Basic {pair}"));
        }
        Some(secret) => {
            form.append_pair("client_id", &config.client_id).append_pair("client_secret", secret);
        }
        None => {
            form.append_pair("client_id", &config.client_id);
        }
    }
    request.body(form.finish().into_bytes())
}
