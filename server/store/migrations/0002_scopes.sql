-- How far a key reaches. A server of the release before reads `scope` alone: keys that it would let go too far have the
-- word 'listed' there, which it refuses. Where the word says it all, the two new columns are NULL.
ALTER TABLE api_keys ADD COLUMN scopes TEXT;
ALTER TABLE api_keys ADD COLUMN allow_list TEXT;

-- Roles that an organization made for itself; its members name them beside the built-in ones. The name is in lower case.
CREATE TABLE custom_roles (
    organization_id {uuid} NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name {key} NOT NULL,
    display_name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (organization_id, name)
) {keyed};
