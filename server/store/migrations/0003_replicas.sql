-- Servers that share the database, and which of them does what only one does at a time.

CREATE TABLE replicas (
    id {uuid} NOT NULL PRIMARY KEY,
    hostname TEXT NOT NULL,
    address TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at {int} NOT NULL,
    seen_at {int} NOT NULL
) {keyed};

CREATE TABLE task_leases (
    task {key} NOT NULL PRIMARY KEY,
    holder {uuid} NOT NULL,
    held_until {int} NOT NULL,
    due_at {int} NOT NULL
) {keyed};

-- Keys that ended long ago are looked for by their end.
CREATE INDEX api_keys_end ON api_keys (expires_at);
