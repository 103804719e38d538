//! Accounts elsewhere that the workspaces of a template use.

use serde::{Deserialize, Serialize};

/// A provider of such accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExternalAuth {
    /// The provider's id in the server's settings.
    pub id: String,
    /// Workspaces are made without an account too.
    pub optional: bool,
}
