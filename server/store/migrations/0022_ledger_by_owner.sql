-- The ledger of one owner is read without that of the others.
CREATE INDEX quota_ledger_owner ON quota_ledger (organization_id, owner_id, at, id);
