//! Template versions.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, CreateTemplateVersionDryRunRequest, CreateTemplateVersionRequest,
    GetTemplateVersionDryRunLogsParams, GetTemplateVersionLogsParams, MatchedProvisioners, OrganizationPath,
    PatchTemplateVersionRequest, Preset, ProvisionerJob,
    SwitchingProtocolsOrListOkOrTextOkTextAnswer as LogAnswer, TemplateVersion, TemplateVersionExternalAuth,
    TemplateVersionJobPath, TemplateVersionParameter, TemplateVersionPath, TemplateVersionVariable,
    TemplateVersions, WorkspaceResource,
};

use super::requests_versions::{self as requests, Logs};
use super::responses::report;
use super::{requests::client, responses_provisioning, responses_resources, responses_versions as responses};
use crate::application::Caller;
use crate::provisioning::dry_runs::{self, DryRun};
use crate::provisioning::{jobs, versions};
use crate::service::Service;

impl TemplateVersions for Service {
    async fn create_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: CreateTemplateVersionRequest,
    ) -> Result<TemplateVersion, ApiError> {
        let asked = requests::new_version(params.organization, body);
        Ok(responses::version(versions::create(self, caller, client(cx), asked).await?))
    }

    async fn get_template_version(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<TemplateVersion, ApiError> {
        Ok(responses::version(versions::get(self, caller, params.template_version).await?))
    }

    async fn update_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
        body: PatchTemplateVersionRequest,
    ) -> Result<TemplateVersion, ApiError> {
        let update = requests::update(params.template_version, body);
        Ok(responses::version(update.execute(self, caller, client(cx)).await?))
    }

    async fn cancel_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<ApiMessage, ApiError> {
        let cancel = versions::CancelImport { version: params.template_version };
        self.execute(cancel, caller, client(cx)).await?;
        Ok(report("The import is marked as canceled."))
    }

    async fn archive_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<ApiMessage, ApiError> {
        let archive = versions::ArchiveVersion { version: params.template_version };
        self.execute(archive, caller, client(cx)).await?;
        Ok(report("The version is archived."))
    }

    async fn unarchive_template_version(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<ApiMessage, ApiError> {
        let unarchive = versions::UnarchiveVersion { version: params.template_version };
        self.execute(unarchive, caller, client(cx)).await?;
        Ok(report("The version is no longer archived."))
    }

    async fn get_template_version_logs(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: GetTemplateVersionLogsParams,
    ) -> Result<LogAnswer, ApiError> {
        let version = params.template_version;
        Ok(match requests::logs(&params)? {
            Logs::Follow { after } => {
                let job = versions::to_follow(self, caller, version).await?;
                let follower = self.tails().follow(self.store(), &cx.log, job, after);
                let upgrade = jobs::follow(follower, responses_provisioning::log_message);
                LogAnswer::SwitchingProtocols(upgrade)
            }
            Logs::List(page) => {
                let lines = versions::logs(self, caller, version, page).await?;
                LogAnswer::Ok(lines.iter().map(responses_provisioning::log).collect())
            }
            Logs::Text(page) => {
                let lines = versions::logs(self, caller, version, page).await?;
                LogAnswer::OkText(responses_provisioning::log_text(&lines))
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
        Ok(found.into_iter().map(responses_resources::resource).collect())
    }

    async fn list_template_version_variables(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<Vec<TemplateVersionVariable>, ApiError> {
        let found = versions::variables(self, caller, params.template_version).await?;
        Ok(found.into_iter().map(responses::variable).collect())
    }

    async fn list_template_version_parameters(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<Vec<TemplateVersionParameter>, ApiError> {
        let found = versions::parameters(self, caller, params.template_version).await?;
        Ok(found.into_iter().map(responses::parameter).collect())
    }

    async fn list_template_version_presets(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
    ) -> Result<Vec<Preset>, ApiError> {
        let found = versions::presets(self, caller, params.template_version).await?;
        Ok(found.into_iter().map(responses::preset).collect())
    }

    async fn create_template_version_dry_run(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionPath,
        body: CreateTemplateVersionDryRunRequest,
    ) -> Result<ProvisionerJob, ApiError> {
        let asked = requests::new_dry_run(params.template_version, body);
        Ok(responses_provisioning::job(dry_runs::create(self, caller, client(cx), asked).await?))
    }

    async fn get_template_version_dry_run(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionJobPath,
    ) -> Result<ProvisionerJob, ApiError> {
        Ok(responses_provisioning::job(dry_runs::get(self, caller, requests::dry_run(params)).await?))
    }

    async fn cancel_template_version_dry_run(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionJobPath,
    ) -> Result<ApiMessage, ApiError> {
        let cancel = dry_runs::CancelDryRun { dry_run: requests::dry_run(params) };
        self.execute(cancel, caller, client(cx)).await?;
        Ok(report("The dry run is marked as canceled."))
    }

    async fn get_template_version_dry_run_logs(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: GetTemplateVersionDryRunLogsParams,
    ) -> Result<LogAnswer, ApiError> {
        let dry_run = DryRun { version: params.template_version, job: params.job };
        Ok(match requests::dry_run_logs(&params)? {
            Logs::Follow { after } => {
                let job = dry_runs::to_follow(self, caller, dry_run).await?;
                let follower = self.tails().follow(self.store(), &cx.log, job, after);
                let upgrade = jobs::follow(follower, responses_provisioning::log_message);
                LogAnswer::SwitchingProtocols(upgrade)
            }
            Logs::List(page) => {
                let lines = dry_runs::logs(self, caller, dry_run, page).await?;
                LogAnswer::Ok(lines.iter().map(responses_provisioning::log).collect())
            }
            Logs::Text(page) => {
                let lines = dry_runs::logs(self, caller, dry_run, page).await?;
                LogAnswer::OkText(responses_provisioning::log_text(&lines))
            }
        })
    }

    async fn list_template_version_dry_run_resources(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionJobPath,
    ) -> Result<Vec<WorkspaceResource>, ApiError> {
        let found = dry_runs::resources(self, caller, requests::dry_run(params)).await?;
        Ok(found.into_iter().map(responses_resources::resource).collect())
    }

    async fn get_template_version_dry_run_matched_provisioners(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: TemplateVersionJobPath,
    ) -> Result<MatchedProvisioners, ApiError> {
        let matched = dry_runs::matched(self, caller, requests::dry_run(params)).await?;
        Ok(responses::matched_provisioners(matched))
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
