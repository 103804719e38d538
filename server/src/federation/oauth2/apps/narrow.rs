//! An app that may ask for less has less: its tokens lose what it may no longer ask for.

use burgrave_core::authorization::{AllowList, Scope};
use burgrave_core::ids::AppId;
use burgrave_core::oauth2::scope::{self, Scopes};
use burgrave_store::{GrantedScopes, Tx};

use crate::fault::Fault;

/// How many different lists of scopes an app's grants may have for each to be cut. Grants with others end,
/// and people let the app in again.
const MOST_LISTS: i64 = 256;

/// Cuts the grants of an app to its new list of scopes, with their access tokens; those of which nothing is
/// left end.
///
/// # Errors
/// The storage's.
pub(in crate::federation::oauth2) async fn narrow(
    tx: &Tx,
    app: AppId,
    before: &str,
    allowed: &str,
) -> Result<(), Fault> {
    if before == allowed {
        return Ok(());
    }
    let lists = tx.oauth2_granted_scopes(app, MOST_LISTS + 1).await?;
    for (place, old) in lists.iter().enumerate() {
        let scopes = scope::still_allowed(allowed, Scopes::existing(&old.scope));
        let access = scope::still_allowed(allowed, Scopes::existing(&old.access_scope));
        let too_many = place as i64 >= MOST_LISTS;
        if scopes.is_empty() || access.is_empty() || too_many {
            tx.delete_oauth2_grants_with(app, old).await?;
            continue;
        }
        let new = GrantedScopes { scope: scopes.to_string(), access_scope: access.to_string() };
        if new != *old {
            let reach = Scope::new(access.permissions().iter().copied(), AllowList::Everything);
            tx.narrow_oauth2_grants(app, old, &new, &reach).await?;
        }
    }
    Ok(())
}
