-- Places beside the server itself from which workspaces can be reached. A deleted one keeps its row and frees its
-- name; of its secret only the hash is kept. What its program says, and what was found when it was checked, is
-- empty until then.
CREATE TABLE workspace_proxies (
    id {uuid} NOT NULL PRIMARY KEY,
    number {int} NOT NULL,
    name {key} NOT NULL,
    name_key {key} NOT NULL,
    display_name TEXT NOT NULL,
    icon TEXT NOT NULL,
    hashed_secret {bytes} NOT NULL,
    url TEXT NOT NULL,
    wildcard_hostname TEXT NOT NULL,
    derp_enabled {bool} NOT NULL,
    derp_only {bool} NOT NULL,
    version TEXT NOT NULL,
    health TEXT NOT NULL,
    -- Lists of texts; JSON.
    errors TEXT NOT NULL,
    warnings TEXT NOT NULL,
    checked_at {int},
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    deleted_at {int}
) {keyed};
CREATE UNIQUE INDEX workspace_proxies_name ON workspace_proxies (name_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX workspace_proxies_number ON workspace_proxies (number);
