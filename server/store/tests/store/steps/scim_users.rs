//! Step 14: documents of SCIM's users stand in a table of another kind.

use super::{SQLITE, step};
use crate::engines::Scratch;
use crate::makers::*;
use burgrave_store::*;

const PAGES: &str = include_str!("../../../migrations/0014_fewer_pages.sql");

#[tokio::test]
async fn documents_of_scim_users_outlive_the_change_of_their_table() {
    let scratch = Scratch::new();
    let store = crate::engines::sqlite(&scratch.0).await;
    let done: Result<(), StoreError> = store
        .write(|tx| async move {
            found(&tx, 1, "one").await?;
            settle(&tx, 1, 10, &["amira"]).await?;
            let row = ScimUserRow {
                id: id(10),
                username_key: "amira".into(),
                external_id: Some("a1".into()),
                document: r#"{"userName":"Amira"}"#.into(),
                search: r#"{"username":"amira"}"#.into(),
                addresses: vec!["a@example.com".into(), "b@example.com".into()],
                now: now(),
            };
            assert_eq!(tx.insert_scim_user(&row).await?, Inserted::Done);
            Ok(())
        })
        .await;
    done.unwrap();
    store.close().await;
    let raw = rusqlite::Connection::open(scratch.join("burgrave.db")).unwrap();
    let before = "DROP INDEX users_deleted_email; CREATE INDEX users_every_email ON users (email_key, id);";
    raw.execute_batch(&format!("PRAGMA foreign_keys = ON; {before}\n{}", step(PAGES, "sqlite", SQLITE)))
        .unwrap();
    let count = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let addresses = "SELECT count(*) FROM scim_user_emails";
    assert_eq!(count(addresses), 2);
    let store = crate::engines::sqlite(&scratch.0).await;
    let read: Result<_, StoreError> =
        store.read(|reader| async move { reader.scim_user(id(10)).await }).await;
    assert_eq!(read.unwrap().unwrap().document, r#"{"userName":"Amira"}"#);
    let gone: Result<_, StoreError> =
        store.write(|tx| async move { tx.delete_scim_user(id(10)).await }).await;
    assert!(gone.unwrap());
    store.close().await;
    assert_eq!(count(addresses), 0, "addresses go with their user");
}
