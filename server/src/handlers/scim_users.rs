//! SCIM users: an identity provider tells what becomes of them.

use std::collections::BTreeMap;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    CreateScimUserAnswer, CreateScimUserParams, DeleteScimUserParams, GetScimUserAnswer, GetScimUserParams,
    ListScimUsersParams, PatchScimUserAnswer, PatchScimUserParams, ReplaceScimUserAnswer,
    ReplaceScimUserParams, ScimListResponse, ScimUsers,
};
use burgrave_core::scim::schema::USERS;
use serde_json::Value;

use super::scim::{base, context, list, object, projection, query};
use crate::federation::scim::key::IdentityProvider;
use crate::federation::scim::kind::Kind;
use crate::federation::scim::query::Query;
use crate::federation::scim::{change, create, delete, get, list as lists};
use crate::service::Service;

impl ScimUsers for Service {
    async fn list_scim_users(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: ListScimUsersParams,
    ) -> Result<ScimListResponse, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let pages = (params.start_index, params.count);
        let query = query(params.filter, pages, params.sort_by, params.sort_order, shown);
        Ok(list(lists::list(self, Kind::Users, base(self, cx), query).await?))
    }

    async fn create_scim_user(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: CreateScimUserParams,
        body: BTreeMap<String, Value>,
    ) -> Result<CreateScimUserAnswer, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let made = create::create(self, Kind::Users, context(self, cx, None), object(body)).await?;
        let made = made.projected(&USERS, &shown);
        Ok(CreateScimUserAnswer::Created {
            body: made.body.into_iter().collect(),
            location: made.location,
            e_tag: made.version,
        })
    }

    async fn search_scim_users(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        body: BTreeMap<String, Value>,
    ) -> Result<ScimListResponse, ApiError> {
        let query = Query::from_body(&object(body)).map_err(crate::fault::Fault::from)?;
        Ok(list(lists::list(self, Kind::Users, base(self, cx), query).await?))
    }

    async fn get_scim_user(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: GetScimUserParams,
    ) -> Result<GetScimUserAnswer, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let found = get::get(self, Kind::Users, base(self, cx), &params.id, shown).await?;
        if found.is_named_by(params.if_none_match.as_deref()) {
            return Ok(GetScimUserAnswer::NotModified { e_tag: found.version });
        }
        Ok(GetScimUserAnswer::Ok { body: found.body.into_iter().collect(), e_tag: found.version })
    }

    async fn replace_scim_user(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: ReplaceScimUserParams,
        body: BTreeMap<String, Value>,
    ) -> Result<ReplaceScimUserAnswer, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let context = context(self, cx, params.if_match);
        let now = change::replace(self, Kind::Users, context, &params.id, object(body)).await?;
        let now = now.projected(&USERS, &shown);
        Ok(ReplaceScimUserAnswer::Ok { body: now.body.into_iter().collect(), e_tag: now.version })
    }

    async fn patch_scim_user(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: PatchScimUserParams,
        body: BTreeMap<String, Value>,
    ) -> Result<PatchScimUserAnswer, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let context = context(self, cx, params.if_match);
        let now = change::patch(self, Kind::Users, context, &params.id, object(body)).await?;
        let now = now.projected(&USERS, &shown);
        Ok(PatchScimUserAnswer::Ok { body: now.body.into_iter().collect(), e_tag: now.version })
    }

    async fn delete_scim_user(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: DeleteScimUserParams,
    ) -> Result<(), ApiError> {
        Ok(delete::delete(self, Kind::Users, context(self, cx, params.if_match), &params.id).await?)
    }
}
