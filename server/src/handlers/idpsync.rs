//! Synchronization of organizations, groups and roles from claims.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    GroupSyncConfig, GroupSyncSettings, IdMappingChange, IdpSync, ListClaimValuesParams,
    ListOrganizationClaimValuesParams, NameMappingChange, OrganizationPath, OrganizationSyncConfig,
    OrganizationSyncSettings, RoleSyncConfig, RoleSyncSettings, SyncPreview, SyncPreviewRequest,
};
use burgrave_core::idpsync::{GroupSync, RoleSync};

use super::{requests, responses};
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::federation::idpsync::organization_settings::{self, ChangeOrganizationSync, OrganizationChange};
use crate::federation::idpsync::settings::{self, Change, ChangeSync};
use crate::federation::idpsync::{GroupConfig, OfOrganization, claims, preview};
use crate::service::Service;

impl IdpSync for Service {
    async fn get_group_sync(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<GroupSyncSettings, ApiError> {
        Ok(responses::idpsync::groups(settings::get::<GroupSync>(self, caller, params.organization).await?))
    }

    async fn update_group_sync(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: GroupSyncSettings,
    ) -> Result<GroupSyncSettings, ApiError> {
        let change = Change::All(requests::idpsync::groups(body)?);
        Ok(responses::idpsync::groups(change_sync(self, cx, caller, params.organization, change).await?))
    }

    async fn update_group_sync_config(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: GroupSyncConfig,
    ) -> Result<GroupSyncSettings, ApiError> {
        let change = Change::Config(GroupConfig {
            field: body.field.value().unwrap_or_default(),
            regex_filter: requests::idpsync::filter(body.regex_filter),
            auto_create_missing_groups: body.auto_create_missing_groups.value().unwrap_or_default(),
        });
        Ok(responses::idpsync::groups(change_sync(self, cx, caller, params.organization, change).await?))
    }

    async fn update_group_sync_mapping(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: IdMappingChange,
    ) -> Result<GroupSyncSettings, ApiError> {
        let change = Change::Mapping(requests::idpsync::id_pairs(body)?);
        Ok(responses::idpsync::groups(change_sync(self, cx, caller, params.organization, change).await?))
    }

    async fn get_role_sync(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<RoleSyncSettings, ApiError> {
        Ok(responses::idpsync::roles(settings::get::<RoleSync>(self, caller, params.organization).await?))
    }

    async fn update_role_sync(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: RoleSyncSettings,
    ) -> Result<RoleSyncSettings, ApiError> {
        let change = Change::All(requests::idpsync::roles(body));
        Ok(responses::idpsync::roles(change_sync(self, cx, caller, params.organization, change).await?))
    }

    async fn update_role_sync_config(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: RoleSyncConfig,
    ) -> Result<RoleSyncSettings, ApiError> {
        let change = Change::Config(body.field.value().unwrap_or_default());
        Ok(responses::idpsync::roles(change_sync(self, cx, caller, params.organization, change).await?))
    }

    async fn update_role_sync_mapping(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: NameMappingChange,
    ) -> Result<RoleSyncSettings, ApiError> {
        let change = Change::Mapping(requests::idpsync::name_pairs(body)?);
        Ok(responses::idpsync::roles(change_sync(self, cx, caller, params.organization, change).await?))
    }

    async fn list_organization_claim_fields(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<Vec<String>, ApiError> {
        Ok(claims::fields_in(self, caller, params.organization).await?)
    }

    async fn list_organization_claim_values(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListOrganizationClaimValuesParams,
    ) -> Result<Vec<String>, ApiError> {
        Ok(claims::values_in(self, caller, params.organization, params.claim_field).await?)
    }

    async fn get_organization_sync(
        &self,
        _: &Cx,
        _: Arc<Caller>,
    ) -> Result<OrganizationSyncSettings, ApiError> {
        Ok(responses::idpsync::organizations(organization_settings::get(self).await?))
    }

    async fn update_organization_sync(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: OrganizationSyncSettings,
    ) -> Result<OrganizationSyncSettings, ApiError> {
        let change = OrganizationChange::All(requests::idpsync::organizations(body));
        change_organization_sync(self, cx, caller, change).await
    }

    async fn update_organization_sync_config(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: OrganizationSyncConfig,
    ) -> Result<OrganizationSyncSettings, ApiError> {
        let change = OrganizationChange::Config {
            field: body.field.value().unwrap_or_default(),
            assign_default: body.assign_default.value().unwrap_or_default(),
        };
        change_organization_sync(self, cx, caller, change).await
    }

    async fn update_organization_sync_mapping(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: IdMappingChange,
    ) -> Result<OrganizationSyncSettings, ApiError> {
        let change = OrganizationChange::Mapping(requests::idpsync::id_pairs(body)?);
        change_organization_sync(self, cx, caller, change).await
    }

    async fn list_claim_fields(&self, _: &Cx, _: Arc<Caller>) -> Result<Vec<String>, ApiError> {
        Ok(claims::fields(self).await?)
    }

    async fn list_claim_values(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: ListClaimValuesParams,
    ) -> Result<Vec<String>, ApiError> {
        Ok(claims::values(self, params.claim_field).await?)
    }

    async fn preview_sync(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        body: SyncPreviewRequest,
    ) -> Result<SyncPreview, ApiError> {
        let claims = body.claims.unwrap_or_default().into_iter().collect();
        Ok(responses::idpsync::preview(preview::preview(self, claims).await?))
    }
}

async fn change_sync<S: OfOrganization>(
    app: &App,
    cx: &Cx,
    caller: Arc<Caller>,
    organization: String,
    change: Change<S>,
) -> Result<S, Fault> {
    let command = ChangeSync { organization, change, defaults: app.settings().oidc_sync.clone() };
    app.execute(command, caller, requests::client(cx)).await
}

async fn change_organization_sync(
    app: &App,
    cx: &Cx,
    caller: Arc<Caller>,
    change: OrganizationChange,
) -> Result<OrganizationSyncSettings, ApiError> {
    let command = ChangeOrganizationSync { change, defaults: app.settings().oidc_sync.clone() };
    Ok(responses::idpsync::organizations(app.execute(command, caller, requests::client(cx)).await?))
}
