//! Keys by which daemons on other machines come in.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx, StatusCode};
use burgrave_api::{
    CreateProvisionerKeyRequest, CreateProvisionerKeyResponse, GetProvisionerKeyParams, OrganizationPath,
    OrganizationProvisionerkeyPath, ProvisionerKey, ProvisionerKeyDaemons, ProvisionerKeys,
};
use burgrave_core::provisioning::key::{KeySecret, SECRET_LENGTH};

use super::responses;
use crate::application::Caller;
use crate::guard;
use crate::provisioning::keys::{self, CreateKey, DeleteKey, SecretFault};
use crate::service::Service;

/// The header that holds a key's secret.
const HEADER: &str = "Coder-Provisioner-Daemon-Key";

impl ProvisionerKeys for Service {
    async fn list_provisioner_keys(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<Vec<ProvisionerKey>, ApiError> {
        let found = keys::list(self, caller, params.organization).await?;
        found.into_iter().map(responses::daemons::key).collect()
    }

    async fn create_provisioner_key(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: CreateProvisionerKeyRequest,
    ) -> Result<CreateProvisionerKeyResponse, ApiError> {
        let secret = KeySecret::generate(self.entropy());
        let key = secret.reveal().to_owned();
        let tags = body.tags.value().unwrap_or_default();
        let organization = params.organization;
        self.execute(CreateKey { organization, name: body.name, tags, secret }, caller, cx).await?;
        Ok(CreateProvisionerKeyResponse { key })
    }

    async fn list_provisioner_key_daemons(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<Vec<ProvisionerKeyDaemons>, ApiError> {
        let now = self.now();
        let found = keys::list_with_daemons(self, caller, params.organization).await?;
        found.into_iter().map(|one| responses::daemons::key_with_daemons(one, now)).collect()
    }

    async fn delete_provisioner_key(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationProvisionerkeyPath,
    ) -> Result<(), ApiError> {
        let OrganizationProvisionerkeyPath { organization, provisionerkey: name } = params;
        Ok(self.execute(DeleteKey { organization, name }, caller, cx).await?)
    }

    async fn get_provisioner_key(
        &self,
        cx: &Cx,
        params: GetProvisionerKeyParams,
    ) -> Result<ProvisionerKey, ApiError> {
        guard::admit_daemon(self, cx)?;
        let invalid = |status| ApiError::new(status, "provisioner daemon key invalid");
        match keys::of_secret(self, params.coder_provisioner_daemon_key.as_deref()).await? {
            Ok(key) => responses::daemons::key(key),
            Err(SecretFault::Missing) => {
                let message = format!("unable to auth: please provide the {HEADER} header");
                Err(ApiError::new(StatusCode::FORBIDDEN, message))
            }
            Err(SecretFault::Malformed) => {
                Err(invalid(StatusCode::BAD_REQUEST).detail(format!("must be {SECRET_LENGTH} characters")))
            }
            Err(SecretFault::Unknown) => {
                guard::wrong_daemon(self, cx).await?;
                Err(invalid(StatusCode::UNAUTHORIZED))
            }
        }
    }
}
