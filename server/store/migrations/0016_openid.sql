-- OpenID Connect: what the app sent along, and when the person logged in.
ALTER TABLE oauth2_codes ADD COLUMN nonce TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth2_codes ADD COLUMN authenticated_at {int} NOT NULL DEFAULT 0;
ALTER TABLE oauth2_device_codes ADD COLUMN authenticated_at {int} NOT NULL DEFAULT 0;
ALTER TABLE oauth2_grants ADD COLUMN authenticated_at {int} NOT NULL DEFAULT 0;

-- What the access token of a grant may do and tells: the grant's scopes, or fewer.
ALTER TABLE oauth2_grants ADD COLUMN access_scope TEXT NOT NULL DEFAULT '';
UPDATE oauth2_grants SET access_scope = scope;

-- The resources whose tokens an app may ask about, as a JSON list; and the address of what a client says about itself, where
-- that address is its id.
ALTER TABLE oauth2_apps ADD COLUMN resources TEXT NOT NULL DEFAULT '[]';
ALTER TABLE oauth2_apps ADD COLUMN document_url TEXT NOT NULL DEFAULT '';

-- Keys that sign ID tokens. The private half is sealed.
CREATE TABLE oauth2_signing_keys (
    id {key} NOT NULL PRIMARY KEY,
    algorithm TEXT NOT NULL,
    public_key TEXT NOT NULL,
    sealed_key {bytes} NOT NULL,
    created_at {int} NOT NULL
) {keyed};
