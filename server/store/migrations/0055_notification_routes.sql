-- Where an organization wants messages about it to go as well: one address each, sealed with what signs for it. Events are a JSON list of templates of messages; an empty one is all.
CREATE TABLE notification_routes (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    template_id {uuid} REFERENCES templates (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    signed {bool} NOT NULL,
    address {bytes} NOT NULL,
    events TEXT NOT NULL,
    created_by {uuid} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {rows};
CREATE INDEX notification_routes_organization ON notification_routes (organization_id, created_at, id);
CREATE INDEX notification_routes_template ON notification_routes (template_id) WHERE template_id IS NOT NULL;

ALTER TABLE notification_messages ADD COLUMN route_id {uuid} REFERENCES notification_routes (id) ON DELETE CASCADE;
CREATE INDEX notification_messages_route ON notification_messages (route_id) WHERE route_id IS NOT NULL;
