//! Tables whose queries are yet to be written.

use crate::table::table;
use uuid::Uuid;

table! {
    TEMPLATE_USERS = "template_users" as "x";
    other { template_id: Uuid, user_id: Uuid, role: String }
}

table! {
    TEMPLATE_GROUPS = "template_groups" as "x";
    other { template_id: Uuid, group_id: Uuid, role: String }
}

table! {
    TEMPLATE_VERSIONS = "template_versions" as "x";
    other { id: Uuid, organization_id: Uuid, template_id: Option<Uuid>, name: String, message: String, readme: String, file_id: Uuid, job_id: Uuid, created_by: Uuid, created_at: i64, updated_at: i64, archived: bool, has_external_agent: bool }
}

table! {
    TEMPLATE_VERSION_PARAMETERS = "template_version_parameters" as "x";
    other { version_id: Uuid, position: i64, name: String, definition: String }
}

table! {
    TEMPLATE_VERSION_VARIABLES = "template_version_variables" as "x";
    other { version_id: Uuid, name: String, description: String, kind: String, value: String, default_value: String, required: bool, sensitive: bool }
}

table! {
    TEMPLATE_VERSION_PRESETS = "template_version_presets" as "x";
    other { id: Uuid, version_id: Uuid, position: i64, name: String, definition: String }
}

table! {
    JOB_RESOURCES = "job_resources" as "x";
    other { id: Uuid, job_id: Uuid, position: i64, created_at: i64, transition: String, kind: String, name: String, hide: bool, icon: String, daily_cost: i64, metadata: String }
}

table! {
    WORKSPACE_AGENTS = "workspace_agents" as "x";
    other { id: Uuid, resource_id: Uuid, job_id: Uuid, position: i64, created_at: i64, name: String, definition: String, deleted_at: Option<i64> }
}

table! {
    WORKSPACE_COUNTS = "workspace_counts" as "x";
    other { organization_id: Uuid, template_id: Uuid, shard: i64, workspaces: i64 }
}

table! {
    WORKSPACE_USERS = "workspace_users" as "x";
    other { workspace_id: Uuid, user_id: Uuid, role: String }
}

table! {
    WORKSPACE_GROUPS = "workspace_groups" as "x";
    other { workspace_id: Uuid, group_id: Uuid, role: String }
}

table! {
    WORKSPACE_BUILDS = "workspace_builds" as "x";
    other { id: Uuid, workspace_id: Uuid, build_number: i64, version_id: Uuid, job_id: Uuid, initiator_id: Uuid, transition: String, reason: String, created_at: i64, updated_at: i64, deadline: Option<i64>, max_deadline: Option<i64>, daily_cost: i64, preset_id: Option<Uuid>, on_success: Option<String>, log_level: Option<String> }
}

table! {
    WORKSPACE_BUILD_STATES = "workspace_build_states" as "x";
    other { build_id: Uuid, state: Vec<u8> }
}

table! {
    WORKSPACE_BUILD_PARAMETERS = "workspace_build_parameters" as "x";
    other { build_id: Uuid, name: String, value: String }
}

table! {
    QUOTA_LEDGER = "quota_ledger" as "x";
    other { id: Uuid, at: i64, month: i64, organization_id: Uuid, owner_id: Uuid, template_id: Uuid, workspace_id: Uuid, build_id: Uuid, transition: String, cost: i64, previous_cost: i64, consumed_before: i64, budget: i64, permitted: bool }
}
