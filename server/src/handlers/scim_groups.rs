//! SCIM groups: an identity provider creates, changes and deletes them.

use std::collections::BTreeMap;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AttributesExcludedAttributesQuery, GetScimUserParams, IdPathIfMatchHeader, ListScimResourcesParams,
    ObjectCreatedAnswer, ObjectOkAnswer, ObjectOkOrNotModifiedAnswer, ReplaceScimUserParams, ScimGroups,
    ScimListResponse,
};
use serde_json::Value;

use super::scim::{base, list, object, projection, query};
use crate::application::command::Automatic;
use crate::federation::scim::change::{ChangeResource, Target};
use crate::federation::scim::create::CreateResource;
use crate::federation::scim::delete::DeleteResource;
use crate::federation::scim::key::IdentityProvider;
use crate::federation::scim::kind::Kind;
use crate::federation::scim::query::Query;
use crate::federation::scim::{get, list as lists};
use crate::service::Service;

impl ScimGroups for Service {
    async fn list_scim_groups(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: ListScimResourcesParams,
    ) -> Result<ScimListResponse, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let pages = (params.start_index, params.count);
        let query = query(params.filter, pages, params.sort_by, params.sort_order, shown);
        Ok(list(lists::list(self, Kind::Groups, base(self, cx), query).await?))
    }

    async fn create_scim_group(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: AttributesExcludedAttributesQuery,
        body: BTreeMap<String, Value>,
    ) -> Result<ObjectCreatedAnswer, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let command = CreateResource::new(Kind::Groups, base(self, cx), object(body))?;
        let made = self.execute(command, Automatic::Scim, cx).await?;
        let made = get::changed(self, Kind::Groups, base(self, cx), made, shown).await;
        Ok(ObjectCreatedAnswer::Created {
            body: made.body.into_iter().collect(),
            location: made.location,
            e_tag: made.version,
        })
    }

    async fn search_scim_groups(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        body: BTreeMap<String, Value>,
    ) -> Result<ScimListResponse, ApiError> {
        let query = Query::from_body(&object(body)).map_err(crate::fault::Fault::from)?;
        Ok(list(lists::list(self, Kind::Groups, base(self, cx), query).await?))
    }

    async fn get_scim_group(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: GetScimUserParams,
    ) -> Result<ObjectOkOrNotModifiedAnswer, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let found = get::get(self, Kind::Groups, base(self, cx), &params.id, shown).await?;
        if found.is_named_by(params.if_none_match.as_deref()) {
            return Ok(ObjectOkOrNotModifiedAnswer::NotModified { e_tag: found.version });
        }
        Ok(ObjectOkOrNotModifiedAnswer::Ok { body: found.body.into_iter().collect(), e_tag: found.version })
    }

    async fn replace_scim_group(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: ReplaceScimUserParams,
        body: BTreeMap<String, Value>,
    ) -> Result<ObjectOkAnswer, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let target = Target { id: &params.id, if_match: params.if_match };
        let command = ChangeResource::replace(Kind::Groups, base(self, cx), target, object(body))?;
        let now = self.execute(command, Automatic::Scim, cx).await?;
        let now = get::changed(self, Kind::Groups, base(self, cx), now, shown).await;
        Ok(ObjectOkAnswer::Ok { body: now.body.into_iter().collect(), e_tag: now.version })
    }

    async fn patch_scim_group(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: ReplaceScimUserParams,
        body: BTreeMap<String, Value>,
    ) -> Result<ObjectOkAnswer, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let target = Target { id: &params.id, if_match: params.if_match };
        let command = ChangeResource::patch(Kind::Groups, base(self, cx), target, object(body))?;
        let now = self.execute(command, Automatic::Scim, cx).await?;
        let now = get::changed(self, Kind::Groups, base(self, cx), now, shown).await;
        Ok(ObjectOkAnswer::Ok { body: now.body.into_iter().collect(), e_tag: now.version })
    }

    async fn delete_scim_group(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: IdPathIfMatchHeader,
    ) -> Result<(), ApiError> {
        let target = Target { id: &params.id, if_match: params.if_match };
        Ok(self.execute(DeleteResource::new(Kind::Groups, target)?, Automatic::Scim, cx).await?)
    }
}
