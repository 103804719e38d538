//! From a session token to a caller: the session, the audience of an app's token, and the user at the
//! identity provider.

use std::sync::Arc;

use burgrave_api::runtime::Cx;

use super::prefetch::prefetch;
use crate::application::{Caller, ClientInfo};
use crate::fault::Fault;
use crate::federation::Federation;
use crate::federation::oauth2::bearer;
use crate::federation::oidc::{self, Freshness};
use crate::identity::sessions::authenticate as sessions;

/// The caller behind a token. An app's token must be meant for this server, and the identity provider must
/// still know the user of a session that it has issued. The session's last use is recorded.
///
/// # Errors
/// `SignedOut`, with the reason as detail; `OtherResource` for a token of another audience; the store's.
pub(super) async fn authenticate(
    app: &Federation,
    cx: &Cx,
    token: Option<&str>,
) -> Result<Arc<Caller>, Fault> {
    let client = &ClientInfo::from(cx);
    let mut found = sessions::authenticate(app, token, prefetch(app, cx)).await?;
    bearer::check_audience(app, &found.key).await?;
    if oidc::keep_fresh(app, &found, client).await? == Freshness::Synchronized {
        found = sessions::authenticate(app, token, prefetch(app, cx)).await?;
    }
    sessions::note_use(app, found, client).await
}
