//! What identity providers say of people, beside their accounts.

use super::scim_groups::{document, text};
use crate::table::table;
use crate::value::Json;
use crate::{Inserted, Reader, StoreError, Tx, UserRecord, UserStatus};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::UserId;
use burgrave_core::scim::document::Document;
use burgrave_core::scim::index::{index, values};
use burgrave_core::scim::person;
use burgrave_core::scim::schema::USERS;
use chrono::{DateTime, Utc};

table! {
    SCIM_USERS = "scim_users" as "r";

    read
    /// What is said of one person.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ScimUserRecord {
        /// The account's id.
        pub id: UserId,
        /// The document as it was sent: a JSON object.
        pub document: String,
        /// When SCIM took the account on.
        pub created_at: DateTime<Utc>,
        /// When SCIM changed it last.
        pub updated_at: DateTime<Utc>,
    }
    joined {
        /// The account's state.
        pub status: UserStatus = "u.status",
    }

    write
    /// What is written of one person.
    #[derive(Debug, Clone)]
    pub struct ScimUserRow {
        key {
            /// The account's id.
            pub id: UserId,
        }
        columns {
            /// `userName` as it is compared: no two people have the same.
            pub username_key: String,
            /// `externalId`.
            pub external_id: Option<String>,
            /// The document as it was sent: a JSON object.
            pub document: String,
        }
        given {
            /// The same as it is searched: a JSON object.
            pub search: String,
            /// Email addresses in lower case, each once.
            pub addresses: Vec<String>,
            /// When.
            pub now: DateTime<Utc>,
        }
        derived |new| { search: Json<'_> = Json(&new.search), updated_at: DateTime<Utc> = new.now }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

table! {
    SCIM_USER_EMAILS = "scim_user_emails" as "e";

    write
    /// An address of a person.
    struct NewAddress {
        key { address_key: String, user_id: UserId }
    }
}

impl Reader {
    /// By the account's id.
    pub async fn scim_user(&self, id: UserId) -> Result<Option<ScimUserRecord>, StoreError> {
        let columns = ScimUserRecord::COLUMNS;
        let sql = format!("SELECT {columns} FROM scim_users r JOIN users u ON u.id = r.id WHERE r.id = ?1");
        self.find(&sql, &[id.into()]).await
    }

    /// Who has the `userName` with this key.
    pub async fn scim_user_named(&self, key: &str) -> Result<Option<UserId>, StoreError> {
        let sql = "SELECT id FROM scim_users WHERE username_key = ?1";
        let found: Option<(UserId,)> = self.find(sql, &[key.into()]).await?;
        Ok(found.map(|(id,)| id))
    }
}

impl ScimUserRow {
    /// The row of a document. Whether the person may come in is the account's to say, so that isn't kept
    /// twice.
    pub fn of(id: UserId, document: &Document, now: DateTime<Utc>) -> Self {
        let mut document = document.clone();
        document.shift_remove("active");
        let search = index(&USERS, &id.to_string(), &document);
        Self {
            id,
            username_key: text(&search, "userName").unwrap_or_default(),
            external_id: text(&search, "externalId"),
            addresses: values(&search, "emails").into_iter().map(str::to_owned).collect(),
            search: serde_json::Value::Object(search).to_string(),
            document: serde_json::Value::Object(document).to_string(),
            now,
        }
    }
}

impl Tx {
    /// A person who was renamed here has that name for SCIM too, where SCIM says anything of it.
    pub(super) async fn rename_scim_user(
        &self,
        id: UserId,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Some(record) = self.scim_user(id).await? else { return Ok(()) };
        let mut document = document(&record.document)?;
        let told = person::name(&document);
        if told.is_empty() || name.is_empty() || told == name {
            return Ok(());
        }
        document.insert("displayName".into(), name.into());
        self.update_scim_user(&ScimUserRow::of(id, &document, now)).await
    }

    /// Takes an account on; taken when it was already, or when another one has the `userName`.
    pub async fn insert_scim_user(&self, row: &ScimUserRow) -> Result<Inserted, StoreError> {
        let inserted = self.insert_new(row).await?;
        if inserted == Inserted::Done {
            self.insert_scim_addresses(row.id, &row.addresses).await?;
        }
        Ok(inserted)
    }

    /// Replaces the document. The caller has checked that the `userName` is unique.
    pub async fn update_scim_user(&self, row: &ScimUserRow) -> Result<(), StoreError> {
        self.update(row).await?;
        let known = "SELECT address_key FROM scim_user_emails WHERE user_id = ?1 ORDER BY address_key";
        let known: Vec<(String,)> = self.fetch(known, &[row.id.into()]).await?;
        if known.iter().map(|(address,)| address).ne(&row.addresses) {
            self.execute("DELETE FROM scim_user_emails WHERE user_id = ?1", &[row.id.into()]).await?;
            self.insert_scim_addresses(row.id, &row.addresses).await?;
        }
        Ok(())
    }

    /// Forgets what was said; the account stays. False when nothing was.
    pub async fn delete_scim_user(&self, id: UserId) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM scim_users WHERE id = ?1", &[id.into()]).await? > 0)
    }

    /// Sets the address that mail goes to, and the person's name. False when another account has the address.
    pub async fn set_user_contact(
        &self,
        user: &Authorized<Update, UserRecord>,
        email: &str,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let id = user.id;
        if self.user_by_email(email).await?.is_some_and(|other| other.id != id) {
            return Ok(false);
        }
        let sql = "UPDATE users SET email = ?2, email_key = ?3, name = ?4, name_key = ?5, updated_at = ?6 \
                   WHERE id = ?1 AND deleted_at IS NULL";
        let (email_key, name_key) = (email.to_lowercase(), name.to_lowercase());
        let values = [id.into(), email.into(), email_key.into(), name.into(), name_key.into(), now.into()];
        self.execute(sql, &values).await?;
        Ok(true)
    }

    async fn insert_scim_addresses(&self, user: UserId, addresses: &[String]) -> Result<(), StoreError> {
        for address in addresses {
            self.insert(&NewAddress { address_key: address.clone(), user_id: user }).await?;
        }
        Ok(())
    }
}
