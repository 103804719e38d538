-- The files of Terraform's language in the modules that an import has fetched, as a tar archive, for
-- parameters while they are chosen; and which modules were too large, as a JSON list. A version without such
-- modules has no row.
CREATE TABLE template_version_modules (
    version_id {uuid} NOT NULL PRIMARY KEY REFERENCES template_versions (id) ON DELETE CASCADE,
    archive {bytes} NOT NULL,
    left_out TEXT NOT NULL
) {rows};
