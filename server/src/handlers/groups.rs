//! Groups of an organization's members.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, CreateGroupRequest, GetGroupByNameParams, GetGroupParams, Group, GroupMembersResponse,
    GroupPath, Groups, ListGroupMembersByNameParams, ListGroupMembersParams, ListGroupsParams,
    ListOrganizationGroupsPaginatedParams, ListOrganizationGroupsParams, OrganizationPath,
    PaginatedGroupsResponse, PatchGroupRequest,
};
use burgrave_core::ids::GroupId;
use burgrave_store::{Page, UserFilter};

use super::{requests, responses};
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::identity::groups::get::GroupReference;
use crate::identity::groups::{CreateGroup, DeleteGroup, GroupView, UpdateGroup, get, list, members};
use crate::identity::search::{self, PeopleList};
use crate::service::Service;

impl Groups for Service {
    async fn list_groups(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListGroupsParams,
    ) -> Result<Vec<Group>, ApiError> {
        let wanted = list::GroupSelection {
            organization: requests::filter(params.organization),
            has_member: requests::filter(params.has_member),
            ids: ids(params.group_ids),
        };
        Ok(all(list::list(self, caller, wanted).await?))
    }

    async fn list_organization_groups(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListOrganizationGroupsParams,
    ) -> Result<Vec<Group>, ApiError> {
        let wanted = list::GroupSelection {
            organization: None,
            has_member: requests::filter(params.has_member),
            ids: ids(params.group_ids),
        };
        Ok(all(list::of_organization(self, caller, params.organization, wanted).await?))
    }

    async fn list_organization_groups_paginated(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListOrganizationGroupsPaginatedParams,
    ) -> Result<PaginatedGroupsResponse, ApiError> {
        let words = search::groups(&params.q.unwrap_or_default())?;
        let page = Page { words, ..requests::page(params.limit, params.offset, params.after_id) };
        let (groups, count) = list::page(self, caller, params.organization, page).await?;
        Ok(PaginatedGroupsResponse { groups: all(groups), count: responses::int64(count) })
    }

    async fn create_group(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: CreateGroupRequest,
    ) -> Result<Group, ApiError> {
        let command = CreateGroup {
            organization: params.organization,
            name: body.name,
            display_name: body.display_name.value().unwrap_or_default(),
            avatar_url: body.avatar_url.value().unwrap_or_default(),
            quota_allowance: body.quota_allowance.value().unwrap_or_default(),
        };
        let group = self.execute(command, caller, cx).await?;
        Ok(responses::groups::group(GroupView { group, size: 0, members: Vec::new() }))
    }

    async fn get_group_by_name(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetGroupByNameParams,
    ) -> Result<Group, ApiError> {
        let named = GroupReference::InOrganization(params.organization, params.group_name);
        Ok(responses::groups::group(get::get(self, caller, named, params.exclude_members).await?))
    }

    async fn list_group_members_by_name(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListGroupMembersByNameParams,
    ) -> Result<GroupMembersResponse, ApiError> {
        let search =
            requests::people(PeopleList::Group, params.q, params.limit, params.offset, params.after_id)?;
        let named = GroupReference::InOrganization(params.organization, params.group_name);
        Ok(people(self, caller, named, search).await?)
    }

    async fn get_group(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetGroupParams,
    ) -> Result<Group, ApiError> {
        Ok(responses::groups::group(
            get::get(self, caller, GroupReference::Id(params.group), params.exclude_members).await?,
        ))
    }

    async fn update_group(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: GroupPath,
        body: PatchGroupRequest,
    ) -> Result<Group, ApiError> {
        let command = UpdateGroup {
            group: params.group,
            name: requests::filter(body.name),
            display_name: body.display_name.value(),
            avatar_url: body.avatar_url.value(),
            quota_allowance: body.quota_allowance.value(),
            add: body.add_users.value().unwrap_or_default(),
            remove: body.remove_users.value().unwrap_or_default(),
        };
        Ok(responses::groups::group(self.execute(command, caller, cx).await?))
    }

    async fn delete_group(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: GroupPath,
    ) -> Result<ApiMessage, ApiError> {
        self.execute(DeleteGroup { group: params.group }, caller, cx).await?;
        Ok(responses::report("Successfully deleted group!"))
    }

    async fn list_group_members(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListGroupMembersParams,
    ) -> Result<GroupMembersResponse, ApiError> {
        let search =
            requests::people(PeopleList::Group, params.q, params.limit, params.offset, params.after_id)?;
        Ok(people(self, caller, GroupReference::Id(params.group), search).await?)
    }
}

/// An empty list of ids is the same as none.
fn ids(ids: Vec<GroupId>) -> Option<Vec<GroupId>> {
    Some(ids).filter(|ids| !ids.is_empty())
}

fn all(groups: Vec<GroupView>) -> Vec<Group> {
    groups.into_iter().map(responses::groups::group).collect()
}

async fn people(
    app: &App,
    caller: Arc<Caller>,
    named: GroupReference,
    search: UserFilter,
) -> Result<GroupMembersResponse, Fault> {
    let found = members::page(app, caller, named, search).await?;
    let users = found.rows.into_iter().map(responses::users::reduced_user).collect();
    Ok(GroupMembersResponse { users, count: responses::int64(found.count) })
}
