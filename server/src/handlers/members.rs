//! The members of an organization.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ListMemberCandidatesParams, ListMembersPaginatedParams, ListMembersParams, MemberCandidate,
    MemberCandidatesResponse, Members, OrganizationMember, OrganizationMemberWithUserData,
    OrganizationUserPath, PaginatedMembersResponse,
};
use burgrave_store::Page;

use super::{requests, responses};
use crate::application::Caller;
use crate::identity::members::{AddMember, RemoveMember, candidates, get, list};
use crate::identity::search::{self, PeopleList};
use crate::service::Service;

impl Members for Service {
    async fn list_members(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListMembersParams,
    ) -> Result<Vec<OrganizationMemberWithUserData>, ApiError> {
        let search = requests::people(PeopleList::Accounts, params.q, 0, 0, None)?;
        Ok(people(list::list(self, caller, params.organization, search).await?))
    }

    async fn list_members_paginated(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListMembersPaginatedParams,
    ) -> Result<PaginatedMembersResponse, ApiError> {
        let search = requests::people(PeopleList::Accounts, params.q, params.limit, params.offset, None)?;
        let found = list::page(self, caller, params.organization, search).await?;
        let count = responses::int64(found.count);
        Ok(PaginatedMembersResponse { members: people(found), count })
    }

    async fn get_member(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationUserPath,
    ) -> Result<OrganizationMemberWithUserData, ApiError> {
        let (member, roles) = get::get(self, caller, params.organization, params.user).await?;
        Ok(responses::members::member_with_user(member, &roles))
    }

    async fn add_member(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationUserPath,
    ) -> Result<OrganizationMember, ApiError> {
        let OrganizationUserPath { organization, user } = params;
        let command = AddMember { organization, user, defaults: self.settings().oidc_sync.clone() };
        Ok(responses::members::member(self.execute(command, caller, cx).await?, &[]))
    }

    async fn remove_member(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationUserPath,
    ) -> Result<(), ApiError> {
        let command = RemoveMember { organization: params.organization, user: params.user };
        Ok(self.execute(command, caller, cx).await?)
    }

    async fn list_member_candidates(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListMemberCandidatesParams,
    ) -> Result<MemberCandidatesResponse, ApiError> {
        let words = search::candidates(&params.q.unwrap_or_default())?;
        let page = Page { words, ..requests::page(params.limit, 0, params.after_id) };
        let found = candidates::list(self, caller, params.organization, page).await?;
        let users = found.into_iter().map(|user| MemberCandidate {
            id: user.id,
            username: user.username,
            name: user.name,
            avatar_url: user.avatar_url,
        });
        Ok(MemberCandidatesResponse { users: users.collect() })
    }
}

fn people(listed: list::Listed) -> Vec<OrganizationMemberWithUserData> {
    let list::Listed { members, roles, .. } = listed;
    members.into_iter().map(|member| responses::members::member_with_user(member, &roles)).collect()
}
