-- By which daemons on other machines come in. Of the secret only its hash is kept; names are compared without
-- regard to letter case.
CREATE TABLE provisioner_keys (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organizations (id),
    name {key} NOT NULL,
    hashed_secret {bytes} NOT NULL,
    -- As they were given; JSON.
    tags TEXT NOT NULL,
    created_at {int} NOT NULL,
    UNIQUE (organization_id, name)
) {keyed};
CREATE UNIQUE INDEX provisioner_keys_secret ON provisioner_keys (hashed_secret);
CREATE INDEX provisioner_daemons_key ON provisioner_daemons (key_id);
