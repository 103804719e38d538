//! The session at the provider ends too (OpenID Connect RP-Initiated Logout 1.0).

use burgrave_store::LoginType;

use super::tokens::Tokens;
use crate::application::Caller;
use crate::federation::Federation;

/// Where a browser ends the session at the provider; none where that is off or unavailable. A provider that
/// is away doesn't prevent the logout here.
pub(crate) async fn logout_url(app: &Federation, caller: &Caller) -> Option<String> {
    let provider = app.provider().filter(|provider| provider.config.logout)?;
    if caller.key.login_type != LoginType::Oidc {
        return None;
    }
    let metadata = provider.metadata().await.ok()?;
    let mut url = metadata.document.end_session_endpoint.clone()?;
    let user = caller.user.id;
    let link = app.store().read(move |reader| async move { reader.user_link(user).await }).await;
    let tokens = link.ok().flatten().and_then(|link| {
        Tokens::open(app.sealing(), user, &link.sealed_tokens.0, link.tokens_expire_at).ok()
    });
    let mut query = url.query_pairs_mut();
    if let Some(hint) = tokens.and_then(|tokens| tokens.id_token) {
        query.append_pair("id_token_hint", &hint);
    }
    query.append_pair("client_id", &provider.config.client_id);
    query.append_pair("post_logout_redirect_uri", &format!("{}/", app.settings().access_url()));
    drop(query);
    Some(url.into())
}
