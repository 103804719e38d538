//! Organizations.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, CreateOrganizationRequest, DeleteOrganizationParams, GetOrganizationParams, Organization,
    Organizations, UpdateOrganizationParams, UpdateOrganizationRequest,
};

use super::{requests, responses};
use crate::application::{App, Caller};
use crate::identity::organizations::{create, delete, get, list, update};

impl Organizations for App {
    async fn list_organizations(&self, _: &Cx, caller: Arc<Caller>) -> Result<Vec<Organization>, ApiError> {
        let found = list::list(self, &caller).await?;
        Ok(found.into_iter().map(responses::organization).collect())
    }

    async fn create_organization(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: CreateOrganizationRequest,
    ) -> Result<Organization, ApiError> {
        let wanted = create::Wanted {
            name: body.name,
            display_name: body.display_name.value().unwrap_or_default(),
            description: body.description.value().unwrap_or_default(),
            icon: body.icon.value().unwrap_or_default(),
        };
        let context = self.context(caller, requests::client(cx));
        Ok(responses::organization(create::create(self, context, wanted).await?))
    }

    async fn get_organization(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetOrganizationParams,
    ) -> Result<Organization, ApiError> {
        Ok(responses::organization(get::get(self, caller, params.organization).await?))
    }

    async fn update_organization(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UpdateOrganizationParams,
        body: UpdateOrganizationRequest,
    ) -> Result<Organization, ApiError> {
        let wanted = update::Wanted {
            name: requests::filter(body.name),
            display_name: requests::filter(body.display_name),
            description: body.description.value(),
            icon: body.icon.value(),
            default_member_roles: body.default_org_member_roles.value(),
        };
        let context = self.context(caller, requests::client(cx));
        let changed = update::update(self, context, params.organization, wanted).await?;
        Ok(responses::organization(changed))
    }

    async fn delete_organization(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: DeleteOrganizationParams,
    ) -> Result<ApiMessage, ApiError> {
        let context = self.context(caller, requests::client(cx));
        delete::delete(self, context, params.organization).await?;
        Ok(responses::report("Organization has been deleted."))
    }
}
