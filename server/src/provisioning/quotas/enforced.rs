//! Whether quotas count.

use crate::application::App;

/// The feature without which they don't.
const FEATURE: &str = "template_rbac";

/// Whether quotas count on this server; else every build is permitted.
pub(crate) fn enforced(app: &App) -> bool {
    !app.settings().disabled_features.iter().any(|feature| feature == FEATURE)
}
