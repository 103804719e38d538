//! Settings of the deployment: names and values.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use chrono::{DateTime, Utc};

table! {
    SETTINGS = "settings" as "s";

    write
    /// A setting from now on.
    struct NewSetting {
        key { name: String }
        columns { value: String, updated_at: DateTime<Utc> }
    }
}

impl Reader {
    /// The value of a setting (such as `deployment_id`).
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> =
            self.find("SELECT s.value FROM settings s WHERE s.name = ?1", &[name.into()]).await?;
        Ok(found.map(|(value,)| value))
    }
}

impl Tx {
    /// Sets or replaces a setting.
    pub async fn set_setting(&self, name: &str, value: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.put(&NewSetting { name: name.to_owned(), value: value.to_owned(), updated_at: now }).await
    }

    /// Forgets a setting; false when there was none.
    pub async fn delete_setting(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM settings WHERE name = ?1", &[name.into()]).await? > 0)
    }
}
