//! Settings of the deployment: names and values.

use crate::{Reader, StoreError, Tx};
use chrono::{DateTime, Utc};

impl Reader {
    /// The value of a setting (such as `deployment_id`).
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> =
            self.find("SELECT s.value FROM settings s WHERE s.name = ?1", &[name.into()]).await?;
        Ok(found.map(|(value,)| value))
    }
}

impl Tx {
    /// Sets a setting, whatever it was before.
    pub async fn set_setting(&self, name: &str, value: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO settings (name, value, updated_at) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
        self.execute(sql, &[name.into(), value.into(), now.into()]).await.map(|_| ())
    }

    /// Forgets a setting; false when there was none.
    pub async fn delete_setting(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM settings WHERE name = ?1", &[name.into()]).await? > 0)
    }
}
