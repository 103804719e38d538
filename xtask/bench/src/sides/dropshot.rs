//! dropshot alone, as its documentation has it.

use dropshot::{
    ApiDescription, ConfigDropshot, HttpError, HttpResponseOk, Path, RequestContext, ServerBuilder, endpoint,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::data::{self, Organization};
use super::kind;

#[derive(Deserialize, JsonSchema)]
struct OrganizationPath {
    organization: String,
}

/// Ten organizations.
#[endpoint { method = GET, path = "/api/v2/organizations" }]
async fn list_organizations(_: RequestContext<()>) -> Result<HttpResponseOk<Vec<Organization>>, HttpError> {
    Ok(HttpResponseOk(data::all()))
}

/// One organization.
#[endpoint { method = GET, path = "/api/v2/organizations/{organization}" }]
async fn get_organization(
    _: RequestContext<()>,
    path: Path<OrganizationPath>,
) -> Result<HttpResponseOk<Organization>, HttpError> {
    let _ = path.into_inner().organization;
    Ok(HttpResponseOk(data::one(1)))
}

pub(super) async fn serve() -> Result<(), String> {
    let mut api = ApiDescription::new();
    api.register(list_organizations).map_err(|error| error.to_string())?;
    api.register(get_organization).map_err(|error| error.to_string())?;
    let log = slog::Logger::root(slog::Discard, slog::o!());
    let address = ([127, 0, 0, 1], 0).into();
    let config = ConfigDropshot { bind_address: address, ..ConfigDropshot::default() };
    let server =
        ServerBuilder::new(api, (), log).config(config).start().map_err(|error| error.to_string())?;
    kind::say(server.local_addr());
    kind::forever().await
}
