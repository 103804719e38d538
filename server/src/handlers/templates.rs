//! Templates, their versions as a whole, and their access lists.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AclAvailable, ActiveTemplateVersionRequest, ApiMessage, ArchiveTemplateVersionsRequest,
    ArchiveTemplateVersionsResponse, CreateTemplateRequest, ExplainTemplateAccessParams,
    GetPreviousTemplateVersionAnswer, ListOrganizationTemplatesParams, ListTemplateAclCandidatesParams,
    ListTemplateVersionsParams, ListTemplatesParams, OrganizationPath, OrganizationTemplateNamePath,
    OrganizationTemplateNameTemplateVersionNamePath, Template, TemplateAccessExplanation, TemplateAcl,
    TemplatePath, TemplateTemplateVersionNamePath, TemplateVersion, Templates, UpdateTemplateAcl,
    UpdateTemplateRequest,
};
use burgrave_store::{TemplateRecord, VersionFilter};

use super::{
    requests, requests_templates as input, responses, responses_access as access_output,
    responses_templates as output,
};
use crate::application::Caller;
use crate::handlers::responses_versions;
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
        let new = input::new_template(params.organization, body);
        let made = templates::create(self, caller, requests::client(cx), new).await?;
        Ok(output::template(made))
    }

    async fn get_template_by_name(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationTemplateNamePath,
    ) -> Result<Template, ApiError> {
        let reference = TemplateReference::InOrganization(params.organization, params.template_name);
        Ok(output::template(templates::get(self, caller, reference).await?))
    }

    async fn get_template_version_by_names(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationTemplateNameTemplateVersionNamePath,
    ) -> Result<TemplateVersion, ApiError> {
        let found = templates::version(self, caller, by_names(params)).await?;
        Ok(responses_versions::version(found))
    }

    async fn get_previous_template_version(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationTemplateNameTemplateVersionNamePath,
    ) -> Result<GetPreviousTemplateVersionAnswer, ApiError> {
        Ok(match templates::previous(self, caller, by_names(params)).await? {
            Some(found) => GetPreviousTemplateVersionAnswer::Ok(responses_versions::version(found)),
            None => GetPreviousTemplateVersionAnswer::NoContent,
        })
    }

    async fn get_template(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
    ) -> Result<Template, ApiError> {
        Ok(output::template(templates::get(self, caller, TemplateReference::Id(params.template)).await?))
    }

    async fn update_template(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
        body: UpdateTemplateRequest,
    ) -> Result<Template, ApiError> {
        let update = input::update(params.template, body);
        Ok(output::template(update.execute(self, caller, requests::client(cx)).await?))
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

    async fn explain_template_access(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ExplainTemplateAccessParams,
    ) -> Result<TemplateAccessExplanation, ApiError> {
        let question = input::access_question(params);
        Ok(access_output::explanation(templates::explain_access(self, caller, question).await?))
    }

    async fn list_template_versions(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListTemplateVersionsParams,
    ) -> Result<Vec<TemplateVersion>, ApiError> {
        let page = requests::part(params.limit, params.offset, params.after_id);
        let filter = VersionFilter {
            archived: params.include_archived,
            after: page.after,
            offset: page.offset,
            limit: page.limit,
        };
        let template = TemplateReference::Id(params.template);
        let found = templates::versions(self, caller, template, filter).await?;
        Ok(found.into_iter().map(responses_versions::version).collect())
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
        Ok(responses_versions::version(templates::version(self, caller, reference).await?))
    }

    async fn get_template_acl(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplatePath,
    ) -> Result<TemplateAcl, ApiError> {
        Ok(output::access(templates::access(self, caller, params.template).await?))
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
            users: users.into_iter().map(|view| responses::reduced_user(view.user)).collect(),
            groups: groups.into_iter().map(responses::group).collect(),
        })
    }
}

fn all(found: Vec<TemplateRecord>) -> Vec<Template> {
    found.into_iter().map(output::template).collect()
}

fn by_names(params: OrganizationTemplateNameTemplateVersionNamePath) -> VersionReference {
    let template = TemplateReference::InOrganization(params.organization, params.template_name);
    VersionReference { template, name: params.template_version_name }
}
