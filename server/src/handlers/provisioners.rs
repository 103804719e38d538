//! Provisioner daemons and their jobs.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx, Upgrade};
use burgrave_api::{
    ListProvisionerDaemonsParams, ListProvisionerJobsParams, OrganizationJobPath, ProvisionerDaemon,
    ProvisionerJob, ProvisionerJobExplanation, Provisioners, ServeProvisionerDaemonParams,
};

use super::{requests, responses};
use crate::application::{App, Caller};
use crate::guard::{self, Visitor};
use crate::provisioning::daemons;
use crate::provisioning::{explain, jobs};
use crate::service::Service;

impl Provisioners for Service {
    async fn list_provisioner_jobs(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListProvisionerJobsParams,
    ) -> Result<Vec<ProvisionerJob>, ApiError> {
        let organization = params.organization.clone();
        let filter = requests::provisioners::job_filter(params)?;
        let found = jobs::list(self, caller, organization, filter).await?;
        Ok(found.into_iter().map(responses::jobs::job).collect())
    }

    async fn get_provisioner_job(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationJobPath,
    ) -> Result<ProvisionerJob, ApiError> {
        Ok(responses::jobs::job(jobs::get(self, caller, params.organization, params.job).await?))
    }

    async fn explain_provisioner_job(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationJobPath,
    ) -> Result<ProvisionerJobExplanation, ApiError> {
        let OrganizationJobPath { organization, job } = params;
        Ok(responses::job_explanation::explanation(explain::explain(self, caller, organization, job).await?))
    }

    async fn list_provisioner_daemons(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListProvisionerDaemonsParams,
    ) -> Result<Vec<ProvisionerDaemon>, ApiError> {
        let now = self.now();
        let organization = params.organization.clone();
        let asked = requests::provisioners::daemon_list(params)?;
        let found = daemons::list(self, caller, organization, asked).await?;
        Ok(found.into_iter().map(|daemon| responses::daemons::daemon(daemon, now)).collect())
    }
    async fn serve_provisioner_daemon(
        &self,
        cx: &Cx,
        visitor: Arc<Visitor>,
        params: ServeProvisionerDaemonParams,
    ) -> Result<Upgrade, ApiError> {
        guard::admit_daemon(self, cx)?;
        let (shown, asked) = requests::provisioners::daemon(params, visitor.caller.clone());
        let found = daemons::credential(self, shown).await?;
        if found.wrong {
            guard::wrong_daemon(self, cx).await?;
        }
        let credential = found.credential.map_err(responses::daemons::no_credential)?;
        let connected = daemons::connect(self, asked(credential)).await?;
        Ok(daemons::serve(App::clone(self), self.fleet().clone(), connected))
    }
}
