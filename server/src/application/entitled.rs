//! What the deployment may use, as it was worked out last.

use std::sync::{Arc, PoisonError, RwLock};

use burgrave_core::licensing::{Deployment, Entitlements, Feature, entitlements, free};
use burgrave_core::provisioning::schedule::QuietRule;
use chrono::{DateTime, Utc};

use super::{App, AppSettings};

/// The features of the deployment. Requests look at them, and whoever works them out anew replaces them.
pub(crate) struct Entitled(RwLock<Arc<Entitlements>>);

impl Entitled {
    /// Before anything is known of licences and users.
    pub(super) fn at_first(settings: &AppSettings, now: DateTime<Utc>) -> Self {
        let (keys, nobody) = (&settings.governance.license_keys, Deployment::default());
        let all = match keys.is_empty() {
            true => free(&nobody, &settings.features_off, now),
            false => entitlements(&[], keys, &nobody, None, now),
        };
        Self(RwLock::new(Arc::new(all)))
    }

    /// All of it.
    pub(crate) fn now(&self) -> Arc<Entitlements> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a feature may be used.
    pub(crate) fn enables(&self, feature: Feature) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).enables(feature)
    }

    /// What is so from now on.
    pub(crate) fn replace(&self, all: Entitlements) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(all);
    }
}

impl App {
    /// When quiet hours begin; none where workspaces aren't stopped because of them.
    pub(crate) fn quiet_rule(&self) -> Option<QuietRule> {
        let counts = self.entitled().enables(Feature::AdvancedTemplateScheduling);
        counts.then(|| self.settings().governance.quiet_hours.clone())
    }
}
