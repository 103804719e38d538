//! Apps: clients of the OAuth2 provider. Their ids are their names to the protocol; names may repeat.

use super::super::users::names;
use crate::filter::Filter;
use crate::row::{FromRow, Row};
use crate::{Reader, Redacted, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

const COLUMNS: &str = "a.id, a.name, a.icon, a.redirect_uris, a.scope, a.client_type, a.auth_method, a.grant_types, \
    a.metadata, a.registration_prefix, a.registration_hash, a.created_at, a.updated_at";

/// An app.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct AppRecord {
    pub id: Uuid,
    pub name: String,
    pub icon: String,
    /// At least one; the first is the documented callback.
    pub redirect_uris: Vec<String>,
    /// What it may ask for, with spaces between; empty is everything.
    pub scope: String,
    pub client_type: String,
    pub auth_method: String,
    pub grant_types: Vec<String>,
    /// JSON object of what else a client said when it registered itself; empty for one that was made by hand.
    pub metadata: String,
    /// Finds the registration token; empty for an app that was made by hand.
    pub registration_prefix: String,
    /// Its hash; empty as well.
    pub registration_hash: Redacted<Vec<u8>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What an app begins with.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in the record")]
pub struct NewApp {
    pub id: Uuid,
    pub name: String,
    pub icon: String,
    pub redirect_uris: Vec<String>,
    pub scope: String,
    pub client_type: String,
    pub auth_method: String,
    pub grant_types: Vec<String>,
    pub metadata: String,
    pub registration_prefix: String,
    pub registration_hash: Redacted<Vec<u8>>,
    pub now: DateTime<Utc>,
}

/// All that may change, as it shall be afterwards.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in the record")]
pub struct AppUpdate {
    pub id: Uuid,
    pub name: String,
    pub icon: String,
    pub redirect_uris: Vec<String>,
    pub scope: String,
    pub auth_method: String,
    pub grant_types: Vec<String>,
    pub metadata: String,
    pub now: DateTime<Utc>,
}

/// Which apps a list holds.
#[derive(Debug, Clone, Default)]
pub struct AppFilter {
    /// Only those for which this user holds a token whose access or refresh still lasts at this time.
    pub granted_by: Option<(Uuid, DateTime<Utc>)>,
}

impl FromRow for AppRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            name: row.next()?,
            icon: row.next()?,
            redirect_uris: row.next()?,
            scope: row.next()?,
            client_type: row.next()?,
            auth_method: row.next()?,
            grant_types: row.next()?,
            metadata: row.next()?,
            registration_prefix: row.next()?,
            registration_hash: row.next()?,
            created_at: row.next()?,
            updated_at: row.next()?,
        })
    }
}

impl Reader {
    /// By id.
    pub async fn oauth2_app(&self, id: Uuid) -> Result<Option<AppRecord>, StoreError> {
        self.find(&format!("SELECT {COLUMNS} FROM oauth2_apps a WHERE a.id = ?1"), &[id.into()]).await
    }

    /// In the order of their names, those of the same name by id.
    pub async fn oauth2_apps(&self, asked: &AppFilter) -> Result<Vec<AppRecord>, StoreError> {
        let mut filter = Filter::default();
        if let Some((user, now)) = asked.granted_by {
            let (user, now) = (filter.bind(user), filter.bind(now));
            filter.and(format!(
                "a.id IN (SELECT g.app_id FROM oauth2_grants g JOIN api_keys k ON k.id = g.key_id WHERE g.user_id = {user} \
                 AND (g.refresh_expires_at > {now} OR k.expires_at > {now}))"
            ));
        }
        let sql =
            format!("SELECT {COLUMNS} FROM oauth2_apps a {} ORDER BY a.name_key, a.id", filter.clause());
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// Adds an app.
    pub async fn insert_oauth2_app(&self, new: &NewApp) -> Result<(), StoreError> {
        let sql = "INSERT INTO oauth2_apps (id, name, name_key, icon, redirect_uris, scope, client_type, auth_method, \
                   grant_types, metadata, registration_prefix, registration_hash, created_at, updated_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)";
        let values = [
            new.id.into(),
            (&new.name).into(),
            new.name.to_lowercase().into(),
            (&new.icon).into(),
            names(&new.redirect_uris).into(),
            (&new.scope).into(),
            (&new.client_type).into(),
            (&new.auth_method).into(),
            names(&new.grant_types).into(),
            (&new.metadata).into(),
            (&new.registration_prefix).into(),
            new.registration_hash.0.as_slice().into(),
            new.now.into(),
        ];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Changes an app; false when there is none.
    pub async fn update_oauth2_app(&self, new: &AppUpdate) -> Result<bool, StoreError> {
        let sql = "UPDATE oauth2_apps SET name = ?2, name_key = ?3, icon = ?4, redirect_uris = ?5, scope = ?6, \
                   auth_method = ?7, grant_types = ?8, metadata = ?9, updated_at = ?10 WHERE id = ?1";
        let values = [
            new.id.into(),
            (&new.name).into(),
            new.name.to_lowercase().into(),
            (&new.icon).into(),
            names(&new.redirect_uris).into(),
            (&new.scope).into(),
            (&new.auth_method).into(),
            names(&new.grant_types).into(),
            (&new.metadata).into(),
            new.now.into(),
        ];
        Ok(self.execute(sql, &values).await? > 0)
    }

    /// Deletes an app with its secrets, codes, grants and access tokens; false when there is none.
    pub async fn delete_oauth2_app(&self, id: Uuid) -> Result<bool, StoreError> {
        let keys =
            "DELETE FROM api_keys WHERE id IN (SELECT g.key_id FROM oauth2_grants g WHERE g.app_id = ?1)";
        self.execute(keys, &[id.into()]).await?;
        Ok(self.execute("DELETE FROM oauth2_apps WHERE id = ?1", &[id.into()]).await? > 0)
    }
}
