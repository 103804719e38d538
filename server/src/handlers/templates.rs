//! Templates, the lists of their versions, and their access lists.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AclAvailable, ActiveTemplateVersionRequest, ApiMessage, ArchiveTemplateVersionsRequest,
    ArchiveTemplateVersionsResponse, CreateTemplateRequest, DailyUsers, ExplainTemplateAccessParams,
    GetPreviousTemplateVersionAnswer, GetTemplateDailyUsersParams, ListOrganizationTemplatesParams,
    ListTemplateAclCandidatesParams, ListTemplateVersionsParams, ListTemplatesParams, OrganizationPath,
    OrganizationTemplateNamePath, OrganizationTemplateNameTemplateVersionNamePath, Template,
    TemplateAccessExplanation, TemplateAcl, TemplatePath, TemplateTemplateVersionNamePath, TemplateVersion,
    Templates, UpdateTemplateAcl, UpdateTemplateRequest,
};
use burgrave_store::{TemplateRecord, VersionFilter};

use super::{requests, responses};
use crate::application::Caller;
use crate::identity::search::PeopleList;
use crate::provisioning::templates::{
    self, ActivateVersion, ArchiveVersions, ChangeAccess, DeleteTemplate, TemplateReference, VersionReference,
};
use crate::service::Service;

impl Templates for Service {
    async fn list_templates(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListTemplatesParams,
    ) -> Result<Vec<Template>, ApiError> {
        Ok(all(templates::list(self, caller, None, &params.q.unwrap_or_default()).await?))
    }

    async fn list_organization_templates(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListOrganizationTemplatesParams,
    ) -> Result<Vec<Template>, ApiError> {
        let q = params.q.unwrap_or_default();
        Ok(all(templates::list(self, caller, Some(params.organization), &q).await?))
    }

    async fn create_template(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: CreateTemplateRequest,
    ) -> Result<Template, ApiError> {
        let new = requests::templates::new_template(params.organization, body);
        let made = templates::create(self, caller, requests::client(cx), new).await?;
        Ok(responses::templates::template(made))
    }

    async fn get_template_by_name(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationTemplateNamePath,
    ) -> Result<Template, ApiError> {
        let reference = TemplateReference::InOrganization(params.organization, params.template_name);
        Ok(responses::templates::template(templates::get(self, caller, reference).await?))
    }

    async fn get_template_version_by_names(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationTemplateNameTemplateVersionNamePath,
    ) -> Result<TemplateVersion, ApiError> {
        let found = templates::version(self, caller, by_names(params)).await?;
        Ok(responses::template_versions::version(found))
    }

    async fn get_previous_template_version(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationTemplateNameTemplateVersionNamePath,
    ) -> Result<GetPreviousTemplateVersionAnswer, ApiError> {
        Ok(match templates::previous(self, caller, by_names(params)).await? {
            Some(found) => GetPreviousTemplateVersionAnswer::Ok(responses::template_versions::version(found)),
            None => GetPreviousTemplateVersionAnswer::NoContent,
        })
    }

    async fn get_template(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
    ) -> Result<Template, ApiError> {
        Ok(responses::templates::template(
            templates::get(self, caller, TemplateReference::Id(params.template)).await?,
        ))
    }

    async fn update_template(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
        body: UpdateTemplateRequest,
    ) -> Result<Template, ApiError> {
        let update = requests::templates::update(params.template, body);
        Ok(responses::templates::template(update.execute(self, caller, requests::client(cx)).await?))
    }

    async fn delete_template(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
    ) -> Result<ApiMessage, ApiError> {
        self.execute(DeleteTemplate { template: params.template }, caller, cx).await?;
        Ok(responses::report("The template has been deleted."))
    }

    async fn get_template_daily_users(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetTemplateDailyUsersParams,
    ) -> Result<DailyUsers, ApiError> {
        let found = templates::daily_use(self, caller, params.template, params.tz_offset).await?;
        Ok(responses::templates::daily_users(found))
    }

    async fn explain_template_access(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ExplainTemplateAccessParams,
    ) -> Result<TemplateAccessExplanation, ApiError> {
        let question = requests::templates::access_question(params);
        Ok(responses::template_access::explanation(templates::explain_access(self, caller, question).await?))
    }

    async fn list_template_versions(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListTemplateVersionsParams,
    ) -> Result<Vec<TemplateVersion>, ApiError> {
        let page = requests::page(params.limit, params.offset, params.after_id);
        let filter = VersionFilter {
            archived: params.include_archived,
            after: page.after,
            offset: page.offset,
            limit: page.limit,
        };
        let template = TemplateReference::Id(params.template);
        let found = templates::versions(self, caller, template, filter).await?;
        Ok(found.into_iter().map(responses::template_versions::version).collect())
    }

    async fn update_active_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
        body: ActiveTemplateVersionRequest,
    ) -> Result<ApiMessage, ApiError> {
        self.execute(ActivateVersion { template: params.template, version: body.id }, caller, cx).await?;
        Ok(responses::report("The template uses this version now."))
    }

    async fn archive_template_versions(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
        body: ArchiveTemplateVersionsRequest,
    ) -> Result<ArchiveTemplateVersionsResponse, ApiError> {
        let (template_id, all) = (params.template, body.all.value().unwrap_or_default());
        let archived = ArchiveVersions { template: template_id, all };
        let archived_ids = self.execute(archived, caller, cx).await?;
        Ok(ArchiveTemplateVersionsResponse { template_id, archived_ids })
    }

    async fn get_template_version_by_name(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateTemplateVersionNamePath,
    ) -> Result<TemplateVersion, ApiError> {
        let template = TemplateReference::Id(params.template);
        let reference = VersionReference { template, name: params.template_version_name };
        Ok(responses::template_versions::version(templates::version(self, caller, reference).await?))
    }

    async fn get_template_acl(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
    ) -> Result<TemplateAcl, ApiError> {
        Ok(responses::templates::access(templates::access(self, caller, params.template).await?))
    }

    async fn update_template_acl(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
        body: UpdateTemplateAcl,
    ) -> Result<ApiMessage, ApiError> {
        let change = ChangeAccess {
            template: params.template,
            users: body.user_perms.value().unwrap_or_default(),
            groups: body.group_perms.value().unwrap_or_default(),
        };
        self.execute(change, caller, cx).await?;
        Ok(responses::report("Successfully updated template ACL list."))
    }

    async fn list_template_acl_candidates(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListTemplateAclCandidatesParams,
    ) -> Result<AclAvailable, ApiError> {
        let search =
            requests::people(PeopleList::Group, params.q, params.limit, params.offset, params.after_id)?;
        let (users, groups) = templates::candidates(self, caller, params.template, search).await?;
        Ok(AclAvailable {
            users: users.into_iter().map(|view| responses::users::reduced_user(view.user)).collect(),
            groups: groups.into_iter().map(responses::groups::group).collect(),
        })
    }
}

fn all(found: Vec<TemplateRecord>) -> Vec<Template> {
    found.into_iter().map(responses::templates::template).collect()
}

fn by_names(params: OrganizationTemplateNameTemplateVersionNamePath) -> VersionReference {
    let template = TemplateReference::InOrganization(params.organization, params.template_name);
    VersionReference { template, name: params.template_version_name }
}
