//! The provider's userinfo (OpenID Connect Core section 5.3): JSON, or a token that it has signed.

use ::http::Request;
use burgrave_core::idpsync::Claims;

use super::Provider;
use super::provider::unreachable;
use super::verify::{Kind, verified};
use crate::application::App;
use crate::fault::Fault;

/// What it says; nothing where the provider has none.
///
/// # Errors
/// `Provider` when it is unavailable, `BrokenRule` for a signed one that can't be verified.
pub(super) async fn userinfo(
    app: &App,
    provider: &Provider,
    access_token: &str,
) -> Result<Option<Claims>, Fault> {
    let metadata = provider.metadata().await?;
    let Some(url) = &metadata.document.userinfo_endpoint else { return Ok(None) };
    let request = Request::get(url.as_str())
        .header("accept", "application/json, application/jwt")
        .header("authorization", format!("Bearer {access_token}"))
        .body(Vec::new())
        .map_err(|fault| Fault::Internal(fault.to_string()))?;
    let failed = |cause: &dyn std::fmt::Display| unreachable("gives no userinfo", cause);
    let answer = provider.http.ask(request).await.map_err(|fault| failed(&fault))?;
    if !answer.status().is_success() {
        return Err(failed(&format!("userinfo answers {}", answer.status())));
    }
    if let Ok(claims) = serde_json::from_slice(answer.body()) {
        return Ok(Some(claims));
    }
    let token = std::str::from_utf8(answer.body()).map(str::trim).unwrap_or_default();
    if token.split('.').count() != 3 {
        return Err(failed(&"userinfo is neither a JSON object nor a signed one"));
    }
    verified(app, provider, token, Kind::Userinfo).await.map(Some)
}
