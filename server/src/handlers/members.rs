//! Who belongs to an organization.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AddMemberParams, ListMembersPaginatedParams, ListMembersParams, Members, OrganizationMember,
    OrganizationMemberWithUserData, PaginatedMembersResponse, RemoveMemberParams,
};

use super::{shown, taken};
use crate::application::{App, Caller};
use crate::members::{add, list, remove};

impl Members for App {
    async fn list_members(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListMembersParams,
    ) -> Result<Vec<OrganizationMemberWithUserData>, ApiError> {
        let found = list::list(self, caller, params.organization).await?;
        Ok(found.into_iter().map(shown::member_with_user).collect())
    }

    async fn list_members_paginated(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListMembersPaginatedParams,
    ) -> Result<PaginatedMembersResponse, ApiError> {
        let page = taken::page(params.q, params.limit, params.offset, None)?;
        let found = list::page(self, caller, params.organization, page).await?;
        let members = found.rows.into_iter().map(shown::member_with_user).collect();
        Ok(PaginatedMembersResponse { members, count: shown::count(found.count) })
    }

    async fn add_member(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: AddMemberParams,
    ) -> Result<OrganizationMember, ApiError> {
        let errand = self.errand(caller, taken::origin(cx));
        Ok(shown::member(add::add(self, errand, params.organization, params.user).await?))
    }

    async fn remove_member(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: RemoveMemberParams,
    ) -> Result<(), ApiError> {
        let errand = self.errand(caller, taken::origin(cx));
        Ok(remove::remove(self, errand, params.organization, params.user).await?)
    }
}
