//! Whether quotas count.

use burgrave_core::licensing::Feature;

use crate::application::App;

/// Whether quotas count on this server; else every build is permitted.
pub(crate) fn enforced(app: &App) -> bool {
    app.entitled().enables(Feature::TemplateRbac)
}
