//! What administrators should know of their licences. Clients show these sentences as they are.

use chrono::{DateTime, TimeDelta, Utc};
use strum::VariantArray as _;

use super::{Deployment, Entitlement, Entitlements, Feature};

/// From how many days before the end on it is told.
const DAYS: i64 = 30;

/// The same for trials.
const DAYS_OF_TRIAL: i64 = 7;

/// When licences end: of those that follow one another without a gap, beginning with one that counts now,
/// the last.
pub(super) fn end(periods: &[(DateTime<Utc>, DateTime<Utc>)], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let mut periods = periods.to_vec();
    periods.sort_unstable();
    periods.into_iter().fold(None, |known, (start, end)| match known {
        None => Some(end).filter(|end| start <= now && now < *end),
        Some(last) if start <= last => Some(last.max(end)),
        Some(last) => Some(last),
    })
}

/// Says that licences end soon.
pub(super) fn ending(end: DateTime<Utc>, trial: bool, now: DateTime<Utc>) -> Option<String> {
    let day = TimeDelta::days(1).num_seconds();
    let seconds = (end - now).num_seconds();
    let days = (seconds + day - 1) / day;
    let told = if trial { DAYS_OF_TRIAL } else { DAYS };
    let word = if days == 1 { "day" } else { "days" };
    (0 < days && days < told).then(|| format!("Your license expires in {days} {word}."))
}

/// Adds what follows from the features and the deployment.
pub(super) fn add(all: &mut Entitlements, of: &Deployment) {
    if all.has_license {
        users(all);
        features(all, of);
    }
    replicas(all, of);
}

fn users(all: &mut Entitlements) {
    let Some(users) = all.features.get(&Feature::UserLimit) else { return };
    let (Some(limit), Some(actual)) = (users.limit, users.actual) else { return };
    if users.is_over() {
        let told = format!("Your deployment has {actual} active users but is only licensed for {limit}.");
        all.warnings.push(told);
    } else if users.entitlement == Entitlement::GracePeriod {
        let told = format!(
            "Your deployment has {actual} active users but the license with the limit {limit} is expired."
        );
        all.warnings.push(told);
    }
}

/// What is on in the settings and not covered. Replicas have words of their own.
fn features(all: &mut Entitlements, of: &Deployment) {
    for feature in Feature::VARIANTS {
        if feature.is_limit() || *feature == Feature::HighAvailability || !of.switched_on.contains(feature) {
            continue;
        }
        let title = feature.title();
        match all.features.get(feature).map(|granted| granted.entitlement).unwrap_or_default() {
            Entitlement::NotEntitled => all
                .warnings
                .push(format!("{title} is enabled but your license is not entitled to this feature.")),
            Entitlement::GracePeriod => {
                all.warnings.push(format!("{title} is enabled but your license for this feature is expired."))
            }
            Entitlement::Entitled => {}
        }
    }
}

fn replicas(all: &mut Entitlements, of: &Deployment) {
    if of.replicas < 2 {
        return;
    }
    let granted = all.features.get(&Feature::HighAvailability);
    let unable = "You will be unable to connect to workspaces.";
    match granted.map(|granted| granted.entitlement).unwrap_or_default() {
        Entitlement::Entitled => {}
        Entitlement::NotEntitled if all.has_license => all.errors.push(format!(
            "You have multiple replicas but your license is not entitled to high availability. {unable}"
        )),
        Entitlement::NotEntitled => all.errors.push(format!(
            "You have multiple replicas but high availability is an Enterprise feature. {unable}"
        )),
        Entitlement::GracePeriod => all.warnings.push(
            "You have multiple replicas but your license for high availability is expired. \
             Reduce to one replica or workspace connections will stop working."
                .into(),
        ),
    }
}
