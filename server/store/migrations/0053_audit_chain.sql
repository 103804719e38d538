-- The order in which entries of the audit log were committed, so that whoever follows them misses none: PostgreSQL knows a transaction's number, and that all below a number have ended. SQLite has one writer, and keeps rows in this order.
ALTER TABLE audit_log ADD COLUMN written_by {int} NOT NULL DEFAULT 0;
{postgres} ALTER TABLE audit_log ALTER COLUMN written_by SET DEFAULT txid_current();
{postgres} CREATE INDEX audit_log_written ON audit_log (written_by, id);

-- The chain over the audit log, in blocks: the ids of their entries (16 bytes each) and the hash of each (32 bytes), which covers the hash before it.
CREATE TABLE audit_blocks (
    first {int} NOT NULL PRIMARY KEY,
    entries {int} NOT NULL,
    last_id {uuid} NOT NULL,
    last_hash {bytes} NOT NULL,
    last_time {int} NOT NULL,
    arrival {int} NOT NULL,
    sealed_at {int} NOT NULL,
    before {bytes} NOT NULL,
    ids {bytes} NOT NULL,
    hashes {bytes} NOT NULL
) {rows};

-- How far each receiver of the audit log has got, and which replica sends to it.
CREATE TABLE audit_receivers (
    name TEXT NOT NULL PRIMARY KEY,
    sequence {int} NOT NULL,
    holder {uuid} NOT NULL,
    held_until {int} NOT NULL
) {keyed};
