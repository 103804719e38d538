//! What administrators decide about claims. An empty field switches a synchronization off.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{GroupId, OrganizationId};

use super::{Filter, FilterFault, Mapping};

/// Organizations, for the whole deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationSync {
    /// Name of the claim.
    pub field: String,
    /// Organizations of each value.
    pub mapping: Mapping<OrganizationId>,
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
    pub mapping: Mapping<GroupId>,
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
    /// What is wrong with the filter, if anything is.
    #[must_use]
    pub fn filter_fault(&self) -> Option<FilterFault> {
        self.regex_filter.as_deref().filter(|text| !text.is_empty()).and_then(|text| Filter::new(text).err())
    }
}

impl Default for OrganizationSync {
    fn default() -> Self {
        Self { field: String::new(), mapping: Mapping::new(), assign_default: true }
    }
}
