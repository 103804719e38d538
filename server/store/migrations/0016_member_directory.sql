-- Whose workspaces the members of an organization may share, which also decides whether they read each other. Every member may
-- have workspaces of their own unless the organization says otherwise. What is read before every request looks into an index
-- that holds only the organizations that say otherwise.
ALTER TABLE organizations ADD COLUMN shareable_owners TEXT NOT NULL DEFAULT 'everyone';
UPDATE organizations SET default_member_roles = '["organization-workspace-access"]' WHERE default_member_roles = '[]';
DROP INDEX organizations_default_roles;
CREATE INDEX organizations_special ON organizations (id, default_member_roles, shareable_owners)
    WHERE default_member_roles <> '["organization-workspace-access"]' OR shareable_owners <> 'everyone';

-- What searches of groups look at: name and display name in lower case.
ALTER TABLE groups ADD COLUMN search_key TEXT NOT NULL DEFAULT '';
UPDATE groups SET search_key = lower(name || ' ' || display_name);
