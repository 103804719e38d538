//! What administrators decide about claims. An empty field switches a synchronization off.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Mapping;

/// Organizations, for the whole deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationSync {
    /// Name of the claim.
    pub field: String,
    /// Organizations of each value.
    pub mapping: Mapping<Uuid>,
    /// Whether everybody is in the default organization as well.
    pub assign_default: bool,
}

/// Groups of one organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GroupSync {
    /// Name of the claim.
    pub field: String,
    /// Groups of each value; such a value doesn't count as a name.
    pub mapping: Mapping<Uuid>,
    /// Values that don't match this are dropped; the match may lie anywhere in the value.
    pub regex_filter: Option<String>,
    /// Whether a value that names no group makes one.
    pub auto_create_missing_groups: bool,
    /// Other names for values, looked at first; given by the operator only.
    pub legacy_group_name_mapping: BTreeMap<String, String>,
}

/// Roles in one organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleSync {
    /// Name of the claim.
    pub field: String,
    /// Names of the roles of each value; such a value doesn't count as a name.
    pub mapping: Mapping<String>,
}

/// Roles of the site; given by the operator only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteRoleSync {
    /// Name of the claim.
    pub field: String,
    /// Names of the roles of each value; such a value doesn't count as a name.
    pub mapping: Mapping<String>,
    /// Roles that everybody gets.
    pub always: Vec<String>,
}

impl GroupSync {
    /// Why a filter can't be one, in words that follow the name of its field; none when it can.
    #[must_use]
    pub fn unfit_filter(text: &str) -> Option<String> {
        let fault = regex::Regex::new(text).err()?;
        // The last line says what is wrong, those above point at the place.
        let lines = fault.to_string();
        let reason = lines.lines().last().unwrap_or_default().trim_start_matches("error: ");
        Some(format!("is no regular expression: {reason}"))
    }
}

impl Default for OrganizationSync {
    fn default() -> Self {
        Self { field: String::new(), mapping: Mapping::new(), assign_default: true }
    }
}
