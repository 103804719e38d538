//! All grants of one app at once: what becomes of them when the app may ask for less.

use crate::row::{FromRow, Row};
use crate::tables::key_scope;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::Scope;
use burgrave_core::ids::AppId;

/// Lists of scopes that some grants of an app have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedScopes {
    /// What was granted.
    pub scope: String,
    /// What the access token has of it.
    pub access_scope: String,
}

impl FromRow for GrantedScopes {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { scope: row.next()?, access_scope: row.next()? })
    }
}

impl Reader {
    /// The distinct lists of scopes of an app's grants, up to a number.
    pub async fn oauth2_granted_scopes(
        &self,
        app: AppId,
        most: i64,
    ) -> Result<Vec<GrantedScopes>, StoreError> {
        let sql = "SELECT DISTINCT g.scope, g.access_scope FROM oauth2_grants g WHERE g.app_id = ?1 \
                   ORDER BY g.scope, g.access_scope LIMIT ?2";
        self.fetch(sql, &[app.into(), most.into()]).await
    }
}

impl Tx {
    /// Gives every grant of an app that has these scopes others, and its access token too.
    pub async fn narrow_oauth2_grants(
        &self,
        app: AppId,
        old: &GrantedScopes,
        new: &GrantedScopes,
        reach: &Scope,
    ) -> Result<(), StoreError> {
        let scope = key_scope::word(reach).into();
        let (scopes, allow_list) = (key_scope::names(reach), key_scope::objects(reach));
        let keys = "UPDATE api_keys SET scope = ?4, scopes = ?5, allow_list = ?6 WHERE id IN \
                    (SELECT g.key_id FROM oauth2_grants g WHERE g.app_id = ?1 AND g.scope = ?2 \
                    AND g.access_scope = ?3)";
        let values = [
            app.into(),
            (&old.scope).into(),
            (&old.access_scope).into(),
            scope,
            scopes.into(),
            allow_list.into(),
        ];
        self.execute(keys, &values).await?;
        let grants = "UPDATE oauth2_grants SET scope = ?4, access_scope = ?5 \
                      WHERE app_id = ?1 AND scope = ?2 AND access_scope = ?3";
        let values = [
            app.into(),
            (&old.scope).into(),
            (&old.access_scope).into(),
            (&new.scope).into(),
            (&new.access_scope).into(),
        ];
        self.execute(grants, &values).await.map(|_| ())
    }

    /// Ends every grant of an app that has these scopes.
    pub async fn delete_oauth2_grants_with(
        &self,
        app: AppId,
        scopes: &GrantedScopes,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM api_keys WHERE id IN \
                   (SELECT g.key_id FROM oauth2_grants g WHERE g.app_id = ?1 AND g.scope = ?2 \
                   AND g.access_scope = ?3)";
        let values = [app.into(), (&scopes.scope).into(), (&scopes.access_scope).into()];
        self.execute(sql, &values).await.map(|_| ())
    }
}
