//! Steps of the schema that move what is there.

use crate::cluster::cluster;
use crate::engines::{Scratch, log};
use crate::makers::*;
use burgrave_core::scim::schema::GROUPS;
use burgrave_core::scim::{filter, index};
use burgrave_store::*;
use serde_json::{Map, Value, json};

const MEMBERS: &str = include_str!("../../migrations/0012_scim_members.sql");
const ROTATION: &str = include_str!("../../migrations/0013_oauth2_rotation.sql");
const PAGES: &str = include_str!("../../migrations/0014_fewer_pages.sql");

/// What the step before left.
const BEFORE: &str = "DROP TABLE scim_members; ALTER TABLE scim_groups DROP COLUMN revision; \
                      CREATE TABLE scim_group_members (member_key TEXT);";

const SQLITE: [(&str, &str); 7] = [
    ("{uuid}", "BLOB"),
    ("{key}", "TEXT"),
    ("{json}", "TEXT"),
    ("{int}", "INTEGER"),
    ("{bytes}", "BLOB"),
    ("{keyed}", "STRICT, WITHOUT ROWID"),
    ("{rows}", "STRICT"),
];

const POSTGRES: [(&str, &str); 7] = [
    ("{uuid}", "UUID"),
    ("{key}", "TEXT COLLATE \"C\""),
    ("{json}", "JSONB"),
    ("{int}", "BIGINT"),
    ("{bytes}", "BYTEA"),
    (" {keyed}", ""),
    (" {rows}", ""),
];

/// A step as an engine takes it.
fn step(text: &str, engine: &str, words: [(&str, &str); 7]) -> String {
    let (own, lines) = (format!("{{{engine}}} "), text.lines());
    let lines = lines
        .filter(|line| line.starts_with(&own) || !line.contains("sqlite} ") && !line.contains("postgres} "));
    let text: Vec<&str> = lines.map(|line| line.strip_prefix(&own).unwrap_or(line)).collect();
    words.iter().fold(text.join("\n"), |text, (token, word)| text.replace(token, word))
}

fn document() -> Map<String, Value> {
    let sent = json!({
        "displayName": "Kitchen", "externalId": "k1",
        "members": [
            {"value": id(10).to_string(), "display": "Amira", "$ref": "../Users/10", "type": "User"},
            {"value": "FAKE"}, {"value": "FAKE"}, {"value": "12345678-1234-1234-12341-23456789012"},
        ],
    });
    sent.as_object().unwrap().clone()
}

/// A group as it was kept before, its members in its document.
async fn written(store: &Store) {
    let search = index::index(&GROUPS, &id(20).to_string(), &document());
    let row = ScimGroupRow {
        id: id(20),
        name_key: "kitchen".into(),
        external_id: Some("k1".into()),
        display_name: "Kitchen".into(),
        document: Value::Object(document()).to_string(),
        search: Value::Object(search).to_string(),
        now: now(),
    };
    let done: Result<(), StoreError> = store
        .write(move |tx| {
            let row = row.clone();
            async move {
                found(&tx, 1, "one").await?;
                assert_eq!(tx.insert_group(&group(20, 1, "kitchen")).await?, Inserted::Done);
                assert_eq!(tx.insert_scim_group(&row).await?, Inserted::Done);
                Ok(())
            }
        })
        .await;
    done.unwrap();
}

/// The group as it is kept now.
async fn moved(store: &Store) {
    let found: Result<_, StoreError> = store
        .scan(|reader| async move {
            let listing = reader.scim_groups_listing(&[id(10)]).await?;
            Ok((reader.scim_group(id(20)).await?.unwrap(), reader.scim_members(&[id(20)]).await?, listing))
        })
        .await;
    let (record, members, listing) = found.unwrap();
    let mut expected = document();
    let entries = expected.shift_remove("members").unwrap();
    assert_eq!(serde_json::from_str::<Value>(&record.document).unwrap(), Value::Object(expected));
    assert!(record.document.find("displayName") < record.document.find("externalId"), "{}", record.document);
    let read: Vec<Value> =
        members.iter().map(|member| serde_json::from_str(&member.entry).unwrap()).collect();
    assert_eq!(Value::Array(read), entries);
    assert_eq!(listing, [(id(10), id(20), "Kitchen".to_owned())]);
    for (written, count) in [
        ("members.display eq \"AMIRA\"", 1),
        ("members.value eq \"FAKE\"", 1),
        ("members.value eq \"fake\"", 0),
    ] {
        let filter =
            filter::resolve(&filter::parse(written).unwrap(), &GROUPS, filter::Unknown::Refuse).unwrap();
        let search = ScimSearch { filter: Some(filter), limit: 10, ..ScimSearch::default() };
        let page: Result<_, StoreError> =
            store.scan(move |reader| async move { reader.scim_groups(&search).await }).await;
        assert_eq!(page.unwrap().count, count, "{written}");
    }
}

#[tokio::test]
async fn members_of_scim_groups_move_into_rows_of_their_own() {
    let scratch = Scratch::new();
    let store = crate::engines::sqlite(&scratch.0).await;
    written(&store).await;
    store.close().await;
    let raw = rusqlite::Connection::open(scratch.join("burgrave.db")).unwrap();
    raw.execute_batch(&format!("{BEFORE} {}", step(MEMBERS, "sqlite", SQLITE))).unwrap();
    drop(raw);
    let store = crate::engines::sqlite(&scratch.0).await;
    moved(&store).await;
    store.close().await;

    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    let store = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    written(&store).await;
    cluster.run_in(&url, &format!("{BEFORE} {}", step(MEMBERS, "postgres", POSTGRES))).await;
    moved(&store).await;
    store.close().await;
}

/// What the step before left of grants.
const BEFORE_ROTATION: &str = "DROP TABLE oauth2_used_refresh_tokens; ALTER TABLE oauth2_grants DROP COLUMN rotations; \
    ALTER TABLE oauth2_grants DROP COLUMN issue_id; ALTER TABLE oauth2_codes RENAME COLUMN issue_id TO grant_id; \
    ALTER TABLE oauth2_device_codes RENAME COLUMN issue_id TO grant_id; \
    CREATE TABLE oauth2_spent_refresh_tokens (prefix TEXT);";

/// A grant of user 10 for app 30.
async fn granted(store: &Store) {
    let done: Result<(), StoreError> = store
        .write(|tx| async move {
            found(&tx, 1, "one").await?;
            settle(&tx, 1, 10, &["amira"]).await?;
            tx.insert_oauth2_app(&app(30)).await?;
            assert_eq!(tx.insert_api_key(&key("access", 10)).await?, Inserted::Done);
            tx.insert_oauth2_grant(&grant(40, 30, 10, "access")).await
        })
        .await;
    done.unwrap();
}

/// The same grant, ready to be refreshed.
async fn rotates(store: &Store) {
    let found: Result<_, StoreError> =
        store.read(|reader| async move { reader.oauth2_grant_by_refresh("refresh40").await }).await;
    let grant = found.unwrap().unwrap();
    assert_eq!(
        (grant.id, grant.issue_id, grant.rotations, grant.key_id),
        (id(40), id(40), 0, "access".into())
    );
}

#[tokio::test]
async fn grants_of_before_can_be_refreshed() {
    let scratch = Scratch::new();
    let store = crate::engines::sqlite(&scratch.0).await;
    granted(&store).await;
    store.close().await;
    let raw = rusqlite::Connection::open(scratch.join("burgrave.db")).unwrap();
    raw.execute_batch(&step(&format!("{BEFORE_ROTATION}\n{ROTATION}"), "sqlite", SQLITE)).unwrap();
    drop(raw);
    let store = crate::engines::sqlite(&scratch.0).await;
    rotates(&store).await;
    store.close().await;

    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    let store = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    granted(&store).await;
    cluster.run_in(&url, &step(&format!("{BEFORE_ROTATION}\n{ROTATION}"), "postgres", POSTGRES)).await;
    rotates(&store).await;
    store.close().await;
}

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
