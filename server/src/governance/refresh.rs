//! What follows from licences, users and settings, worked out anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use burgrave_core::licensing::{Deployment, Entitlements, Feature, KeptLicense, entitlements, free};
use burgrave_store::{REPLICA_SILENCE, Reader, StoreError, UserFilter, UserStatus};
use chrono::{DateTime, TimeDelta, Utc};
use slog::warn;

use super::appearance;
use crate::application::{App, AppSettings};
use crate::background::Task;
use crate::fault::Fault;
use crate::service::Service;

/// How often it is worked out without an occasion.
const EVERY: TimeDelta = TimeDelta::minutes(10);

/// A replica counts once it has run for so long: while one takes the place of another, both are there.
const GRACE: TimeDelta = TimeDelta::minutes(1);

/// Features whose settings are on by default.
const ON: [Feature; 8] = [
    Feature::AuditLog,
    Feature::TemplateRbac,
    Feature::AdvancedTemplateScheduling,
    Feature::WorkspaceProxy,
    Feature::UserRoleManagement,
    Feature::AccessControl,
    Feature::ControlSharedPorts,
    Feature::ExternalProvisionerDaemons,
];

/// What the deployment may use. Where no licence is needed, it is worked out at this moment.
///
/// # Errors
/// The database's.
pub(crate) async fn current(app: &App) -> Result<Arc<Entitlements>, StoreError> {
    if app.settings().governance.license_keys.is_empty() {
        work_out(app).await?;
    }
    Ok(app.entitled().now())
}

/// Works out what the deployment may use.
///
/// # Errors
/// The database's.
async fn work_out(app: &App) -> Result<(), StoreError> {
    let (settings, now, shared) = (app.settings(), app.now(), app.store().is_shared());
    let keys = &settings.governance.license_keys;
    let licensed = !keys.is_empty();
    let read = move |reader: Reader| async move { Found::read(&reader, licensed, shared, now).await };
    let Found { active_users, replicas, kept } = app.store().scan(read).await?;
    let of = Deployment {
        id: settings.deployment_id.to_string(),
        active_users,
        replicas,
        switched_on: switched_on(settings),
        telemetry: false,
    };
    let all = match licensed {
        false => free(&of, &settings.features_off, now),
        true => {
            let mut all = entitlements(&kept, keys, &of, Some(&app.entitled().now()), now);
            for (feature, granted) in &mut all.features {
                granted.enabled &= !settings.features_off.contains(feature);
            }
            all
        }
    };
    app.entitled().replace(all);
    Ok(())
}

/// What the database says.
struct Found {
    active_users: i64,
    replicas: usize,
    kept: Vec<KeptLicense>,
}

impl Found {
    async fn read(
        reader: &Reader,
        licensed: bool,
        shared: bool,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let active = UserFilter { statuses: vec![UserStatus::Active], ..UserFilter::default() };
        let active_users = i64::try_from(reader.count_users(&active).await?).unwrap_or(i64::MAX);
        if !licensed {
            return Ok(Self { active_users, replicas: 0, kept: Vec::new() });
        }
        let living =
            if shared { reader.replicas_seen_since(now - REPLICA_SILENCE).await? } else { Vec::new() };
        let replicas = living.iter().filter(|replica| replica.started_at <= now - GRACE).count();
        let licenses = reader.licenses().await?;
        let kept = licenses.into_iter().map(|one| KeptLicense { uuid: one.uuid, token: one.token.0 });
        Ok(Self { active_users, replicas, kept: kept.collect() })
    }
}

/// The features that settings switch on.
fn switched_on(settings: &AppSettings) -> BTreeSet<Feature> {
    let mut on = BTreeSet::from(ON);
    on.extend((!settings.scim_keys.is_empty()).then_some(Feature::Scim));
    on.extend(settings.encrypts_tokens.then_some(Feature::ExternalTokenEncryption));
    on.retain(|feature| !settings.features_off.contains(feature));
    on
}

/// Works out everything that is kept in memory: what may be used, and how pages look.
///
/// # Errors
/// The database's.
pub(crate) async fn refresh(app: &Service) -> Result<(), Fault> {
    work_out(app).await?;
    let kept = appearance::shown(app).await?;
    app.looks().wear(kept.as_ref());
    Ok(())
}

/// The same after a change, which is done whatever becomes of this: the others were told, and it is tried
/// again by and by.
pub(crate) async fn after_a_change(app: &Service) {
    if let Err(fault) = refresh(app).await {
        let cause = crate::background::Failed::from(fault);
        warn!(app.log(), "what follows from a change can't be worked out yet"; "cause" => %cause);
    }
}

/// Works it out again and again: licences begin and end, and users come and go.
pub(crate) fn keep_fresh(app: &Service) -> Task {
    let app = app.clone();
    Task::on_each_replica("entitlements", EVERY, move |_| {
        let app = app.clone();
        async move { Ok(refresh(&app).await?) }
    })
}
