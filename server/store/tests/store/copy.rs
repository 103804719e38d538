//! Copies of whole databases: from one engine to the other, interrupted, and gone on with.

use crate::cluster::cluster;
use crate::engines::{Scratch, log, sqlite};
use crate::makers::*;
use burgrave_core::ids::AuditEntryId;
use burgrave_store::*;
use std::collections::BTreeMap;
use std::path::Path;

const DEPLOYMENT: &str = "6d3f2c1a-7e64-4c1d-9a0b-3f5e8d2c4b60";

/// A deployment with some people.
async fn settled(store: &Store) {
    store
        .write(|tx| async move {
            tx.set_setting("deployment_id", DEPLOYMENT, now()).await?;
            found(&tx, 1, "one").await?;
            settle(&tx, 1, 100, &["amira", "jonas", "mina"]).await
        })
        .await
        .unwrap();
}

async fn copy(from: Settings, to: Settings) -> Result<CopyReport, StoreError> {
    let source = CopySource::open(from, log()).await?;
    let deployment = source.setting("deployment_id").await?.unwrap_or_default();
    source.copy_to(to, &deployment, &log()).await
}

/// Whether somebody is there under this name.
async fn knows(store: &Store, username: &str) -> bool {
    let username = username.to_owned();
    let found: Result<_, StoreError> =
        store.read(move |r| async move { r.user_by_username(&username).await }).await;
    found.unwrap().is_some()
}

fn raw(folder: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(folder.join("burgrave.db")).unwrap()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(done: Result<T, StoreError>, words: &str) {
    assert!(matches!(&done, Err(StoreError::Refused(text)) if text.contains(words)), "{done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_copy_goes_on_and_copies_anew_what_has_changed() {
    let Some(cluster) = cluster().await else { return };
    let (scratch, url) = (Scratch::new(), cluster.database().await);
    let store = sqlite(&scratch.0).await;
    settled(&store).await;
    store.close().await;
    // A membership without its user is copied, and refused in the end.
    let database = raw(&scratch.0);
    database.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM users WHERE username = 'mina'").unwrap();
    let (from, to) = (Settings::sqlite(&scratch.0), Settings::postgres(url.clone()));
    let conflict = copy(from.clone(), to.clone()).await;
    assert!(matches!(conflict, Err(StoreError::Conflict { .. })), "{conflict:?}");
    refused(Store::open(to.clone(), log()).await.map(drop), "isn't finished");
    let of_users =
        ["organization_members", "user_roles", "group_members", "user_counts", "user_status_changes"];
    for table in of_users {
        database.execute_batch(&format!("DELETE FROM {table}")).unwrap();
    }
    database.execute_batch("UPDATE users SET name = 'Jonas' WHERE username = 'jonas'").unwrap();
    drop(database);
    let report = copy(from.clone(), to.clone()).await.unwrap();
    assert!(report.resumed && report.rows >= 4, "{report:?}");
    let store = Store::open(to.clone(), log()).await.unwrap();
    assert!(knows(&store, "amira").await && knows(&store, "jonas").await && !knows(&store, "mina").await);
    let jonas: Result<_, StoreError> = store.read(|r| async move { r.user_by_username("jonas").await }).await;
    assert_eq!(jonas.unwrap().unwrap().name, "Jonas");
    // The references are there again.
    let dangling = store.write(|tx| async move { settle(&tx, 77, 200, &["nobody"]).await }).await;
    assert!(matches!(dangling, Err(StoreError::Conflict { .. })), "{dangling:?}");
    store.close().await;
    refused(copy(from, to).await, "isn't empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_try_has_left_is_compared_and_replaced() {
    let Some(cluster) = cluster().await else { return };
    let (scratch, url) = (Scratch::new(), cluster.database().await);
    let store = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    settled(&store).await;
    store.close().await;
    let left = sqlite(&scratch.0).await;
    left.write(|tx| async move { tx.set_setting("deployment_id", "wrong", now()).await }).await.unwrap();
    left.close().await;
    let mark = |deployment: &str| {
        let sql = "INSERT INTO schema_migrations VALUES (?1, 'copy.contract', ?2, 0) \
                   ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum";
        raw(&scratch.0).execute(sql, rusqlite::params![i64::MAX, deployment]).unwrap();
    };
    let (from, to) = (Settings::postgres(url), Settings::sqlite(&scratch.0));
    mark("another-deployment");
    refused(copy(from.clone(), to.clone()).await, "unfinished copy of another deployment");
    mark(DEPLOYMENT);
    assert!(copy(from, to.clone()).await.unwrap().resumed);
    let store = Store::open(to, log()).await.unwrap();
    let deployment: Result<_, StoreError> =
        store.read(|r| async move { r.setting("deployment_id").await }).await;
    assert_eq!(deployment.unwrap().as_deref(), Some(DEPLOYMENT));
    assert!(knows(&store, "mina").await);
    store.close().await;
}

/// A row for each table, with a value of its kind in each column.
fn rows() -> Vec<(String, String)> {
    let mut tables: BTreeMap<&str, BTreeMap<&str, Kind>> = BTreeMap::new();
    for table in declared_tables() {
        let columns = table.columns.iter().copied().flatten();
        tables.entry(table.name).or_default().extend(columns.map(|column| (column.name, column.kind)));
    }
    let value = |kind: &Kind| match kind {
        Kind::Uuid => "zeroblob(16)",
        Kind::Text => "'\u{e4} \u{1f3f0}'",
        Kind::Json => "'{\"b\": [1e2, \"x\"], \"a\": null}'",
        Kind::Int | Kind::Bool => "1",
        Kind::Bytes => "x'00ff'",
    };
    let row = |(table, columns): (&str, BTreeMap<&str, Kind>)| {
        let names: Vec<_> = columns.keys().copied().collect();
        let values: Vec<_> = columns.values().map(value).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
        (table.to_owned(), sql)
    };
    tables.into_iter().map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_table_is_left_behind() {
    let Some(cluster) = cluster().await else { return };
    let (scratch, url) = (Scratch::new(), cluster.database().await);
    sqlite(&scratch.0).await.close().await;
    let database = raw(&scratch.0);
    database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let rows = rows();
    assert!(rows.len() > 60, "{}", rows.len());
    for (table, sql) in &rows {
        database.execute_batch(sql).unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    drop(database);
    // All have the same ids, so that all references lead somewhere.
    let report = copy(Settings::sqlite(&scratch.0), Settings::postgres(url.clone())).await.unwrap();
    assert_eq!((report.tables, report.rows), (rows.len(), rows.len() as u64));
    let (client, driver) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(driver);
    for (table, _) in &rows {
        let count = client.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap();
        assert_eq!(count.get::<_, i64>(0), 1, "{table}");
    }
    drop(client);
    driver.await.unwrap().unwrap();
}

/// Entries of the audit log that are in no block yet.
async fn unsealed(store: &Store) -> Vec<AuditEntryId> {
    let found: Result<_, StoreError> = store
        .scan(|r| async move {
            let end = r.audit_chain_end().await?;
            r.unsealed_audit_entries(end.as_ref(), 100).await
        })
        .await;
    found.unwrap().into_iter().map(|entry| entry.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_chained_on_where_its_chain_ended() {
    let Some(cluster) = cluster().await else { return };
    let (scratch, url) = (Scratch::new(), cluster.database().await);
    let store = sqlite(&scratch.0).await;
    settled(&store).await;
    // Their ids say nothing of the order in which they were committed.
    let (sealed, later) = ([70, 90, 40], [80, 20, 95]);
    for number in sealed.into_iter().chain(later) {
        let added: Result<_, StoreError> =
            store.write(move |tx| async move { tx.insert_audit_entry(&audit_entry(number)).await }).await;
        added.unwrap();
    }
    let block = NewAuditBlock {
        first: 1,
        entries: 3,
        before: vec![0; 32],
        ids: vec![0; 48],
        hashes: vec![0; 96],
        last_id: id(40),
        last_hash: vec![0; 32],
        last_time: now(),
        arrival: 3,
        sealed_at: now(),
    };
    let put: Result<_, StoreError> = store
        .write(move |tx| {
            let block = block.clone();
            async move { tx.insert_audit_block(&block).await }
        })
        .await;
    assert_eq!(put.unwrap(), Inserted::Done);
    let expected: Vec<AuditEntryId> = later.map(id).into();
    assert_eq!(unsealed(&store).await, expected);
    store.close().await;
    copy(Settings::sqlite(&scratch.0), Settings::postgres(url.clone())).await.unwrap();
    let store = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    assert_eq!(unsealed(&store).await, expected, "on PostgreSQL");
    store.close().await;
    let back = Scratch::new();
    copy(Settings::postgres(url), Settings::sqlite(&back.0)).await.unwrap();
    let store = sqlite(&back.0).await;
    assert_eq!(unsealed(&store).await, expected, "and on SQLite again");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_go_over_in_pages() {
    let Some(cluster) = cluster().await else { return };
    let (scratch, url) = (Scratch::new(), cluster.database().await);
    let store = sqlite(&scratch.0).await;
    settled(&store).await;
    store
        .write(|tx| async move {
            for number in 0..2_000 {
                tx.set_setting(&format!("\u{e4}-{number}"), &"x".repeat(number * 7 % 900), now()).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    store.close().await;
    let report = copy(Settings::sqlite(&scratch.0), Settings::postgres(url.clone())).await.unwrap();
    assert!(report.rows > 2_000 && !report.resumed, "{report:?}");
    let back = Scratch::new();
    let again = copy(Settings::postgres(url), Settings::sqlite(&back.0)).await.unwrap();
    assert_eq!(again, report);
}
