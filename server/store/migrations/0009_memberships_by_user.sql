-- Where a user is a member, with the roles: read from this index alone, in pieces, before every request.
CREATE INDEX organization_members_places ON organization_members (user_id, organization_id, roles);
