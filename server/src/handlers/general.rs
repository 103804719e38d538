//! Liveness, readiness, the version, and the specification itself.

use std::sync::LazyLock;

use burgrave_api::{ApiError, BuildInfoResponse, Cx, General, Response};
use serde_json::Value;
use slog::warn;

use crate::application::App;

/// When to ask again whether the server is ready, in seconds.
const RETRY_AFTER: u64 = 5;
/// Version of the protocol between the control plane and workspace agents, as clients of this API know it.
const AGENT_API_VERSION: &str = "2.0";
/// Version of the protocol that provisioner daemons speak.
const PROVISIONER_API_VERSION: &str = "1.0";

static SPECIFICATION: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(burgrave_api::OPENAPI).expect("the build wrote it as JSON"));

impl General for App {
    async fn get_health(&self, _: &Cx) -> Result<String, ApiError> {
        Ok("OK".to_owned())
    }

    async fn get_readiness(&self, cx: &Cx) -> Result<Response, ApiError> {
        if cx.shutdown.is_cancelled() {
            return Err(ApiError::unavailable("The server is shutting down.", RETRY_AFTER));
        }
        self.store().check().await.map_err(|cause| {
            warn!(cx.log, "not ready"; "cause" => %cause);
            ApiError::unavailable("The database does not answer.", RETRY_AFTER)
        })?;
        Ok(message("The server is ready."))
    }

    async fn get_api_root(&self, _: &Cx) -> Result<Response, ApiError> {
        Ok(message("\u{1F44B}"))
    }

    async fn get_build_info(&self, _: &Cx) -> Result<BuildInfoResponse, ApiError> {
        Ok(BuildInfoResponse {
            external_url: format!("{}/api/v2/openapi.json", self.settings().access_url()),
            version: crate::VERSION.to_owned(),
            dashboard_url: self.settings().access_url().to_owned(),
            telemetry: false,
            workspace_proxy: false,
            agent_api_version: AGENT_API_VERSION.to_owned(),
            provisioner_api_version: PROVISIONER_API_VERSION.to_owned(),
            upgrade_message: String::new(),
            deployment_id: self.settings().deployment_id,
            webpush_public_key: None,
        })
    }

    async fn get_specification(&self, _: &Cx) -> Result<Value, ApiError> {
        Ok(SPECIFICATION.clone())
    }
}

fn message(text: &str) -> Response {
    Response { message: text.to_owned(), detail: None, validations: None }
}
