//! Liveness, readiness, version, and the specification itself.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, BuildInfoResponse, Entitlement, Entitlements, FeatureEntitlement, General,
    GetSpecificationParams, OPENAPI, ObjectOkOrNotModifiedAnswer,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::responses;
use crate::application::Caller;
use crate::fault::Fault;
use crate::governance::{Feature, entitlements};
use crate::service::Service;

/// After how many seconds to ask a server that isn't ready again.
const READY_RETRY: u64 = 5;

/// Versions of the protocols that agents and provisioners speak, as the documented API of the default version
/// has them.
const AGENT_API: &str = "1.0";
const PROVISIONER_API: &str = "1.18";

static SPECIFICATION: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(OPENAPI).expect("the build wrote the specification as JSON"));

/// Its entity tag. A weak one: the bytes differ by how they are compressed.
static SPECIFICATION_VERSION: LazyLock<String> =
    LazyLock::new(|| format!("W/\"{}\"", &hex::encode(Sha256::digest(OPENAPI))[..16]));

impl General for Service {
    async fn get_health(&self, _: &Cx) -> Result<String, ApiError> {
        Ok("OK".into())
    }

    async fn get_readiness(&self, cx: &Cx) -> Result<ApiMessage, ApiError> {
        let not_ready = |why: &str| ApiError::unavailable(why, READY_RETRY);
        if cx.shutdown.is_cancelled() {
            return Err(not_ready("The server is shutting down."));
        }
        match self.store().check().await {
            Ok(()) => Ok(responses::report("The server is ready.")),
            Err(error) => Err(not_ready("The database does not answer, or takes no changes.").cause(error)),
        }
    }

    async fn get_metrics(&self, _: &Cx, (): ()) -> Result<String, ApiError> {
        self.metrics().text().map_err(ApiError::internal)
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
        let found = entitlements(self).await.map_err(Fault::from)?;
        let feature = |feature: Feature| {
            let shown = FeatureEntitlement {
                entitlement: Entitlement::Entitled,
                enabled: feature.enabled,
                actual: feature.actual.map(responses::count),
            };
            (feature.name.to_owned(), shown)
        };
        Ok(Entitlements {
            features: found.features.into_iter().map(feature).collect(),
            warnings: Vec::new(),
            errors: Vec::new(),
            has_license: false,
            trial: false,
            require_telemetry: false,
            refreshed_at: found.refreshed_at,
        })
    }

    async fn get_specification(
        &self,
        _: &Cx,
        params: GetSpecificationParams,
    ) -> Result<ObjectOkOrNotModifiedAnswer, ApiError> {
        let e_tag = SPECIFICATION_VERSION.clone();
        let known = params.if_none_match.unwrap_or_default();
        if known.split(',').map(str::trim).any(|tag| tag == "*" || tag == e_tag) {
            return Ok(ObjectOkOrNotModifiedAnswer::NotModified { e_tag });
        }
        Ok(ObjectOkOrNotModifiedAnswer::Ok { body: SPECIFICATION.clone(), e_tag })
    }
}
