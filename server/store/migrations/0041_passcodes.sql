-- Passcodes by which people set a new password: one a user, as a hash.
CREATE TABLE passcodes (
    user_id {uuid} NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    hashed_passcode {bytes} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
) {keyed};
