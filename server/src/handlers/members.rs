//! Who belongs to an organization.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AddMemberParams, ListMemberCandidatesParams, ListMembersPaginatedParams, ListMembersParams,
    MemberCandidate, MemberCandidatesResponse, Members, OrganizationMember, OrganizationMemberWithUserData,
    PaginatedMembersResponse, RemoveMemberParams,
};

use super::{requests, responses};
use crate::application::{App, Caller};
use crate::identity::members::{add, candidates, list, remove};

impl Members for App {
    async fn list_members(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListMembersParams,
    ) -> Result<Vec<OrganizationMemberWithUserData>, ApiError> {
        Ok(people(list::list(self, caller, params.organization).await?))
    }

    async fn list_members_paginated(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListMembersPaginatedParams,
    ) -> Result<PaginatedMembersResponse, ApiError> {
        let page = requests::page(params.q, params.limit, params.offset, None)?;
        let found = list::page(self, caller, params.organization, page).await?;
        let count = responses::count(found.count);
        Ok(PaginatedMembersResponse { members: people(found), count })
    }

    async fn add_member(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: AddMemberParams,
    ) -> Result<OrganizationMember, ApiError> {
        let context = self.context(caller, requests::client(cx));
        Ok(responses::member(add::add(self, context, params.organization, params.user).await?, &[]))
    }

    async fn remove_member(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: RemoveMemberParams,
    ) -> Result<(), ApiError> {
        let context = self.context(caller, requests::client(cx));
        Ok(remove::remove(self, context, params.organization, params.user).await?)
    }

    async fn list_member_candidates(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListMemberCandidatesParams,
    ) -> Result<MemberCandidatesResponse, ApiError> {
        let page = requests::page(params.q, params.limit, 0, params.after_id)?;
        let wanted = candidates::Wanted { words: page.words, limit: page.limit, after: page.after };
        let found = candidates::list(self, caller, params.organization, wanted).await?;
        let users = found.into_iter().map(|user| MemberCandidate {
            id: user.id.into(),
            username: user.username,
            name: user.name,
            avatar_url: user.avatar_url,
        });
        Ok(MemberCandidatesResponse { users: users.collect() })
    }
}

fn people(listed: list::Listed) -> Vec<OrganizationMemberWithUserData> {
    let list::Listed { members, roles, .. } = listed;
    members.into_iter().map(|member| responses::member_with_user(member, &roles)).collect()
}
