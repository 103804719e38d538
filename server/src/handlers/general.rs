//! Liveness, readiness, version, and the specification itself.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, BuildInfoResponse, Entitlement, Entitlements, FeatureEntitlement, General, IfNoneMatchHeader,
    ObjectOkOrNotModifiedAnswer, UsagePeriod,
};
use burgrave_core::licensing;
use burgrave_store::StoreError;

use super::responses;
use crate::application::Caller;
use crate::fault::Fault;
use crate::governance;
use crate::identity::audit;
use crate::metrics::Waiting;
use crate::provisioning::jobs;
use crate::service::Service;
use crate::specification;

/// `Retry-After` of a server that isn't ready, in seconds.
const READY_RETRY: u64 = 5;

/// The versions of the protocols of agents and provisioners, as in the documented API of the default version.
const AGENT_API: &str = "1.0";
const PROVISIONER_API: &str = "1.18";

impl General for Service {
    async fn get_health(&self, _: &Cx) -> Result<String, ApiError> {
        Ok("OK".into())
    }

    async fn get_readiness(&self, cx: &Cx) -> Result<ApiMessage, ApiError> {
        let not_ready = |why: &str| ApiError::unavailable(why, READY_RETRY);
        if cx.shutdown.is_cancelled() || self.is_leaving() {
            return Err(not_ready("The server is shutting down."));
        }
        match self.store().check().await {
            Ok(()) => Ok(responses::report("The server is ready.")),
            Err(error @ StoreError::TooOld) => {
                Err(not_ready("This server is too old for the schema of the database.").cause(error))
            }
            Err(error) => Err(not_ready("The database does not answer, or takes no changes.").cause(error)),
        }
    }

    async fn get_metrics(&self, _: &Cx, (): ()) -> Result<String, ApiError> {
        let (jobs, entries, messages) = tokio::join!(
            jobs::loads(self),
            audit::stream::backlogs(self),
            governance::notifications::queues(self),
        );
        // A database that is away has metrics of its own.
        let waiting = Waiting {
            jobs: jobs.unwrap_or_default(),
            entries: entries.unwrap_or_default(),
            messages: messages.unwrap_or_default(),
        };
        self.metrics().text(waiting).map_err(ApiError::internal)
    }

    async fn get_api_root(&self, _: &Cx) -> Result<ApiMessage, ApiError> {
        Ok(responses::report("👋"))
    }

    async fn get_build_info(&self, _: &Cx) -> Result<BuildInfoResponse, ApiError> {
        Ok(BuildInfoResponse {
            external_url: self.settings().external_url(),
            version: self.settings().versions.told.clone(),
            dashboard_url: self.settings().access_url().into(),
            telemetry: false,
            workspace_proxy: false,
            agent_api_version: AGENT_API.into(),
            provisioner_api_version: PROVISIONER_API.into(),
            upgrade_message: self.settings().versions.upgrade_message.clone(),
            deployment_id: self.settings().deployment_id,
            webpush_public_key: None,
        })
    }

    async fn get_entitlements(&self, _: &Cx, _: Arc<Caller>) -> Result<Entitlements, ApiError> {
        let found = governance::current(self).await.map_err(Fault::from)?;
        let features = found.features.iter();
        Ok(Entitlements {
            features: features.map(|(feature, of)| (feature.as_str().to_owned(), entitled(of))).collect(),
            warnings: found.warnings.clone(),
            errors: found.errors.clone(),
            has_license: found.has_license,
            trial: found.trial,
            require_telemetry: found.require_telemetry,
            refreshed_at: found.refreshed_at,
        })
    }

    async fn get_specification(
        &self,
        _: &Cx,
        params: IfNoneMatchHeader,
    ) -> Result<ObjectOkOrNotModifiedAnswer, ApiError> {
        let e_tag = specification::VERSION.clone();
        if specification::is_known(params.if_none_match.as_deref(), &e_tag) {
            return Ok(ObjectOkOrNotModifiedAnswer::NotModified { e_tag });
        }
        Ok(ObjectOkOrNotModifiedAnswer::Ok { body: specification::DOCUMENT.clone(), e_tag })
    }
}

fn entitled(of: &licensing::Granted) -> FeatureEntitlement {
    FeatureEntitlement {
        entitlement: match of.entitlement {
            licensing::Entitlement::Entitled => Entitlement::Entitled,
            licensing::Entitlement::GracePeriod => Entitlement::GracePeriod,
            licensing::Entitlement::NotEntitled => Entitlement::NotEntitled,
        },
        enabled: of.enabled,
        actual: of.actual,
        limit: of.limit,
        soft_limit: of.soft_limit,
        hard_limit: of.hard_limit,
        usage_period: of.period.map(|period| UsagePeriod {
            issued_at: period.issued_at,
            start: period.start,
            end: period.end,
        }),
    }
}
