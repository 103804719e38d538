-- How parts of the dashboard behave for a user; who has no row has chosen nothing.
CREATE TABLE user_preferences (
    user_id {uuid} NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    task_notification_alert_dismissed {bool} NOT NULL,
    thinking_display_mode TEXT NOT NULL,
    shell_tool_display_mode TEXT NOT NULL,
    code_diff_display_mode TEXT NOT NULL,
    agent_chat_send_shortcut TEXT NOT NULL
) {keyed};

-- The keys with which workspaces reach Git servers for their owners. Private halves are sealed.
CREATE TABLE git_ssh_keys (
    user_id {uuid} NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed_key {bytes} NOT NULL,
    public_key TEXT NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {keyed};
