//! What clients ask about the deployment.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AppHostResponse, AvailableExperiments, Deployment, DeploymentConfig, ExternalAuthList, RegionsResponse,
    Replica, SshConfigResponse, UpdateCheckResponse,
};

use super::responses;
use crate::application::Caller;
use crate::fault::Fault;
use crate::governance::experiments;
use crate::proxies;
use crate::replicas;
use crate::service::Service;

impl Deployment for Service {
    async fn list_experiments(&self, _: &Cx, _: Arc<Caller>) -> Result<Vec<String>, ApiError> {
        Ok(experiments(self).into_iter().map(str::to_owned).collect())
    }

    async fn list_available_experiments(
        &self,
        _: &Cx,
        _: Arc<Caller>,
    ) -> Result<AvailableExperiments, ApiError> {
        Ok(AvailableExperiments { safe: Vec::new() })
    }

    async fn get_ssh_config(&self, _: &Cx, _: Arc<Caller>) -> Result<SshConfigResponse, ApiError> {
        let ssh = self.settings().deployment.ssh.clone();
        Ok(SshConfigResponse {
            hostname_prefix: ssh.prefix,
            hostname_suffix: ssh.suffix,
            ssh_config_options: ssh.options.into_iter().collect(),
        })
    }

    async fn get_deployment_config(&self, _: &Cx, _: Arc<Caller>) -> Result<DeploymentConfig, ApiError> {
        Ok(responses::deployment::config(self.settings(), &experiments(self)))
    }

    async fn check_for_update(&self, _: &Cx) -> Result<UpdateCheckResponse, ApiError> {
        let settings = self.settings();
        Ok(UpdateCheckResponse {
            current: true,
            version: settings.versions.told.clone(),
            url: settings.external_url(),
        })
    }

    async fn get_app_host(&self, _: &Cx, _: Arc<Caller>) -> Result<AppHostResponse, ApiError> {
        Ok(AppHostResponse { host: String::new() })
    }

    async fn list_regions(&self, _: &Cx, _: Arc<Caller>) -> Result<RegionsResponse, ApiError> {
        let all = proxies::list(self).await?;
        // What only relays connections serves no apps.
        let regions = all.into_iter().filter(|proxy| !proxy.derp_only).map(responses::proxies::region);
        Ok(RegionsResponse { regions: regions.collect() })
    }

    async fn list_replicas(&self, _: &Cx, _: Arc<Caller>) -> Result<Vec<Replica>, ApiError> {
        let living = replicas::living(self).await.map_err(Fault::from)?;
        Ok(living.into_iter().map(responses::deployment::replica).collect())
    }

    async fn list_external_auth(&self, _: &Cx, _: Arc<Caller>) -> Result<ExternalAuthList, ApiError> {
        Ok(ExternalAuthList { providers: Vec::new(), links: Vec::new() })
    }
}
