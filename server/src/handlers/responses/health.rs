//! Answers about health.

use std::collections::BTreeMap;

use burgrave_api as api;
use burgrave_core::proxies::ProxyHealth;
use strum::VariantArray;

use super::{daemons, proxies};
use crate::application::App;
use crate::health::{Found, Message, Part, SLOW, Severity, State, of_proxies};
use crate::proxies::ProxyView;

/// What was found, as far as it counts.
pub(crate) fn report(app: &App, found: Found, all: Vec<ProxyView>, dismissed: &[Part]) -> api::HealthReport {
    let proxies = all.iter().map(|proxy| (proxy.name.as_str(), proxy.health == ProxyHealth::Ok));
    let proxies = of_proxies(proxies);
    let worst = Part::VARIANTS
        .iter()
        .filter(|part| !dismissed.contains(part))
        .map(|part| found.state(*part, &proxies).severity)
        .max()
        .unwrap_or_default();
    let of = |part| Told::of(found.state(part, &proxies), dismissed.contains(&part));
    api::HealthReport {
        time: found.at,
        healthy: worst < Severity::Error,
        severity: severity(worst),
        derp: derp(of(Part::Derp)),
        access_url: access_url(of(Part::AccessUrl), app, &found),
        websocket: websocket(of(Part::Websocket), &found),
        database: database(of(Part::Database), &found),
        workspace_proxy: workspace_proxy(of(Part::WorkspaceProxy), all),
        provisioner_daemons: provisioner_daemons(of(Part::ProvisionerDaemons), found),
        coder_version: app.settings().versions.told.clone(),
    }
}

/// The parts that are dismissed.
pub(crate) fn settings(dismissed: &[Part]) -> api::HealthSettings {
    let words = dismissed.iter().map(|part| part.as_str().to_owned());
    api::HealthSettings { dismissed_healthchecks: words.collect() }
}

/// What every part tells.
struct Told {
    severity: api::HealthSeverity,
    warnings: Vec<api::HealthMessage>,
    dismissed: bool,
    error: Option<String>,
    healthy: bool,
}

impl Told {
    fn of(state: State, dismissed: bool) -> Self {
        Self {
            severity: severity(state.severity),
            warnings: state.warnings.into_iter().map(message).collect(),
            dismissed,
            error: state.error,
            healthy: state.severity < Severity::Error,
        }
    }
}

const fn severity(of: Severity) -> api::HealthSeverity {
    match of {
        Severity::Ok => api::HealthSeverity::Ok,
        Severity::Warning => api::HealthSeverity::Warning,
        Severity::Error => api::HealthSeverity::Error,
    }
}

fn message(of: Message) -> api::HealthMessage {
    api::HealthMessage { code: of.code.to_owned(), message: of.text }
}

fn derp(told: Told) -> api::DerpHealth {
    let Told { severity, warnings, dismissed, error, healthy } = told;
    let (regions, netcheck_logs) = (BTreeMap::new(), Vec::new());
    api::DerpHealth { severity, warnings, dismissed, error, healthy, regions, netcheck_logs }
}

fn access_url(told: Told, app: &App, found: &Found) -> api::AccessUrlHealth {
    let Told { severity, warnings, dismissed, error, healthy } = told;
    api::AccessUrlHealth {
        severity,
        warnings,
        dismissed,
        error,
        healthy,
        access_url: app.settings().access_url().to_owned(),
        reachable: found.access_url.status != 0,
        status_code: found.access_url.status.into(),
        healthz_response: found.access_url.body.clone(),
    }
}

fn websocket(told: Told, found: &Found) -> api::WebSocketHealth {
    let Told { severity, warnings, dismissed, error, healthy } = told;
    let (body, code) = (found.websocket.body.clone(), found.websocket.status.into());
    api::WebSocketHealth { severity, warnings, dismissed, error, healthy, body, code }
}

fn database(told: Told, found: &Found) -> api::DatabaseHealth {
    let Told { severity, warnings, dismissed, error, healthy } = told;
    let took = found.database.took;
    api::DatabaseHealth {
        severity,
        warnings,
        dismissed,
        error,
        healthy,
        reachable: found.database.reachable,
        latency: format!("{took:?}"),
        latency_ms: i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
        threshold_ms: i64::try_from(SLOW.as_millis()).unwrap_or(i64::MAX),
    }
}

fn workspace_proxy(told: Told, all: Vec<ProxyView>) -> api::WorkspaceProxyHealth {
    let Told { severity, warnings, dismissed, error, healthy } = told;
    let regions = all.into_iter().map(proxies::proxy).collect();
    let workspace_proxies = api::WorkspaceProxiesResponse { regions };
    api::WorkspaceProxyHealth { severity, warnings, dismissed, error, healthy, workspace_proxies }
}

fn provisioner_daemons(told: Told, found: Found) -> api::ProvisionerDaemonsHealth {
    let Told { severity, warnings, dismissed, error, .. } = told;
    // Whether daemons are there is told as it was found, beside the rest.
    let now = found.at;
    let items = found.daemons.1.into_iter().map(|one| api::ProvisionerDaemonHealth {
        provisioner_daemon: daemons::daemon(one.daemon, now),
        warnings: one.warnings.into_iter().map(message).collect(),
    });
    api::ProvisionerDaemonsHealth { severity, warnings, dismissed, error, items: items.collect() }
}
