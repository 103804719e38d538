-- What administrators decide about the claims of an identity provider (JSON), and the claims that users brought along.

CREATE TABLE idp_sync_settings (
    organization_id {uuid} NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    kind {key} NOT NULL,
    value TEXT NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (organization_id, kind)
) {keyed};

-- One row for each value of each claim of a user's last login; arrays are rows for their elements.
CREATE TABLE user_claims (
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    field {key} NOT NULL,
    value {key} NOT NULL,
    PRIMARY KEY (user_id, field, value)
) {keyed};
CREATE INDEX user_claims_value ON user_claims (field, value);
