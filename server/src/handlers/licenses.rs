//! Licences.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{AddLicenseRequest, ApiMessage, License, LicensePath, Licenses};

use super::responses;
use crate::application::Caller;
use crate::governance::licenses::{self, LicenseView};
use crate::service::Service;

impl Licenses for Service {
    async fn list_licenses(&self, _: &Cx, caller: Arc<Caller>) -> Result<Vec<License>, ApiError> {
        Ok(licenses::list(self, &caller).await?.into_iter().map(shown).collect())
    }

    async fn add_license(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: AddLicenseRequest,
    ) -> Result<License, ApiError> {
        Ok(shown(licenses::add(self, caller, cx, body.license).await?))
    }

    async fn refresh_entitlements(&self, cx: &Cx, caller: Arc<Caller>) -> Result<ApiMessage, ApiError> {
        licenses::refresh_now(self, caller, cx).await?;
        Ok(responses::report("Entitlements updated"))
    }

    async fn delete_license(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: LicensePath,
    ) -> Result<(), ApiError> {
        Ok(licenses::delete(self, caller, cx, &params.license).await?)
    }
}

fn shown(of: LicenseView) -> License {
    License {
        id: i32::try_from(of.id).unwrap_or(i32::MAX),
        uuid: of.uuid,
        uploaded_at: of.uploaded_at,
        claims: of.claims.into_iter().collect(),
    }
}
