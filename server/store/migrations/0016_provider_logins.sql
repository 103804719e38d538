-- Logins through an identity provider: who refreshes its tokens of a user, and what it said of a user last.

CREATE TABLE refresh_turns (
    user_id {uuid} NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    holder {uuid} NOT NULL,
    held_until {int} NOT NULL
) {keyed};

-- All claims of a user's last login, as a JSON object.
CREATE TABLE user_claim_sets (
    user_id {uuid} NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    claims TEXT NOT NULL,
    updated_at {int} NOT NULL
) {keyed};
