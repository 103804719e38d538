-- Accounts at an identity provider. The tokens are sealed: nothing in this database opens them.

CREATE TABLE user_links (
    user_id {uuid} NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    linked_id {key} NOT NULL,
    sealed_tokens {bytes} NOT NULL,
    -- When the provider's access token ends; null when it never does or there is none.
    tokens_expire_at {int},
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {keyed};
CREATE UNIQUE INDEX user_links_linked_id ON user_links (linked_id);
