//! What all licences of a deployment together entitle it to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use strum::VariantArray as _;
use uuid::Uuid;

use super::grants::{Grants, grants};
use super::{Entitlement, Feature, Granted, License, PublicKeys, TokenFault, warnings};

/// What is said where a licence wants telemetry, and there is none.
const TELEMETRY: &str = "License requires telemetry but telemetry is disabled";

/// A licence that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLicense {
    /// Its identity.
    pub uuid: Uuid,
    /// The licence as it was sent.
    pub token: String,
}

/// The deployment, as far as licences look at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deployment {
    /// Its identity.
    pub id: String,
    /// Users who count: active ones.
    pub active_users: i64,
    /// Servers that have run for longer than a minute.
    pub replicas: usize,
    /// Features that its settings switch on.
    pub switched_on: BTreeSet<Feature>,
    /// Whether it reports usage figures.
    pub telemetry: bool,
}

impl Deployment {
    /// How much of a feature is used; none where it isn't counted.
    pub(super) fn used(&self, feature: Feature) -> Option<i64> {
        match feature {
            Feature::UserLimit => Some(self.active_users),
            // There are no managed agents here.
            Feature::ManagedAgentLimit => Some(0),
            _ => None,
        }
    }
}

/// What a deployment may use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entitlements {
    /// Every feature.
    pub features: BTreeMap<Feature, Granted>,
    /// What administrators should know.
    pub warnings: Vec<String>,
    /// What is wrong.
    pub errors: Vec<String>,
    /// Whether there is a valid licence.
    pub has_license: bool,
    /// Whether it is for a trial.
    pub trial: bool,
    /// Whether a licence wants telemetry.
    pub require_telemetry: bool,
    /// When this was worked out.
    pub refreshed_at: DateTime<Utc>,
}

impl Entitlements {
    /// Whether the feature may be used.
    #[must_use]
    pub fn enables(&self, feature: Feature) -> bool {
        self.features.get(&feature).is_some_and(|granted| granted.enabled)
    }

    fn none(of: &Deployment, now: DateTime<Utc>) -> Self {
        let feature =
            |feature: &Feature| (*feature, Granted { actual: of.used(*feature), ..Granted::default() });
        Self {
            features: Feature::VARIANTS.iter().map(feature).collect(),
            refreshed_at: now,
            ..Self::default()
        }
    }
}

/// Without keys no licence is needed: everything is entitled, and on unless it is in `off`.
#[must_use]
pub fn free(of: &Deployment, off: &BTreeSet<Feature>, now: DateTime<Utc>) -> Entitlements {
    let feature = |feature: &Feature| {
        let actual = Some(of.active_users).filter(|_| *feature == Feature::UserLimit);
        let enabled = !off.contains(feature);
        (*feature, Granted { entitlement: Entitlement::Entitled, enabled, actual, ..Granted::default() })
    };
    Entitlements {
        features: Feature::VARIANTS.iter().map(feature).collect(),
        refreshed_at: now,
        ..Entitlements::default()
    }
}

/// What licences, in the order of their numbers, entitle the deployment to. `before` is what was worked out
/// last: it stays in force where a licence wants telemetry that there isn't.
#[must_use]
pub fn entitlements(
    kept: &[KeptLicense],
    keys: &PublicKeys,
    of: &Deployment,
    before: Option<&Entitlements>,
    now: DateTime<Utc>,
) -> Entitlements {
    let mut all = Entitlements::none(of, now);
    let mut periods = Vec::new();
    for KeptLicense { uuid, token } in kept {
        let claims = match License::read(token, keys, now) {
            Ok(license) if license.claims.holds_for(&of.id) => license.claims,
            Ok(_) => {
                all.errors.push(format!("Invalid license ({uuid}): it is for another deployment"));
                continue;
            }
            Err(TokenFault::Expired) => continue,
            Err(fault) => {
                all.errors.push(format!("Invalid license ({uuid}) parsing claims: {fault}"));
                continue;
            }
        };
        periods.extend(claims.not_before.zip(claims.license_expires));
        if claims.not_before.is_some_and(|start| start > now) {
            continue;
        }
        all.has_license = true;
        all.trial = claims.trial;
        all.require_telemetry |= claims.require_telemetry;
        let Grants { features, errors } = grants(*uuid, &claims, of, now);
        all.errors.extend(errors);
        for (feature, granted) in features {
            let known = all.features.entry(feature).or_default();
            *known = known.or_better(granted);
        }
    }
    if all.require_telemetry && !of.telemetry {
        let before = before.cloned().unwrap_or_else(|| Entitlements::none(of, now));
        return Entitlements {
            errors: vec![TELEMETRY.into()],
            require_telemetry: true,
            refreshed_at: now,
            ..before
        };
    }
    for granted in all.features.values_mut() {
        granted.enabled &= granted.entitlement > Entitlement::NotEntitled;
    }
    let end = warnings::end(&periods, now);
    all.warnings.extend(end.and_then(|end| warnings::ending(end, all.trial, now)));
    warnings::add(&mut all, of);
    all
}
