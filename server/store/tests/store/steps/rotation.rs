//! Step 13: grants keep their rows when they are refreshed.

use super::taken;
use crate::makers::*;
use burgrave_core::authorization::Scope;
use burgrave_store::*;

const ROTATION: &str = include_str!("../../../migrations/0013_oauth2_rotation.sql");

/// What the step before left.
const BEFORE: &str = "DROP TABLE oauth2_used_refresh_tokens; ALTER TABLE oauth2_grants DROP COLUMN rotations; \
    ALTER TABLE oauth2_grants DROP COLUMN issue_id; ALTER TABLE oauth2_codes RENAME COLUMN issue_id TO \
    grant_id; ALTER TABLE oauth2_device_codes RENAME COLUMN issue_id TO grant_id; \
    CREATE TABLE oauth2_spent_refresh_tokens (prefix TEXT);";

/// A grant of user 10 for app 30, and the code that it came of.
async fn granted(store: &Store) {
    let code = NewCode {
        prefix: "code".into(),
        hashed_secret: Redacted(vec![7]),
        app_id: id(30),
        user_id: id(10),
        redirect_uri: String::new(),
        scope: String::new(),
        resource: String::new(),
        code_challenge: String::new(),
        nonce: String::new(),
        authenticated_at: now(),
        session_id: None,
        expires_at: at(600),
        now: now(),
    };
    let done: Result<(), StoreError> = store
        .write(move |tx| {
            let code = code.clone();
            async move {
                found(&tx, 1, "one").await?;
                settle(&tx, 1, 10, &["amira"]).await?;
                tx.insert_oauth2_app(&made(app(30))).await?;
                assert_eq!(tx.insert_api_key(&made(key("access", 10))).await?, Inserted::Done);
                tx.insert_oauth2_code(&code).await?;
                tx.spend_oauth2_code("code", Some(id(40)), now()).await?;
                tx.insert_oauth2_grant(&grant(40, 30, 10, "access")).await
            }
        })
        .await;
    done.unwrap();
}

/// The code still knows its grant, which can be refreshed.
async fn rotates(store: &Store) {
    let new = Rotation {
        access_hash: Redacted(vec![8]),
        access_expires_at: at(60),
        scope: Scope::all(),
        access_scope: "user:read".into(),
        lifetime_seconds: 60,
        ip_address: "127.0.0.1".into(),
        secret_id: None,
        refresh_hash: Redacted(vec![9]),
        refresh_expires_at: at(600),
        now: at(1),
    };
    let done: Result<_, StoreError> = store
        .write(move |tx| {
            let new = new.clone();
            async move {
                let old = tx.oauth2_grant_by_refresh("refresh40").await?.unwrap();
                tx.rotate_oauth2_grant(&old, &new).await?;
                let used = tx.oauth2_refresh_token_used_at(old.id, &old.refresh_hash.0).await?;
                let key = tx.api_key("access").await?.unwrap();
                Ok((tx.oauth2_code("code").await?.unwrap().issue_id, old.issue_id, used, key.hashed_secret.0))
            }
        })
        .await;
    assert_eq!(done.unwrap(), (Some(id(40)), id(40), Some(at(1)), vec![8]));
}

#[tokio::test]
async fn grants_of_before_can_be_refreshed() {
    taken(BEFORE, ROTATION, granted, rotates).await;
}
