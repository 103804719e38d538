//! Answers about workspace proxies.

use std::collections::BTreeMap;

use burgrave_api::{
    CryptoKeyFeature, ProxyHealthReport, ProxyHealthStatus, Region, RegisterWorkspaceProxyResponse, Replica,
    UpdateWorkspaceProxyResponse, WorkspaceProxy, WorkspaceProxyStatus,
};
use burgrave_core::proxies::{CryptoFeature, ProxyHealth, ProxyToken, REGIONS};
use burgrave_store::ProxyReplicaRecord;
use serde_json::json;

use crate::proxies::{CryptoKey, ProxyView, Registered};

pub(crate) fn proxy(of: ProxyView) -> WorkspaceProxy {
    WorkspaceProxy {
        id: of.id,
        name: of.name,
        display_name: of.display_name,
        icon_url: of.icon,
        healthy: of.health == ProxyHealth::Ok,
        path_app_url: of.url,
        wildcard_hostname: of.wildcard_hostname,
        derp_enabled: of.derp_enabled,
        derp_only: of.derp_only,
        status: WorkspaceProxyStatus {
            status: match of.health {
                ProxyHealth::Ok => ProxyHealthStatus::Ok,
                ProxyHealth::Unreachable => ProxyHealthStatus::Unreachable,
                ProxyHealth::Unhealthy => ProxyHealthStatus::Unhealthy,
                ProxyHealth::Unregistered => ProxyHealthStatus::Unregistered,
                ProxyHealth::Unknown => ProxyHealthStatus::Unknown,
            },
            report: ProxyHealthReport { errors: of.errors, warnings: of.warnings },
            checked_at: of.checked_at,
        },
        created_at: of.created_at,
        updated_at: of.updated_at,
        deleted: false,
        version: of.version,
    }
}

/// What a program hears. This server relays no connections, so that its map of relays is empty.
pub(crate) fn registered(of: Registered) -> RegisterWorkspaceProxyResponse {
    let region = i32::try_from(REGIONS.saturating_add(of.number)).unwrap_or(i32::MAX);
    let sibling = |replica: ProxyReplicaRecord| Replica {
        id: replica.id.into(),
        hostname: replica.hostname,
        created_at: replica.started_at,
        relay_address: replica.relay_address,
        region_id: region,
        error: replica.error,
        database_latency: 0,
    };
    RegisterWorkspaceProxyResponse {
        derp_mesh_key: String::new(),
        derp_region_id: region,
        derp_map: BTreeMap::from([("Regions".to_owned(), json!({}))]),
        derp_force_websockets: false,
        sibling_replicas: of.siblings.into_iter().map(sibling).collect(),
    }
}

pub(crate) fn crypto_key(of: CryptoKey) -> burgrave_api::CryptoKey {
    burgrave_api::CryptoKey {
        feature: match of.feature {
            CryptoFeature::WorkspaceAppsToken => CryptoKeyFeature::WorkspaceAppsToken,
            CryptoFeature::WorkspaceAppsApiKey => CryptoKeyFeature::WorkspaceAppsApiKey,
        },
        secret: hex::encode(of.secret),
        deletes_at: of.deletes_at,
        sequence: i32::try_from(of.sequence).unwrap_or(i32::MAX),
        starts_at: of.starts_at,
    }
}

/// A proxy with its token, where that is a new one.
pub(crate) fn with_token(of: ProxyView, token: Option<ProxyToken>) -> UpdateWorkspaceProxyResponse {
    let id = of.id;
    let proxy_token = token.map(|token| token.of(id.into()).reveal()).unwrap_or_default();
    UpdateWorkspaceProxyResponse { proxy: proxy(of), proxy_token }
}

pub(crate) fn region(of: ProxyView) -> Region {
    Region {
        id: of.id,
        name: of.name,
        display_name: of.display_name,
        icon_url: of.icon,
        healthy: of.health == ProxyHealth::Ok,
        path_app_url: of.url,
        wildcard_hostname: of.wildcard_hostname,
    }
}
