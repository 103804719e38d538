-- Licences as they were sent. Numbers are not given twice: the setting `last_license` holds the last one.
CREATE TABLE licenses (
    id {int} NOT NULL PRIMARY KEY,
    uuid {uuid} NOT NULL,
    token TEXT NOT NULL,
    -- SHA-256 of the token, which is too long for an index.
    digest {bytes} NOT NULL,
    uploaded_at {int} NOT NULL
) {rows};
CREATE UNIQUE INDEX licenses_digest ON licenses (digest);
