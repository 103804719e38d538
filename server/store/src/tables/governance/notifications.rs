//! By which way messages are sent, and which of them people want.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    NOTIFICATION_METHODS = "notification_methods" as "m";

    read
    /// By which way messages of a template are sent.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct MethodRecord {
        pub template_id: Uuid,
        pub method: String,
    }

    write
    /// The same from now on.
    struct NewMethod {
        key { template_id: Uuid }
        columns { method: String, updated_at: DateTime<Utc> }
    }
}

mod preferences {
    use super::*;

    table! {
        NOTIFICATION_PREFERENCES = "notification_preferences" as "p";

        read
        /// Whether somebody wants messages of a template.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the columns say it")]
        pub struct PreferenceRecord {
            pub template_id: Uuid,
            pub disabled: bool,
            pub updated_at: DateTime<Utc>,
        }

        write
        /// The same from now on.
        pub(super) struct NewPreference {
            key { pub(super) user_id: UserId, pub(super) template_id: Uuid }
            columns { pub(super) disabled: bool, pub(super) updated_at: DateTime<Utc> }
            given { pub(super) place: i64 }
            first |new| { position: i64 = new.place }
        }
    }
}
use preferences::NewPreference;
pub use preferences::PreferenceRecord;

/// By which way messages are sent, as something that is changed.
#[derive(Debug, Clone, Copy)]
pub struct SendingMethod;

/// Which messages somebody wants, as something that is read and changed.
#[derive(Debug, Clone, Copy)]
pub struct Preferences {
    /// Who.
    pub user_id: UserId,
}

impl Reader {
    /// The ways of all templates that have one of their own.
    pub async fn notification_methods(&self) -> Result<Vec<MethodRecord>, StoreError> {
        let sql =
            format!("SELECT {} FROM notification_methods m ORDER BY m.template_id", MethodRecord::COLUMNS);
        self.fetch(&sql, &[]).await
    }

    /// The way of one template, where it has one of its own.
    pub async fn notification_method(&self, template: Uuid) -> Result<Option<MethodRecord>, StoreError> {
        let columns = MethodRecord::COLUMNS;
        let sql = format!("SELECT {columns} FROM notification_methods m WHERE m.template_id = ?1");
        self.find(&sql, &[template.into()]).await
    }

    /// What somebody has said of messages, in the order in which they first did.
    pub async fn notification_preferences(&self, user: UserId) -> Result<Vec<PreferenceRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM notification_preferences p WHERE p.user_id = ?1 ORDER BY p.position, p.template_id",
            PreferenceRecord::COLUMNS
        );
        self.fetch(&sql, &[user.into()]).await
    }
}

impl Tx {
    /// Sets the way of a template.
    pub async fn set_notification_method(
        &self,
        _: &Authorized<Update, SendingMethod>,
        template_id: Uuid,
        method: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.put(&NewMethod { template_id, method: method.to_owned(), updated_at: now }).await
    }

    /// Notes whether somebody wants messages of a template. `place` is where it stands among theirs, if it is
    /// new.
    pub async fn set_notification_preference(
        &self,
        of: &Authorized<Update, Preferences>,
        template_id: Uuid,
        disabled: bool,
        place: i64,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.put(&NewPreference { user_id: of.user_id, template_id, disabled, updated_at: now, place }).await
    }
}
