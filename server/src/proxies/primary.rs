//! How the primary proxy looks: all else of it follows from the server.

use burgrave_store::{Reader, Tx};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// The setting that holds it.
const SETTING: &str = "primary_proxy";

/// What people may decide about the primary proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Look {
    /// Its name for people.
    pub(crate) display_name: String,
    /// Its picture.
    pub(crate) icon: String,
}

impl Default for Look {
    /// The picture is the deployment's own.
    fn default() -> Self {
        Self { display_name: "Default".into(), icon: "/assets/logo".into() }
    }
}

impl Look {
    /// What is kept, or the default.
    ///
    /// # Errors
    /// The database's; what is kept can't be read.
    pub(super) async fn kept(reader: &Reader) -> Result<Self, Fault> {
        let Some(kept) = reader.setting(SETTING).await? else { return Ok(Self::default()) };
        serde_json::from_str(&kept)
            .map_err(|error| Fault::Internal(format!("the look of the primary proxy can't be read: {error}")))
    }

    /// Keeps it.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn keep(&self, tx: &Tx, now: DateTime<Utc>) -> Result<(), Fault> {
        let text = serde_json::to_string(self).map_err(|error| Fault::Internal(error.to_string()))?;
        Ok(tx.set_setting(SETTING, &text, now).await?)
    }
}
