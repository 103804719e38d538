//! Which features there are. No licence is needed: each is entitled, and on unless the operator has switched
//! it off.

use burgrave_store::{StoreError, UserFilter, UserStatus};
use chrono::{DateTime, Utc};

use crate::application::App;

/// The names of all documented features.
const FEATURES: [&str; 28] = [
    "user_limit",
    "audit_log",
    "connection_log",
    "browser_only",
    "scim",
    "template_rbac",
    "user_role_management",
    "high_availability",
    "multiple_external_auth",
    "external_provisioner_daemons",
    "appearance",
    "advanced_template_scheduling",
    "workspace_proxy",
    "external_token_encryption",
    "workspace_batch_actions",
    "task_batch_actions",
    "access_control",
    "control_shared_ports",
    "custom_roles",
    "multiple_organizations",
    "workspace_prebuilds",
    "managed_agent_limit",
    "workspace_external_agent",
    "aibridge",
    "boundary",
    "service_accounts",
    "ai_governance_user_limit",
    "agent_runtime_hours",
];

/// The feature that counts active users.
const USER_LIMIT: &str = "user_limit";

/// The features, and when this was worked out.
pub(crate) struct Entitlements {
    pub(crate) features: Vec<Feature>,
    pub(crate) refreshed_at: DateTime<Utc>,
}

/// One feature.
pub(crate) struct Feature {
    pub(crate) name: &'static str,
    /// Whether it is switched on.
    pub(crate) enabled: bool,
    /// How much of it is used, where it is counted.
    pub(crate) actual: Option<u64>,
}

/// Works out what the deployment may use.
///
/// # Errors
/// The database's.
pub(crate) async fn entitlements(app: &App) -> Result<Entitlements, StoreError> {
    let active = UserFilter { statuses: vec![UserStatus::Active], ..UserFilter::default() };
    let active = app.store().read(move |reader| async move { reader.count_users(&active).await }).await?;
    let off = &app.settings().disabled_features;
    let feature = |name| Feature {
        name,
        enabled: !off.iter().any(|off| off == name),
        actual: (name == USER_LIMIT).then_some(active),
    };
    Ok(Entitlements { features: FEATURES.map(feature).into(), refreshed_at: app.now() })
}
