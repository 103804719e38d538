//! Apps: clients of the OAuth2 provider. Their ids are their names to the protocol; names may repeat.

use crate::table::table;
use crate::{Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Delete, Update};
use burgrave_core::ids::{AppId, UserId};
use chrono::{DateTime, Utc};

table! {
    OAUTH2_APPS = "oauth2_apps" as "a";

    read
    /// An app.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct AppRecord {
        pub id: AppId,
        pub name: String,
        pub icon: String,
        /// At least one; the first is the documented callback.
        pub redirect_uris: Vec<String>,
        /// What it may ask for, with spaces between; empty is everything.
        pub scope: String,
        pub client_type: String,
        pub auth_method: String,
        pub grant_types: Vec<String>,
        /// JSON object of what else a client said when it registered itself; empty for one that was made by
        /// hand.
        pub metadata: String,
        /// Finds the registration token; empty for an app that was made by hand.
        pub registration_prefix: String,
        /// Its hash; empty as well.
        pub registration_hash: Redacted<Vec<u8>>,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        /// The resources whose tokens it may ask about.
        pub resources: Vec<String>,
        /// Where it says about itself what is kept here; empty for an app whose id is no address.
        pub document_url: String,
    }

    write
    /// A new app.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewApp {
        key { pub id: AppId }
        columns {
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
            pub resources: Vec<String>,
            pub document_url: String,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            name_key: String = new.name.to_lowercase(),
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
        }
    }

    write
    /// All that may change, with the values that it gets.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct AppUpdate {
        key { pub id: AppId }
        columns {
            pub name: String,
            pub icon: String,
            pub redirect_uris: Vec<String>,
            pub scope: String,
            pub auth_method: String,
            pub grant_types: Vec<String>,
            pub metadata: String,
            pub resources: Vec<String>,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            name_key: String = new.name.to_lowercase(),
            updated_at: DateTime<Utc> = new.now,
        }
    }
}

/// Which apps a list holds.
#[derive(Debug, Clone, Default)]
pub struct AppFilter {
    /// Only those for which this user holds a token whose access or refresh still lasts at this time.
    pub granted_by: Option<(UserId, DateTime<Utc>)>,
}

/// Selects apps.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM oauth2_apps a {rest}", AppRecord::COLUMNS)
}

impl Reader {
    /// By id.
    pub async fn oauth2_app(&self, id: AppId) -> Result<Option<AppRecord>, StoreError> {
        self.find(&select("WHERE a.id = ?1"), &[id.into()]).await
    }

    /// In the order of their names, those of the same name by id.
    pub async fn oauth2_apps(&self, asked: &AppFilter) -> Result<Vec<AppRecord>, StoreError> {
        let mut filter = self.filter();
        if let Some((user, now)) = asked.granted_by {
            let (user, now) = (filter.bind(user), filter.bind(now));
            filter.and(format!(
                "a.id IN (SELECT g.app_id FROM oauth2_grants g JOIN api_keys k ON k.id = g.key_id \
                 WHERE g.user_id = {user} \
                 AND (g.refresh_expires_at > {now} OR k.expires_at > {now}))"
            ));
        }
        let sql = select(&format!("{} ORDER BY a.name_key, a.id", filter.clause()));
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// Adds an app.
    pub async fn insert_oauth2_app(&self, new: &Authorized<Create, NewApp>) -> Result<(), StoreError> {
        self.insert(&**new).await
    }

    /// Changes an app; false when there is none.
    ///
    /// # Errors
    /// `Internal` when the change is one of another app.
    pub async fn update_oauth2_app(
        &self,
        app: &Authorized<Update, AppRecord>,
        new: &AppUpdate,
    ) -> Result<bool, StoreError> {
        if app.id != new.id {
            return Err(StoreError::Internal("a change of another app than was permitted".into()));
        }
        self.update(new).await
    }

    /// Deletes an app with its secrets, codes, grants and access tokens; false when there is none.
    pub async fn delete_oauth2_app(&self, app: &Authorized<Delete, AppRecord>) -> Result<bool, StoreError> {
        let id = app.id;
        let keys =
            "DELETE FROM api_keys WHERE id IN (SELECT g.key_id FROM oauth2_grants g WHERE g.app_id = ?1)";
        self.execute(keys, &[id.into()]).await?;
        Ok(self.execute("DELETE FROM oauth2_apps WHERE id = ?1", &[id.into()]).await? > 0)
    }
}
