//! Questions about permissions.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{Authorization, AuthorizationCheck, AuthorizationRequest, ScopeCatalogue};
use burgrave_core::authorization::ScopeName;

use super::requests;
use crate::application::Caller;
use crate::identity::authorization::check::{Question, check};
use crate::service::Service;

impl Authorization for Service {
    async fn list_scopes(&self, _: &Cx) -> Result<ScopeCatalogue, ApiError> {
        let mut external: Vec<_> = ScopeName::offered().map(|scope| scope.to_string()).collect();
        external.sort_unstable();
        Ok(ScopeCatalogue { external })
    }

    async fn check_authorization(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        body: AuthorizationRequest,
    ) -> Result<BTreeMap<String, bool>, ApiError> {
        let checks = body.checks.value().unwrap_or_default();
        let questions = checks.into_iter().map(|(key, asked)| (key, question(asked))).collect();
        Ok(check(self, caller, questions).await?)
    }
}

fn question(asked: AuthorizationCheck) -> Question {
    Question {
        resource: asked.object.resource_type,
        action: asked.action.value().unwrap_or_default(),
        owner: requests::filter(asked.object.owner_id.value()),
        organization: requests::filter(asked.object.organization_id.value()),
        stored: requests::filter(asked.object.resource_id.value()),
        in_any_organization: asked.object.any_org.value().unwrap_or_default(),
    }
}
