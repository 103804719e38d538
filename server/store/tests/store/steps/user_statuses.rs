//! Step 57: of users who are there already it is known when they came and went.

use super::taken;
use crate::makers::*;
use crate::user_statuses::{changed, quarter, since};
use burgrave_store::*;

const CHANGES: &str = include_str!("../../../migrations/0057_user_status_changes.sql");

/// What the step before left.
const BEFORE: &str = "DROP TABLE user_status_changes;";

/// Somebody active, somebody suspended, somebody deleted, and somebody deleted as soon as made.
async fn written(store: &Store) {
    let done: Result<_, StoreError> = store
        .write(|tx| async move {
            found(&tx, 1, "one").await?;
            settle(&tx, 1, 10, &["amira", "jonas", "mina", "noor"]).await?;
            tx.set_user_status(&account(&tx, 11).await?, UserStatus::Suspended, at(900)).await?;
            tx.delete_user(&account(&tx, 12).await?, at(1_800)).await?;
            tx.delete_user(&account(&tx, 13).await?, now()).await
        })
        .await;
    assert_eq!(done, Ok(true));
}

async fn noted(store: &Store) {
    use UserStatus::{Active, Suspended};
    let found = since(store, quarter(0)).await;
    let expected = [changed(0, None, Active, 2), changed(0, None, Suspended, 1), changed(2, Active, None, 1)];
    assert!(found.len() == 3 && expected.iter().all(|change| found.contains(change)), "{found:?}");
}

#[tokio::test]
async fn users_of_before_have_a_history() {
    taken(BEFORE, CHANGES, written, noted).await;
}
