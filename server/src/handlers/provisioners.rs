//! Provisioner daemons and their jobs.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ListProvisionerDaemonsParams, ListProvisionerJobsParams, OrganizationJobPath, ProvisionerDaemon,
    ProvisionerJob, ProvisionerJobExplanation, Provisioners,
};

use super::{requests_provisioning as requests, responses_explain, responses_provisioning as responses};
use crate::application::Caller;
use crate::provisioning::{daemons, explain, jobs};
use crate::service::Service;

impl Provisioners for Service {
    async fn list_provisioner_jobs(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListProvisionerJobsParams,
    ) -> Result<Vec<ProvisionerJob>, ApiError> {
        let organization = params.organization.clone();
        let filter = requests::job_filter(params)?;
        let found = jobs::list(self, caller, organization, filter).await?;
        Ok(found.into_iter().map(responses::job).collect())
    }

    async fn get_provisioner_job(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationJobPath,
    ) -> Result<ProvisionerJob, ApiError> {
        Ok(responses::job(jobs::get(self, caller, params.organization, params.job).await?))
    }

    async fn explain_provisioner_job(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationJobPath,
    ) -> Result<ProvisionerJobExplanation, ApiError> {
        let OrganizationJobPath { organization, job } = params;
        Ok(responses_explain::explanation(explain::explain(self, caller, organization, job).await?))
    }

    async fn list_provisioner_daemons(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListProvisionerDaemonsParams,
    ) -> Result<Vec<ProvisionerDaemon>, ApiError> {
        let now = self.now();
        let organization = params.organization.clone();
        let asked = requests::daemon_list(params)?;
        let found = daemons::list(self, caller, organization, asked).await?;
        Ok(found.into_iter().map(|daemon| responses::daemon(daemon, now)).collect())
    }
}
