//! Template versions.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx, Upgrade};
use burgrave_api::{
    ApiMessage, CreateTemplateVersionDryRunRequest, CreateTemplateVersionRequest, DynamicParametersRequest,
    DynamicParametersResponse, FollowTemplateVersionParametersParams, GetTemplateVersionDryRunLogsParams,
    GetTemplateVersionLogsParams, MatchedProvisioners, OrganizationPath, PatchTemplateVersionRequest, Preset,
    ProvisionerJob, SwitchingProtocolsOrListOkOrTextOkTextAnswer as LogAnswer, TemplateVersion,
    TemplateVersionExternalAuth, TemplateVersionJobPath, TemplateVersionParameter, TemplateVersionPath,
    TemplateVersionVariable, TemplateVersions, WorkspaceResource,
};

use super::requests::job_logs::LogRequest;
use super::{requests, responses};
use crate::application::Caller;
use crate::provisioning::dry_runs::{self, DryRun};
use crate::provisioning::dynamic::{self, Conversation};
use crate::provisioning::followed_logs::{self, LogOf};
use crate::provisioning::versions;
use crate::service::Service;

impl TemplateVersions for Service {
    async fn create_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: CreateTemplateVersionRequest,
    ) -> Result<TemplateVersion, ApiError> {
        let asked = requests::template_versions::new_version(params.organization, body);
        Ok(responses::template_versions::version(
            versions::create(self, caller, requests::client(cx), asked).await?,
        ))
    }

    async fn get_template_version(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<TemplateVersion, ApiError> {
        Ok(responses::template_versions::version(versions::get(self, caller, params.template_version).await?))
    }

    async fn update_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
        body: PatchTemplateVersionRequest,
    ) -> Result<TemplateVersion, ApiError> {
        let update = requests::template_versions::update(params.template_version, body);
        Ok(responses::template_versions::version(update.execute(self, caller, requests::client(cx)).await?))
    }

    async fn cancel_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<ApiMessage, ApiError> {
        let cancel = versions::CancelImport { version: params.template_version };
        self.execute(cancel, caller, requests::client(cx)).await?;
        Ok(responses::report("The import is marked as canceled."))
    }

    async fn archive_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<ApiMessage, ApiError> {
        let archive = versions::ArchiveVersion { version: params.template_version };
        self.execute(archive, caller, requests::client(cx)).await?;
        Ok(responses::report("The version is archived."))
    }

    async fn unarchive_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<ApiMessage, ApiError> {
        let unarchive = versions::UnarchiveVersion { version: params.template_version };
        self.execute(unarchive, caller, requests::client(cx)).await?;
        Ok(responses::report("The version is no longer archived."))
    }

    async fn get_template_version_logs(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetTemplateVersionLogsParams,
    ) -> Result<LogAnswer, ApiError> {
        let version = params.template_version;
        Ok(match requests::job_logs::of_import(&params)? {
            LogRequest::Follow { after } => {
                let (of, write) = (LogOf::Import(version), responses::jobs::log_message);
                let upgrade = followed_logs::follow(self, self.tails(), caller, of, after, write).await?;
                LogAnswer::SwitchingProtocols(upgrade)
            }
            LogRequest::List(page) => {
                let lines = versions::logs(self, caller, version, page).await?;
                LogAnswer::Ok(lines.iter().map(responses::jobs::log).collect())
            }
            LogRequest::Text(page) => {
                let lines = versions::logs(self, caller, version, page).await?;
                LogAnswer::OkText(responses::jobs::log_text(&lines))
            }
        })
    }

    async fn list_template_version_resources(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<Vec<WorkspaceResource>, ApiError> {
        let found = versions::resources(self, caller, params.template_version).await?;
        Ok(found.into_iter().map(responses::resources::resource).collect())
    }

    async fn list_template_version_variables(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<Vec<TemplateVersionVariable>, ApiError> {
        let found = versions::variables(self, caller, params.template_version).await?;
        Ok(found.into_iter().map(responses::template_versions::variable).collect())
    }

    async fn list_template_version_parameters(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<Vec<TemplateVersionParameter>, ApiError> {
        let found = versions::parameters(self, caller, params.template_version).await?;
        Ok(found.into_iter().map(responses::template_versions::parameter).collect())
    }

    async fn list_template_version_presets(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<Vec<Preset>, ApiError> {
        let found = versions::presets(self, caller, params.template_version).await?;
        Ok(found.into_iter().map(responses::template_versions::preset).collect())
    }

    async fn evaluate_template_version_parameters(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
        body: DynamicParametersRequest,
    ) -> Result<DynamicParametersResponse, ApiError> {
        let (id, asked) = requests::dynamic_parameters::asked(params.template_version, body);
        let answer = dynamic::evaluate(self, &caller, &asked).await?;
        Ok(responses::dynamic_parameters::told(id, &answer))
    }

    async fn follow_template_version_parameters(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: FollowTemplateVersionParametersParams,
    ) -> Result<Upgrade, ApiError> {
        let asked = requests::dynamic_parameters::first(&params, caller.user.id);
        let conversation = Conversation {
            read: requests::dynamic_parameters::message,
            write: responses::dynamic_parameters::message,
        };
        Ok(dynamic::converse(self, caller, asked, conversation).await?)
    }

    async fn create_template_version_dry_run(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
        body: CreateTemplateVersionDryRunRequest,
    ) -> Result<ProvisionerJob, ApiError> {
        let asked = requests::template_versions::new_dry_run(params.template_version, body);
        Ok(responses::jobs::job(dry_runs::create(self, caller, requests::client(cx), asked).await?))
    }

    async fn get_template_version_dry_run(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionJobPath,
    ) -> Result<ProvisionerJob, ApiError> {
        Ok(responses::jobs::job(
            dry_runs::get(self, caller, requests::template_versions::dry_run(params)).await?,
        ))
    }

    async fn cancel_template_version_dry_run(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionJobPath,
    ) -> Result<ApiMessage, ApiError> {
        let cancel = dry_runs::CancelDryRun { dry_run: requests::template_versions::dry_run(params) };
        self.execute(cancel, caller, requests::client(cx)).await?;
        Ok(responses::report("The dry run is marked as canceled."))
    }

    async fn get_template_version_dry_run_logs(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetTemplateVersionDryRunLogsParams,
    ) -> Result<LogAnswer, ApiError> {
        let dry_run = DryRun { version: params.template_version, job: params.job };
        Ok(match requests::job_logs::of_dry_run(&params)? {
            LogRequest::Follow { after } => {
                let (of, write) = (LogOf::DryRun(dry_run), responses::jobs::log_message);
                let upgrade = followed_logs::follow(self, self.tails(), caller, of, after, write).await?;
                LogAnswer::SwitchingProtocols(upgrade)
            }
            LogRequest::List(page) => {
                let lines = dry_runs::logs(self, caller, dry_run, page).await?;
                LogAnswer::Ok(lines.iter().map(responses::jobs::log).collect())
            }
            LogRequest::Text(page) => {
                let lines = dry_runs::logs(self, caller, dry_run, page).await?;
                LogAnswer::OkText(responses::jobs::log_text(&lines))
            }
        })
    }

    async fn list_template_version_dry_run_resources(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionJobPath,
    ) -> Result<Vec<WorkspaceResource>, ApiError> {
        let found = dry_runs::resources(self, caller, requests::template_versions::dry_run(params)).await?;
        Ok(found.into_iter().map(responses::resources::resource).collect())
    }

    async fn get_template_version_dry_run_matched_provisioners(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionJobPath,
    ) -> Result<MatchedProvisioners, ApiError> {
        let matched = dry_runs::matched(self, caller, requests::template_versions::dry_run(params)).await?;
        Ok(responses::template_versions::matched_provisioners(matched))
    }

    async fn list_template_version_external_auth(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<Vec<TemplateVersionExternalAuth>, ApiError> {
        versions::external_auth(self, caller, params.template_version).await?;
        Ok(Vec::new())
    }
}
