-- When users came into a status and left it: which they had before, null for somebody new, and which since,
-- null for somebody who is deleted. Several changes of somebody at one time are one row. How many users had a
-- status earlier is how many have it now (user_counts) without what has changed since: so a change that a
-- server of the release before makes, and doesn't note, counts as if it had always been so.
CREATE TABLE user_status_changes (
    changed_at {int} NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    old_status TEXT,
    new_status TEXT,
    PRIMARY KEY (changed_at, user_id)
) {keyed};

-- Of those who were here before it is known when they came and went; their status, only as it is now.
INSERT INTO user_status_changes (changed_at, user_id, new_status)
    SELECT created_at, id, status FROM users WHERE deleted_at IS NULL OR deleted_at <> created_at;
INSERT INTO user_status_changes (changed_at, user_id, old_status)
    SELECT deleted_at, id, status FROM users WHERE deleted_at <> created_at;
