//! How the settings are kept: as JSON, each kind in its place.

use burgrave_api::{AuditedOperation, operations};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::idpsync::{self, GroupSync, Mapping, MissingRights, OrganizationSync, RoleSync};
use burgrave_core::ids::{GroupId, OrganizationId};
use burgrave_store::{ORGANIZATION_SYNC, Reader, SyncKind, SyncSettings, Tx};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::application::Caller;
use crate::application::command::Diff;
use crate::config::OidcSync;
use crate::fault::Fault;
use crate::identity::governed::parsed;

/// Settings that each organization has for itself.
pub(crate) trait OfOrganization:
    Serialize + DeserializeOwned + Default + Clone + Send + Sync + 'static
{
    /// All but the mapping.
    type Config: Send + Sync + 'static;
    /// What values are mapped to.
    type Target: Clone + PartialEq + Send + Sync + 'static;
    /// Where they are kept.
    const KIND: SyncKind;
    /// The operations that change all of them, all but the mapping, and the mapping.
    const OPERATIONS: [AuditedOperation; 3];
    /// What they are to people.
    const TITLE: &'static str;
    /// What holds for the default organization until they are set.
    fn default_here(defaults: &OidcSync) -> Self;
    /// Puts others in their place, but for what only the operator gives.
    fn replace(&mut self, all: &Self);
    /// Changes all but the mapping.
    fn configure(&mut self, config: &Self::Config);
    /// The mapping.
    fn mapping(&mut self) -> &mut Mapping<Self::Target>;
    /// What differs.
    fn diff(&self, after: &Self) -> Diff;
    /// Whether these settings can be kept, and whether the caller may change those of `before` to them.
    ///
    /// # Errors
    /// `Invalid` for what can't be kept, `Forbidden` for what the caller may not give by hand.
    fn permit(
        &self,
        reader: &Reader,
        caller: &Caller,
        organization: OrganizationId,
        before: &Self,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Group sync without its mapping.
pub(crate) struct GroupConfig {
    /// Name of the claim.
    pub(crate) field: String,
    /// Which values count.
    pub(crate) regex_filter: Option<String>,
    /// Whether a value that names no group makes one.
    pub(crate) auto_create_missing_groups: bool,
}

impl OfOrganization for GroupSync {
    type Config = GroupConfig;
    type Target = GroupId;
    const KIND: SyncKind = SyncKind::Groups;
    const OPERATIONS: [AuditedOperation; 3] = [
        operations::UPDATE_GROUP_SYNC,
        operations::UPDATE_GROUP_SYNC_CONFIG,
        operations::UPDATE_GROUP_SYNC_MAPPING,
    ];
    const TITLE: &'static str = "Organization Group Sync";

    fn default_here(defaults: &OidcSync) -> Self {
        defaults.groups.clone()
    }

    fn replace(&mut self, all: &Self) {
        let legacy_group_name_mapping = std::mem::take(&mut self.legacy_group_name_mapping);
        *self = Self { legacy_group_name_mapping, ..all.clone() };
    }

    fn configure(&mut self, config: &GroupConfig) {
        self.field.clone_from(&config.field);
        self.regex_filter.clone_from(&config.regex_filter);
        self.auto_create_missing_groups = config.auto_create_missing_groups;
    }

    fn mapping(&mut self) -> &mut Mapping<GroupId> {
        &mut self.mapping
    }

    fn diff(&self, after: &Self) -> Diff {
        Diff::default()
            .field("field", self.field.as_str(), after.field.as_str())
            .field("mapping", json!(self.mapping), json!(after.mapping))
            .field("regex_filter", json!(self.regex_filter), json!(after.regex_filter))
            .field(
                "auto_create_missing_groups",
                self.auto_create_missing_groups,
                after.auto_create_missing_groups,
            )
    }

    async fn permit(
        &self,
        _: &Reader,
        caller: &Caller,
        organization: OrganizationId,
        before: &Self,
    ) -> Result<(), Fault> {
        if let Some(fault) = self.filter_fault() {
            return Err(Fault::field("regex_filter", fault.to_string()));
        }
        idpsync::may_set_groups(&caller.subject, organization, before, self).map_err(withheld)
    }
}

impl OfOrganization for RoleSync {
    /// Name of the claim.
    type Config = String;
    type Target = String;
    const KIND: SyncKind = SyncKind::Roles;
    const OPERATIONS: [AuditedOperation; 3] = [
        operations::UPDATE_ROLE_SYNC,
        operations::UPDATE_ROLE_SYNC_CONFIG,
        operations::UPDATE_ROLE_SYNC_MAPPING,
    ];
    const TITLE: &'static str = "Organization Role Sync";

    fn default_here(_: &OidcSync) -> Self {
        Self::default()
    }

    fn replace(&mut self, all: &Self) {
        self.clone_from(all);
    }

    fn configure(&mut self, field: &String) {
        self.field.clone_from(field);
    }

    fn mapping(&mut self) -> &mut Mapping<String> {
        &mut self.mapping
    }

    fn diff(&self, after: &Self) -> Diff {
        Diff::default().field("field", self.field.as_str(), after.field.as_str()).field(
            "mapping",
            json!(self.mapping),
            json!(after.mapping),
        )
    }

    async fn permit(
        &self,
        reader: &Reader,
        caller: &Caller,
        organization: OrganizationId,
        before: &Self,
    ) -> Result<(), Fault> {
        let custom = reader.custom_role_names(organization).await?;
        idpsync::may_set_roles(&caller.subject, organization, before, self, &custom).map_err(withheld)
    }
}

/// What settings would hand out and the caller may not.
pub(super) fn withheld(withheld: MissingRights) -> Fault {
    Fault::Forbidden { detail: withheld.to_string() }
}

/// The settings of an organization. Those that were never set do nothing, except those of the default
/// organization, for which the operator's count.
pub(super) async fn of<S: OfOrganization>(
    reader: &Reader,
    organization: OrganizationId,
    defaults: &OidcSync,
) -> Result<S, Fault> {
    if let Some(text) = reader.idp_sync(organization, S::KIND).await? {
        return parsed(&text);
    }
    let default = reader.default_organization().await?;
    let here = default.is_some_and(|default| default.id == organization);
    Ok(if here { S::default_here(defaults) } else { S::default() })
}

/// Keeps the settings of an organization.
pub(super) async fn keep<S: OfOrganization>(
    tx: &Tx,
    of: &Authorized<Update, SyncSettings>,
    settings: &S,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    Ok(tx.set_idp_sync(of, S::KIND, &written(settings)?, now).await?)
}

/// Keeps the organization synchronization.
pub(super) async fn keep_organizations(
    tx: &Tx,
    settings: &OrganizationSync,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    Ok(tx.set_setting(ORGANIZATION_SYNC, &written(settings)?, now).await?)
}

fn written<S: Serialize>(settings: &S) -> Result<String, Fault> {
    let text: Result<Value, _> = serde_json::to_value(settings);
    text.map(|value| value.to_string()).map_err(|error| Fault::Internal(format!("sync settings: {error}")))
}
