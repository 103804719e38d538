//! One template, its workspaces, and jobs, in the words of [`super::dialect`]. Kinds of rows: 1 the file, 2
//! the lane, 3 the template, 4 the version, 5 jobs of builds, 6 builds, 7 workspaces, 8 waiting jobs, 9 the
//! job of the version.

/// Once: the template with its version.
pub(super) const TEMPLATE: [&str; 5] = [
    "INSERT INTO files (id, created_by, created_at, media_type, size, completed_at) \
     SELECT {one:1}, u.id, 0, 'application/x-tar', 0, 0 FROM users u LIMIT 1",
    "INSERT INTO provisioner_lanes (id, organization_id, provisioner, tags) \
     SELECT {one:2}, o.id, 'echo', '{\"owner\":\"\",\"scope\":\"organization\"}' FROM organizations o \
     WHERE o.is_default",
    "INSERT INTO provisioner_jobs (id, organization_id, initiator_id, kind, file_id, version_id, input, lane_id, \
        turn, attempt, created_at, updated_at, started_at, completed_at, logs_size, logs_overflowed) \
     SELECT {one:9}, o.id, f.created_by, 'template_version_import', f.id, {one:4}, '{}', {one:2}, 0, 1, 0, 0, 0, 0, \
        0, FALSE FROM organizations o, files f WHERE o.is_default AND f.id = {one:1}",
    "INSERT INTO templates (id, organization_id, created_by, created_at, updated_at, name, name_key, display_name, \
        display_name_key, description, icon, provisioner, active_version_id, deprecation_message, default_ttl_ms, \
        activity_bump_ms, autostop_notify_ms, failure_ttl_ms, dormant_after_ms, delete_dormant_after_ms, \
        autostop_days, autostop_weeks, autostart_days, allow_user_autostart, allow_user_autostop, \
        allow_user_cancel, require_active_version, max_port_share_level, cors_behavior, classic_parameters, \
        disable_module_cache, active_users, build_times) \
     SELECT {one:3}, j.organization_id, j.initiator_id, 0, 0, 'large', 'large', '', '', '', '', 'echo', {one:4}, '', \
        0, 0, 0, 0, 0, 0, 0, 0, 127, TRUE, TRUE, TRUE, FALSE, 'owner', 'simple', TRUE, FALSE, 0, '{}' \
     FROM provisioner_jobs j WHERE j.id = {one:9}",
    "INSERT INTO template_versions (id, organization_id, template_id, name, message, readme, file_id, job_id, \
        created_by, created_at, updated_at, archived, has_external_agent) \
     SELECT {one:4}, j.organization_id, {one:3}, 'first', '', '', {one:1}, j.id, j.initiator_id, 0, 0, FALSE, FALSE \
     FROM provisioner_jobs j WHERE j.id = {one:9}",
];

/// Workspaces that run or are stopped, their owners, builds and jobs.
pub(super) const WORKSPACES: [&str; 5] = [
    "INSERT INTO users (id, username, username_key, email, email_key, name, name_key, avatar_url, \
        theme_preference, status, login_type, rbac_roles, created_at, updated_at) \
     SELECT {id}, {name}, {name}, {name} || '@example.com', {name} || '@example.com', '', '', '', '', 'active', \
        'password', '[]', 0, 0 FROM {numbers} WHERE i % 50 = 1",
    "INSERT INTO provisioner_jobs (id, organization_id, initiator_id, kind, file_id, version_id, workspace_id, \
        build_id, input, lane_id, turn, attempt, created_at, updated_at, started_at, completed_at, logs_size, \
        logs_overflowed) \
     SELECT {id:5}, t.organization_id, {owner}, 'workspace_build', {one:1}, {one:4}, {id:7}, {id:6}, '{}', {one:2}, i, \
        1, i, i, i, i, 0, FALSE FROM templates t, {numbers} WHERE t.id = {one:3}",
    "INSERT INTO workspace_builds (id, workspace_id, build_number, version_id, job_id, initiator_id, transition, \
        reason, created_at, updated_at, daily_cost) \
     SELECT {id:6}, {id:7}, 1, {one:4}, {id:5}, {owner}, CASE WHEN i % 2 = 0 THEN 'start' ELSE 'stop' END, \
        'initiator', i, i, 1 FROM {numbers}",
    "INSERT INTO workspaces (id, owner_id, owner_key, organization_id, template_id, name, name_key, created_at, \
        updated_at, latest_build_id, list_rank, favorite, automatic_updates, last_used_at) \
     SELECT {id:7}, {owner}, {owner_name}, t.organization_id, t.id, {name}, {name}, i, i, {id:6}, i % 2, FALSE, \
        'never', i FROM templates t, {numbers} WHERE t.id = {one:3}",
    "INSERT INTO workspace_counts (organization_id, template_id, shard, workspaces) \
     SELECT t.organization_id, t.id, i % 16, count(*) FROM templates t, {numbers} WHERE t.id = {one:3} \
     GROUP BY 1, 2, 3 ON CONFLICT (organization_id, template_id, shard) \
     DO UPDATE SET workspaces = workspace_counts.workspaces + excluded.workspaces",
];

/// Jobs that wait behind one another.
pub(super) const WAITING: [&str; 1] = [
    "INSERT INTO provisioner_jobs (id, organization_id, initiator_id, kind, file_id, version_id, input, lane_id, \
        turn, attempt, created_at, updated_at, logs_size, logs_overflowed) \
     SELECT {id:8}, t.organization_id, t.created_by, 'template_version_import', {one:1}, {one:4}, '{}', {one:2}, \
        i, 0, i, i, 0, FALSE FROM templates t, {numbers} WHERE t.id = {one:3}",
];
