-- A grant keeps its rows when it is refreshed or given anew: its access token the id, its refresh token the prefix. So used refresh
-- tokens are found by their grant and their hash, and stand together. Used tokens
-- of before have other prefixes and are found no more.
CREATE TABLE oauth2_used_refresh_tokens (
    grant_id {uuid} NOT NULL REFERENCES oauth2_grants (id) ON DELETE CASCADE,
    hashed_secret {bytes} NOT NULL,
    used_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    PRIMARY KEY (grant_id, hashed_secret)
) {keyed};
DROP TABLE oauth2_spent_refresh_tokens;

-- How often it was refreshed since it was given.
ALTER TABLE oauth2_grants ADD COLUMN rotations {int} NOT NULL DEFAULT 0;

-- The redeeming of a code that it came of; codes remember the same.
{sqlite} ALTER TABLE oauth2_grants ADD COLUMN issue_id {uuid} NOT NULL DEFAULT X'00000000000000000000000000000000';
{postgres} ALTER TABLE oauth2_grants ADD COLUMN issue_id {uuid} NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
UPDATE oauth2_grants SET issue_id = id;
ALTER TABLE oauth2_codes RENAME COLUMN grant_id TO issue_id;
ALTER TABLE oauth2_device_codes RENAME COLUMN grant_id TO issue_id;
