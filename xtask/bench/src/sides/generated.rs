//! The generated traits and shims, and the runtime under them, without the application.

use std::sync::Arc;

use burgrave_api::{ApiError, Cx, Settings};

use super::{data, kind};

#[allow(dead_code, unreachable_pub, missing_docs)] // the program uses two operations of what is written
mod contract {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

use contract::{Guard, Organization, OrganizationPath, Plain};

struct Server;

impl Guard for Server {}

impl Plain for Server {
    async fn list_organizations(&self, _: &Cx) -> Result<Vec<Organization>, ApiError> {
        Ok(data::all().into_iter().map(shown).collect())
    }

    async fn get_organization(&self, _: &Cx, _: OrganizationPath) -> Result<Organization, ApiError> {
        Ok(shown(data::one(1)))
    }
}

fn shown(of: data::Organization) -> Organization {
    Organization {
        id: of.id,
        name: of.name,
        display_name: of.display_name,
        icon: of.icon,
        description: of.description,
        created_at: of.created_at,
        updated_at: of.updated_at,
        is_default: of.is_default,
    }
}

pub(super) async fn serve() -> Result<(), String> {
    let log = slog::Logger::root(slog::Discard, slog::o!());
    let settings = Settings::new(([127, 0, 0, 1], 0).into(), "v0");
    let running =
        contract::serve(Arc::new(Server), settings, log).await.map_err(|error| error.to_string())?;
    kind::say(running.local_address());
    kind::forever().await
}
