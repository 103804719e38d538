-- Whether somebody here suspended an account, whatever an identity provider says of it. Of accounts that SCIM keeps it isn't
-- known who suspended them; they stay the provider's to bring back.
ALTER TABLE users ADD COLUMN suspended_here {bool} NOT NULL DEFAULT {false};
UPDATE users SET suspended_here = NOT {false} WHERE status = 'suspended' AND id NOT IN (SELECT id FROM scim_users);
