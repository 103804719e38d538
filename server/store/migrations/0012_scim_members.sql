-- Members of SCIM's groups as rows of their own, so that a change of one member writes one row, however many there are. An
-- entry stands as it was sent, in its place, beside the form in which it is searched; `revision` counts the changes, because
-- the version of a group follows its members too.
CREATE TABLE scim_members (
    group_id {uuid} NOT NULL REFERENCES scim_groups (id) ON DELETE CASCADE,
    place {int} NOT NULL,
    -- What the provider calls the member; null for an entry that says nothing of it.
    member_key {key},
    -- The same, where it reads as an id.
    user_id {uuid},
    entry TEXT NOT NULL,
    value {json} NOT NULL,
    PRIMARY KEY (group_id, place)
) {keyed};
ALTER TABLE scim_groups ADD COLUMN revision {int} NOT NULL DEFAULT 0;

{sqlite} INSERT INTO scim_members (group_id, place, member_key, user_id, entry, value)
{sqlite} SELECT g.id, e.key, s.value ->> '$.value',
{sqlite}     CASE WHEN s.value ->> '$.value' LIKE '________-____-____-____-____________'
{sqlite}         AND length(unhex(s.value ->> '$.value', '-')) = 16 THEN unhex(s.value ->> '$.value', '-') END,
{sqlite}     e.value, s.value
{sqlite} FROM scim_groups g, json_each(g.document, '$.members') e, json_each(g.search, '$.members') s WHERE s.key = e.key;
{sqlite} UPDATE scim_groups SET document = json_remove(document, '$.members'), search = json_remove(search, '$.members');

{postgres} INSERT INTO scim_members (group_id, place, member_key, user_id, entry, value)
{postgres} SELECT g.id, e.place - 1, s.value ->> 'value',
{postgres}     CASE WHEN s.value ->> 'value' LIKE '________-____-____-____-____________'
{postgres}         AND translate(s.value ->> 'value', '0123456789abcdefABCDEF', '') = '----'
{postgres}         THEN CAST(s.value ->> 'value' AS UUID) END,
{postgres}     CAST(e.value AS TEXT), s.value
{postgres} FROM scim_groups g, json_array_elements(CAST(g.document AS JSON) -> 'members') WITH ORDINALITY AS e(value, place),
{postgres}     jsonb_array_elements(g.search -> 'members') WITH ORDINALITY AS s(value, place) WHERE s.place = e.place;
{postgres} UPDATE scim_groups SET search = search - 'members', document = (
{postgres}     SELECT CAST(json_object_agg(e.key, e.value ORDER BY e.place) AS TEXT)
{postgres}     FROM json_each(CAST(document AS JSON)) WITH ORDINALITY AS e(key, value, place) WHERE e.key <> 'members')
{postgres} WHERE search -> 'members' IS NOT NULL;

CREATE INDEX scim_members_key ON scim_members (member_key, group_id);
CREATE INDEX scim_members_user ON scim_members (user_id, group_id);
DROP TABLE scim_group_members;
