-- What replicas tell of themselves beside being there. A release without it writes rows that have the defaults.
ALTER TABLE replicas ADD COLUMN relay_address TEXT NOT NULL DEFAULT '';
ALTER TABLE replicas ADD COLUMN region_id {int} NOT NULL DEFAULT 999;
ALTER TABLE replicas ADD COLUMN error TEXT NOT NULL DEFAULT '';
ALTER TABLE replicas ADD COLUMN database_latency {int} NOT NULL DEFAULT 0;
