-- What builds need to give the tags of their version values of their own: JSON of the server. Versions whose files
-- ask for no tags have no row.
CREATE TABLE template_version_tags (
    version_id {uuid} NOT NULL PRIMARY KEY REFERENCES template_versions (id) ON DELETE CASCADE,
    sources TEXT NOT NULL
) {rows};

-- Names and values of parameters as searches compare them, where the letters are not only those of ASCII.
ALTER TABLE workspace_build_parameters ADD COLUMN name_key TEXT;
ALTER TABLE workspace_build_parameters ADD COLUMN value_key TEXT;
