-- By which way messages of a template are sent; without a row, the deployment's.
CREATE TABLE notification_methods (
    template_id {uuid} NOT NULL PRIMARY KEY,
    method TEXT NOT NULL,
    updated_at {int} NOT NULL
) {keyed};

-- Which messages users want, in the order in which they first said so.
CREATE TABLE notification_preferences (
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    template_id {uuid} NOT NULL,
    disabled {bool} NOT NULL,
    position {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (user_id, template_id)
) {keyed};
