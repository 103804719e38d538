//! Roles of the site and of organizations.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AssignableRole, CustomRolePermission, CustomRoleRequest, OrganizationMember, OrganizationPath,
    OrganizationRoleNamePath, OrganizationUserPath, Role, Roles, UpdateRoles, User, UserPath, UserRoles,
};

use super::responses;
use crate::application::Caller;
use crate::identity::roles::custom::{
    CustomRoleInput, DeleteCustomRole, PermissionInput, Save, SaveCustomRole,
};
use crate::identity::roles::{SetMemberRoles, list};
use crate::identity::users::{self, SetUserRoles};
use crate::service::Service;

impl Roles for Service {
    async fn list_site_roles(&self, _: &Cx, caller: Arc<Caller>) -> Result<Vec<AssignableRole>, ApiError> {
        Ok(list::of_site(&caller)?.into_iter().map(responses::roles::assignable_role).collect())
    }

    async fn get_user_roles(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<UserRoles, ApiError> {
        let held = users::roles::get(self, caller, params.user).await?;
        let places = held.memberships.into_iter();
        let organization_roles =
            places.map(|place| (place.organization_id.to_string(), place.roles)).collect();
        Ok(UserRoles { roles: held.site, organization_roles })
    }

    async fn update_user_roles(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: UpdateRoles,
    ) -> Result<User, ApiError> {
        let command = SetUserRoles {
            user: params.user,
            roles: body.roles.value().unwrap_or_default(),
            defaults: self.settings().oidc_sync.clone(),
        };
        Ok(responses::users::user(self.execute(command, caller, cx).await?))
    }

    async fn update_member_roles(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationUserPath,
        body: UpdateRoles,
    ) -> Result<OrganizationMember, ApiError> {
        let command = SetMemberRoles {
            organization: params.organization,
            user: params.user,
            roles: body.roles.value().unwrap_or_default(),
        };
        let (member, custom) = self.execute(command, caller, cx).await?;
        Ok(responses::members::member(member, &custom))
    }

    async fn list_organization_roles(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<Vec<AssignableRole>, ApiError> {
        let roles = list::of_organization(self, caller, params.organization).await?;
        Ok(roles.into_iter().map(responses::roles::assignable_role).collect())
    }

    async fn create_custom_role(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: CustomRoleRequest,
    ) -> Result<Role, ApiError> {
        let (organization, role) = (params.organization, wanted(body));
        let command = SaveCustomRole { organization, save: Save::Create, role };
        Ok(responses::roles::role(self.execute(command, caller, cx).await?.into()))
    }

    async fn update_custom_role(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: CustomRoleRequest,
    ) -> Result<Role, ApiError> {
        let (organization, role) = (params.organization, wanted(body));
        let command = SaveCustomRole { organization, save: Save::Update, role };
        Ok(responses::roles::role(self.execute(command, caller, cx).await?.into()))
    }

    async fn delete_custom_role(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationRoleNamePath,
    ) -> Result<(), ApiError> {
        let command = DeleteCustomRole { organization: params.organization, role: params.role_name };
        Ok(self.execute(command, caller, cx).await?)
    }
}

fn wanted(body: CustomRoleRequest) -> CustomRoleInput {
    let asked = |one: CustomRolePermission| PermissionInput {
        resource: one.resource_type,
        action: one.action,
        negate: one.negate,
    };
    let given = |list: Option<Vec<CustomRolePermission>>| list.is_some_and(|list| !list.is_empty());
    let permissions = body.organization_permissions.value().unwrap_or_default();
    CustomRoleInput {
        name: body.name,
        display_name: body.display_name.value().unwrap_or_default(),
        permissions: permissions.into_iter().map(asked).collect(),
        of_site: given(body.site_permissions.value()),
        of_user: given(body.user_permissions.value()),
        of_member: given(body.organization_member_permissions.value()),
    }
}
