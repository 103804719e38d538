-- A daemon's name means the same daemon only for the same credential. Whose it is says `owner` from now on: nothing
-- for one that is built in; else the key, or the person, a slash, and the owner of its tags. Daemons that people
-- connected were kept without the person: they are others when they come back.
{sqlite} UPDATE provisioner_daemons SET owner = lower(hex(key_id)) || '/' || owner WHERE key_id IS NOT NULL;
{postgres} UPDATE provisioner_daemons SET owner = replace(CAST(key_id AS TEXT), '-', '') || '/' || owner
{postgres}     WHERE key_id IS NOT NULL;
