-- Keys that the server and workspace proxies share. Each is sealed, starts some time after it was made, and is
-- deleted some time after the next one has started.
CREATE TABLE crypto_keys (
    feature {key} NOT NULL,
    sequence {int} NOT NULL,
    sealed {bytes} NOT NULL,
    starts_at {int} NOT NULL,
    deletes_at {int},
    PRIMARY KEY (feature, sequence)
) {keyed};
