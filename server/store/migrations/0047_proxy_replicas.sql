-- Programs that run for workspace proxies. One that has said that it ends is kept for a while: it can't come back.
CREATE TABLE proxy_replicas (
    id {uuid} NOT NULL PRIMARY KEY,
    proxy_id {uuid} NOT NULL REFERENCES workspace_proxies (id),
    hostname TEXT NOT NULL,
    relay_address TEXT NOT NULL,
    error TEXT NOT NULL,
    started_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    stopped_at {int}
) {keyed};
CREATE INDEX proxy_replicas_proxy ON proxy_replicas (proxy_id, seen_at);
CREATE INDEX proxy_replicas_seen ON proxy_replicas (seen_at);
