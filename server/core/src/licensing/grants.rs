//! What one licence grants.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeZone as _, Utc};
use strum::VariantArray as _;
use uuid::Uuid;

use super::{Claims, Deployment, Entitlement, Feature, FeatureSet, Granted, UsagePeriod};

/// What a licence of the set `premium` grants of managed agents where it says nothing of them.
const DEFAULT_AGENTS: i64 = 1000;

/// The addon that covers what governs artificial intelligence.
const AI_GOVERNANCE: &str = "ai_governance";

/// What a licence grants.
pub(super) struct Grants {
    /// By feature.
    pub(super) features: BTreeMap<Feature, Granted>,
    /// What is wrong with it.
    pub(super) errors: Vec<String>,
}

/// The grants of a licence that counts now.
pub(super) fn grants(id: Uuid, claims: &Claims, of: &Deployment, now: DateTime<Utc>) -> Grants {
    let over = claims.license_expires.is_some_and(|end| now > end);
    let entitlement = if over { Entitlement::GracePeriod } else { Entitlement::Entitled };
    let mut grants = Grants { features: BTreeMap::new(), errors: Vec::new() };
    let plain = |feature: Feature| Granted {
        entitlement,
        enabled: feature.is_always_on() || of.switched_on.contains(&feature),
        ..Granted::default()
    };
    let set = claims.set();
    let named = claims.features.iter().filter(|(_, number)| **number > 0);
    let named: BTreeSet<Feature> = named.filter_map(|(name, _)| name.parse().ok()).collect();
    for feature in Feature::VARIANTS {
        if set.contains(*feature) || (named.contains(feature) && !feature.is_limit()) {
            grants.features.insert(*feature, plain(*feature));
        }
    }
    let limited = Granted { entitlement, enabled: true, ..Granted::default() };
    for feature in [Feature::UserLimit, Feature::AiGovernanceUserLimit] {
        if named.contains(&feature) {
            let limit = claims.features.get(feature.as_str()).copied();
            grants.features.insert(feature, Granted { limit, ..limited });
        }
    }
    let period = period(claims);
    if let Some(granted) = agents(claims, set, limited, period) {
        grants.features.insert(Feature::ManagedAgentLimit, granted);
    }
    if let Some(granted) = hours(claims, limited, period) {
        grants.features.insert(Feature::AgentRuntimeHours, granted);
    }
    for (feature, granted) in &mut grants.features {
        granted.actual = of.used(*feature);
    }
    if claims.addons.iter().any(|addon| addon == AI_GOVERNANCE) {
        if named.contains(&Feature::AiGovernanceUserLimit) {
            for feature in [Feature::Aibridge, Feature::Boundary] {
                grants.features.entry(feature).or_insert_with(|| plain(feature));
            }
        } else {
            grants.errors.push(format!(
                "Invalid license ({id}): the addon {AI_GOVERNANCE} needs the feature ai_governance_user_limit"
            ));
        }
    }
    grants
}

/// The time in which numbers of the licence are used up.
fn period(claims: &Claims) -> Option<UsagePeriod> {
    Some(UsagePeriod {
        issued_at: claims.issued_at?,
        start: claims.not_before?,
        end: claims.license_expires?,
    })
}

/// Managed agents. Older licences name two limits, of which the lower one counts.
fn agents(
    claims: &Claims,
    set: FeatureSet,
    limited: Granted,
    period: Option<UsagePeriod>,
) -> Option<Granted> {
    let said = ["managed_agent_limit", "managed_agent_limit_soft"]
        .iter()
        .find_map(|name| claims.features.get(*name).filter(|limit| **limit >= 0));
    match said {
        Some(limit) if *limit > 0 => Some(Granted { limit: Some(*limit), period, ..limited }),
        None if set == FeatureSet::Premium => {
            let year = |year| Utc.with_ymd_and_hms(year, 7, 1, 0, 0, 0).single();
            let (start, end) = (year(2025)?, year(2125)?);
            let period = Some(UsagePeriod { issued_at: start, start, end });
            Some(Granted { limit: Some(DEFAULT_AGENTS), period, ..limited })
        }
        _ => None,
    }
}

/// Hours of agents; −1 is any number.
fn hours(claims: &Claims, limited: Granted, period: Option<UsagePeriod>) -> Option<Granted> {
    let number = |name: &str| claims.features.get(name).copied();
    let allocation = number("agent_runtime_hours_allocation").filter(|hours| *hours > 0 || *hours == -1)?;
    let bound = |name: &str| number(name).filter(|hours| *hours >= 0);
    Some(Granted {
        limit: Some(allocation).filter(|hours| *hours > 0),
        soft_limit: bound("agent_runtime_hours_limit_soft"),
        hard_limit: bound("agent_runtime_hours_limit_hard"),
        period,
        ..limited
    })
}
