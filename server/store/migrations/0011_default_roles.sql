-- Roles that every member of an organization has, as a JSON list. Hardly any organization has some: what is read before every
-- request looks into an index that holds only those.
ALTER TABLE organizations ADD COLUMN default_member_roles TEXT NOT NULL DEFAULT '[]';
CREATE INDEX organizations_default_roles ON organizations (id, default_member_roles) WHERE default_member_roles <> '[]';
