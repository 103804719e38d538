-- What the first job of a template version has chosen: builds of the version use the same providers. Programs of
-- one product have the same list.
CREATE TABLE template_version_locks (
    version_id {uuid} NOT NULL REFERENCES template_versions (id) ON DELETE CASCADE,
    product {key} NOT NULL,
    content {bytes} NOT NULL,
    PRIMARY KEY (version_id, product)
) {rows};

-- Modules that were fetched for a version, by a program and from a place (a hash of both). One that isn't complete
-- is still being written.
CREATE TABLE kept_inits (
    id {uuid} NOT NULL PRIMARY KEY,
    version_id {uuid} NOT NULL REFERENCES template_versions (id) ON DELETE CASCADE,
    place {key} NOT NULL,
    size {int} NOT NULL,
    hash {bytes} NOT NULL,
    created_at {int} NOT NULL,
    used_at {int} NOT NULL,
    completed_at {int}
) {keyed};
CREATE UNIQUE INDEX kept_inits_place ON kept_inits (version_id, place) WHERE completed_at IS NOT NULL;
CREATE INDEX kept_inits_used ON kept_inits (used_at, id, size) WHERE completed_at IS NOT NULL;
CREATE INDEX kept_inits_incomplete ON kept_inits (created_at, id) WHERE completed_at IS NULL;

CREATE TABLE kept_init_pieces (
    init_id {uuid} NOT NULL REFERENCES kept_inits (id) ON DELETE CASCADE,
    position {int} NOT NULL,
    data {bytes} NOT NULL,
    PRIMARY KEY (init_id, position)
) {rows};
