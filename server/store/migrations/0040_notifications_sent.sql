-- What happened that people are told of, until it is worked out whom. The content is JSON.
CREATE TABLE notification_events (
    id {uuid} NOT NULL PRIMARY KEY,
    template_id {uuid} NOT NULL,
    audience TEXT NOT NULL,
    user_id {uuid},
    content TEXT NOT NULL,
    created_at {int} NOT NULL
) {rows};
CREATE INDEX notification_events_age ON notification_events (created_at, id);

-- Messages to one person by one way. Whoever sends one moves next_at to when others may take it for lost, and raises
-- the fence: what is said with an older one counts no more.
CREATE TABLE notification_messages (
    id {uuid} NOT NULL PRIMARY KEY,
    template_id {uuid} NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at {int} NOT NULL,
    next_at {int} NOT NULL,
    fence {int} NOT NULL,
    attempts {int} NOT NULL,
    status TEXT NOT NULL,
    error TEXT NOT NULL,
    ended_at {int}
) {rows};
CREATE INDEX notification_messages_due ON notification_messages (method, next_at, id) WHERE ended_at IS NULL;
CREATE INDEX notification_messages_ended ON notification_messages (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX notification_messages_user ON notification_messages (user_id);
CREATE INDEX notification_messages_age ON notification_messages (created_at, id);
CREATE INDEX notification_messages_status ON notification_messages (status, created_at, id);

-- What people see in the dashboard. Targets and actions are JSON.
CREATE TABLE inbox_notifications (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    template_id {uuid} NOT NULL,
    targets TEXT,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    icon TEXT NOT NULL,
    actions TEXT NOT NULL,
    created_at {int} NOT NULL,
    read_at {int}
) {rows};
CREATE INDEX inbox_notifications_user ON inbox_notifications (user_id, created_at, id);
CREATE INDEX inbox_notifications_unread ON inbox_notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX inbox_notifications_age ON inbox_notifications (created_at, id);
