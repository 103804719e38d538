//! Whether proxies can be used.

use burgrave_core::ids::WorkspaceProxyId;
use burgrave_core::licensing::Feature;
use burgrave_core::proxies::ProxyHealth;
use burgrave_store::{ProxyFinding, StoreError, WorkspaceProxyRecord};
use chrono::TimeDelta;
use futures::{StreamExt, stream};
use slog::warn;

use super::check::check;
use crate::background::{Failed, Stop, Task};
use crate::service::Service;

/// How many proxies are asked at a time.
const AT_ONCE: usize = 32;

/// A proxy that registers is asked at once unless it was asked within this time.
const RECENTLY: TimeDelta = TimeDelta::seconds(5);

/// Programs of proxies are forgotten when they were not heard of for this time.
const KEPT: TimeDelta = TimeDelta::minutes(30);

/// Asks all proxies again and again, on one replica for all of them.
pub(crate) fn check_all(app: &Service, every: TimeDelta) -> Task {
    let app = app.clone();
    Task::on_one_replica("proxy_health", every, move |stop| run(app.clone(), stop))
}

async fn run(app: Service, stop: Stop) -> Result<(), Failed> {
    let before = app.now() - KEPT;
    app.store().write(move |tx| async move { tx.delete_proxy_replicas_seen_before(before).await }).await?;
    if !app.entitled().enables(Feature::WorkspaceProxy) {
        return Ok(());
    }
    let proxies = app.store().scan(|reader| async move { reader.workspace_proxies().await }).await?;
    let placed = proxies.into_iter().filter(|proxy| !proxy.url.is_empty());
    let checks = stream::iter(placed)
        .map(|proxy| async { ask(&app, proxy).await })
        .buffer_unordered(AT_ONCE)
        .take_until(stop.cancelled());
    let mut checks = std::pin::pin!(checks);
    while let Some(noted) = checks.next().await {
        noted?;
    }
    Ok(())
}

/// Asks one proxy after it has registered, beside the answer to it: it isn't known to be healthy, or has moved.
pub(crate) fn check_soon(app: &Service, proxy: WorkspaceProxyId) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(fault) = check_one(&app, proxy).await {
            warn!(app.log(), "a proxy could not be checked; it is tried again"; "cause" => %Failed::from(fault));
        }
    });
}

async fn check_one(app: &Service, proxy: WorkspaceProxyId) -> Result<(), StoreError> {
    let found = app.store().read(move |reader| async move { reader.workspace_proxy(proxy).await }).await?;
    let Some(found) = found.filter(|found| !found.url.is_empty()) else { return Ok(()) };
    let recently = found.checked_at.is_some_and(|checked| checked > app.now() - RECENTLY);
    match ProxyHealth::read(&found.health) {
        ProxyHealth::Ok => Ok(()),
        ProxyHealth::Unreachable | ProxyHealth::Unhealthy if recently => Ok(()),
        _ => ask(app, found).await,
    }
}

/// Asks a proxy, and notes what it said.
async fn ask(app: &Service, proxy: WorkspaceProxyRecord) -> Result<(), StoreError> {
    let found = check(app.outgoing(), &proxy.url).await;
    let finding = ProxyFinding {
        id: proxy.id,
        url: proxy.url,
        health: found.health.as_str().into(),
        errors: found.errors,
        warnings: found.warnings,
        checked_at: app.now(),
    };
    app.store()
        .write(move |tx| {
            let finding = finding.clone();
            async move { tx.note_proxy_finding(&finding).await.map(drop) }
        })
        .await
}
