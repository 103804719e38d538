-- Accounts elsewhere that the workspaces of a template version use, as its import found them.
CREATE TABLE template_version_external_auth (
    version_id {uuid} NOT NULL REFERENCES template_versions (id) ON DELETE CASCADE,
    position {int} NOT NULL,
    provider TEXT NOT NULL,
    optional {bool} NOT NULL,
    PRIMARY KEY (version_id, position)
) {rows};
