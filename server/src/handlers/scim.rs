//! Discovery, search and bulk requests of SCIM, and what the handlers of users and groups share.

use std::collections::BTreeMap;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{FilterQuery, IdPath, ListScimResourcesParams, Scim, ScimBulkResponse, ScimListResponse};
use burgrave_core::scim::projection::Projection;
use serde_json::{Map, Value};

use super::{requests, responses};
use crate::application::App;
use crate::fault::Fault;
use crate::federation::scim::key::IdentityProvider;
use crate::federation::scim::page::Page;
use crate::federation::scim::query::Query;
use crate::federation::scim::{bulk, discovery, search};
use crate::guard::refusals;
use crate::service::Service;

impl Scim for Service {
    async fn list_scim_resources(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: ListScimResourcesParams,
    ) -> Result<ScimListResponse, ApiError> {
        let shown = projection(params.attributes, params.excluded_attributes);
        let pages = (params.start_index, params.count);
        let query = query(params.filter, pages, params.sort_by, params.sort_order, shown);
        Ok(list(search::search(self, base(self, cx), query).await?))
    }

    async fn search_scim(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        body: BTreeMap<String, Value>,
    ) -> Result<ScimListResponse, ApiError> {
        let query = Query::from_body(&object(body)).map_err(Fault::from)?;
        Ok(list(search::search(self, base(self, cx), query).await?))
    }

    async fn bulk_scim(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        body: BTreeMap<String, Value>,
    ) -> Result<ScimBulkResponse, ApiError> {
        let done = bulk::bulk(self, cx.into(), base(self, cx), &object(body)).await?;
        refusals::record_parts(self, cx, done.refused).await;
        Ok(ScimBulkResponse {
            schemas: vec!["urn:ietf:params:scim:api:messages:2.0:BulkResponse".into()],
            operations: done.answers.into_iter().map(|answer| answer.into_iter().collect()).collect(),
        })
    }

    async fn get_scim_service_provider_config(&self, cx: &Cx) -> Result<BTreeMap<String, Value>, ApiError> {
        Ok(discovery::configuration(self, &base(self, cx))?.into_iter().collect())
    }

    async fn list_scim_schemas(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: FilterQuery,
    ) -> Result<ScimListResponse, ApiError> {
        unfiltered(params.filter)?;
        Ok(list(Page::whole(discovery::schemas(&base(self, cx)))))
    }

    async fn get_scim_schema(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: IdPath,
    ) -> Result<BTreeMap<String, Value>, ApiError> {
        Ok(discovery::named(discovery::schemas(&base(self, cx)), &params.id)?.into_iter().collect())
    }

    async fn list_scim_resource_types(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: FilterQuery,
    ) -> Result<ScimListResponse, ApiError> {
        unfiltered(params.filter)?;
        Ok(list(Page::whole(discovery::resource_types(&base(self, cx)))))
    }

    async fn get_scim_resource_type(
        &self,
        cx: &Cx,
        _: IdentityProvider,
        params: IdPath,
    ) -> Result<BTreeMap<String, Value>, ApiError> {
        Ok(discovery::named(discovery::resource_types(&base(self, cx)), &params.id)?.into_iter().collect())
    }
}

/// RFC 7644 §4 requires 403 for a filter here.
fn unfiltered(filter: Option<String>) -> Result<(), ApiError> {
    match requests::filter(filter) {
        Some(_) => Err(ApiError::forbidden("This list can't be filtered.")),
        None => Ok(()),
    }
}

/// The base URL by which SCIM was called.
pub(super) fn base(app: &App, cx: &Cx) -> String {
    let mount = if cx.path.starts_with("/api/") { "/api/v2/scim/v2" } else { "/scim/v2" };
    format!("{}{mount}", app.settings().access_url())
}

/// A body with any properties.
pub(super) fn object(body: BTreeMap<String, Value>) -> Map<String, Value> {
    body.into_iter().collect()
}

/// The attributes that the answer has.
pub(super) fn projection(attributes: Option<String>, excluded: Option<String>) -> Projection {
    Projection::new(attributes.as_deref(), excluded.as_deref())
}

/// The query of a list.
pub(super) fn query(
    filter: Option<String>,
    (start_index, count): (i64, i64),
    sort_by: Option<String>,
    sort_order: Option<String>,
    projection: Projection,
) -> Query {
    Query { filter: requests::filter(filter), start_index, count, sort_by, sort_order, projection }
}

/// A list response of the protocol.
pub(super) fn list(page: Page) -> ScimListResponse {
    ScimListResponse {
        schemas: vec!["urn:ietf:params:scim:api:messages:2.0:ListResponse".into()],
        total_results: responses::int64(page.total),
        start_index: responses::int64(page.first),
        items_per_page: responses::int64(page.resources.len() as u64),
        resources: page.resources.into_iter().map(|one| one.into_iter().collect()).collect(),
    }
}
