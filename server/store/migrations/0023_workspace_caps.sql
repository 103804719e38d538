-- How many workspaces somebody may have in an organization, and how many of them may run. The subject is a user,
-- a group or a template; what is absent doesn't limit.
CREATE TABLE workspace_caps (
    organization_id {uuid} NOT NULL REFERENCES organizations (id),
    kind {key} NOT NULL,
    subject_id {uuid} NOT NULL,
    workspaces {int},
    running {int},
    PRIMARY KEY (organization_id, kind, subject_id)
) {keyed};
