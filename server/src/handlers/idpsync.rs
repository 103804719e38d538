//! How claims become organizations, groups and roles.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    GetGroupSyncParams, GetRoleSyncParams, GroupSyncConfig, GroupSyncSettings, IdMappingChange, IdpSync,
    ListClaimValuesParams, ListOrganizationClaimFieldsParams, ListOrganizationClaimValuesParams,
    NameMappingChange, OrganizationSyncConfig, OrganizationSyncSettings, RoleSyncConfig, RoleSyncSettings,
    SyncPreview, SyncPreviewRequest, UpdateGroupSyncConfigParams, UpdateGroupSyncMappingParams,
    UpdateGroupSyncParams, UpdateRoleSyncConfigParams, UpdateRoleSyncMappingParams, UpdateRoleSyncParams,
};
use burgrave_core::idpsync::{GroupSync, RoleSync};

use super::requests_sync::{self as told, id_pairs, name_pairs};
use super::{requests, responses_sync as responses};
use crate::application::{App, Caller};
use crate::federation::idpsync::{claims, organization_settings, preview, settings};

impl IdpSync for App {
    async fn get_group_sync(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetGroupSyncParams,
    ) -> Result<GroupSyncSettings, ApiError> {
        Ok(responses::groups(settings::get::<GroupSync>(self, caller, params.organization).await?))
    }

    async fn update_group_sync(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UpdateGroupSyncParams,
        body: GroupSyncSettings,
    ) -> Result<GroupSyncSettings, ApiError> {
        let (wanted, context) = (told::groups(body)?, self.context(caller, requests::client(cx)));
        let edit = Arc::new(move |now: &mut GroupSync| {
            let legacy_group_name_mapping = std::mem::take(&mut now.legacy_group_name_mapping);
            *now = GroupSync { legacy_group_name_mapping, ..wanted.clone() };
        });
        Ok(responses::groups(settings::change(self, context, params.organization, edit).await?))
    }

    async fn update_group_sync_config(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UpdateGroupSyncConfigParams,
        body: GroupSyncConfig,
    ) -> Result<GroupSyncSettings, ApiError> {
        let context = self.context(caller, requests::client(cx));
        let field = body.field.value().unwrap_or_default();
        let (filter, create) = (told::filter(body.regex_filter), body.auto_create_missing_groups.value());
        let edit = Arc::new(move |now: &mut GroupSync| {
            now.field.clone_from(&field);
            now.regex_filter.clone_from(&filter);
            now.auto_create_missing_groups = create.unwrap_or_default();
        });
        Ok(responses::groups(settings::change(self, context, params.organization, edit).await?))
    }

    async fn update_group_sync_mapping(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UpdateGroupSyncMappingParams,
        body: IdMappingChange,
    ) -> Result<GroupSyncSettings, ApiError> {
        let (change, context) = (id_pairs(body)?, self.context(caller, requests::client(cx)));
        let edit = Arc::new(move |now: &mut GroupSync| change.apply(&mut now.mapping));
        Ok(responses::groups(settings::change(self, context, params.organization, edit).await?))
    }

    async fn get_role_sync(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetRoleSyncParams,
    ) -> Result<RoleSyncSettings, ApiError> {
        Ok(responses::roles(settings::get::<RoleSync>(self, caller, params.organization).await?))
    }

    async fn update_role_sync(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UpdateRoleSyncParams,
        body: RoleSyncSettings,
    ) -> Result<RoleSyncSettings, ApiError> {
        let (wanted, context) = (told::roles(body), self.context(caller, requests::client(cx)));
        let edit = Arc::new(move |now: &mut RoleSync| now.clone_from(&wanted));
        Ok(responses::roles(settings::change(self, context, params.organization, edit).await?))
    }

    async fn update_role_sync_config(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UpdateRoleSyncConfigParams,
        body: RoleSyncConfig,
    ) -> Result<RoleSyncSettings, ApiError> {
        let (field, context) =
            (body.field.value().unwrap_or_default(), self.context(caller, requests::client(cx)));
        let edit = Arc::new(move |now: &mut RoleSync| now.field.clone_from(&field));
        Ok(responses::roles(settings::change(self, context, params.organization, edit).await?))
    }

    async fn update_role_sync_mapping(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UpdateRoleSyncMappingParams,
        body: NameMappingChange,
    ) -> Result<RoleSyncSettings, ApiError> {
        let (change, context) = (name_pairs(body)?, self.context(caller, requests::client(cx)));
        let edit = Arc::new(move |now: &mut RoleSync| change.apply(&mut now.mapping));
        Ok(responses::roles(settings::change(self, context, params.organization, edit).await?))
    }

    async fn list_organization_claim_fields(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListOrganizationClaimFieldsParams,
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
        Ok(responses::organizations(organization_settings::get(self).await?))
    }

    async fn update_organization_sync(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: OrganizationSyncSettings,
    ) -> Result<OrganizationSyncSettings, ApiError> {
        let (wanted, context) = (told::organizations(body), self.context(caller, requests::client(cx)));
        let edit = Arc::new(move |now: &mut _| wanted.clone_into(now));
        Ok(responses::organizations(organization_settings::change(self, context, edit).await?))
    }

    async fn update_organization_sync_config(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: OrganizationSyncConfig,
    ) -> Result<OrganizationSyncSettings, ApiError> {
        let context = self.context(caller, requests::client(cx));
        let field = body.field.value().unwrap_or_default();
        let assign_default = body.assign_default.value().unwrap_or_default();
        let edit = Arc::new(move |now: &mut burgrave_core::idpsync::OrganizationSync| {
            now.field.clone_from(&field);
            now.assign_default = assign_default;
        });
        Ok(responses::organizations(organization_settings::change(self, context, edit).await?))
    }

    async fn update_organization_sync_mapping(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: IdMappingChange,
    ) -> Result<OrganizationSyncSettings, ApiError> {
        let (change, context) = (id_pairs(body)?, self.context(caller, requests::client(cx)));
        let edit = Arc::new(move |now: &mut burgrave_core::idpsync::OrganizationSync| {
            change.apply(&mut now.mapping);
        });
        Ok(responses::organizations(organization_settings::change(self, context, edit).await?))
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
        Ok(responses::preview(preview::preview(self, body.claims.into_iter().collect()).await?))
    }
}
