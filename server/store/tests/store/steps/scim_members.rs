//! Step 12: members of SCIM's groups become rows.

use super::taken;
use crate::makers::*;
use burgrave_core::scim::schema::GROUPS;
use burgrave_core::scim::{filter, index};
use burgrave_store::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const MEMBERS: &str = include_str!("../../../migrations/0012_scim_members.sql");

/// What the step before left.
const BEFORE: &str = "DROP TABLE scim_members; ALTER TABLE scim_groups DROP COLUMN revision; \
                      CREATE TABLE scim_group_members (member_key TEXT);";

fn document() -> Map<String, Value> {
    let sent = json!({
        "displayName": "Kitchen", "externalId": "k1",
        "members": [
            {"value": id::<Uuid>(10).to_string(), "display": "Amira", "$ref": "../Users/10", "type": "User"},
            {"value": "FAKE"}, {"value": "FAKE"}, {"value": "12345678-1234-1234-12341-23456789012"},
        ],
    });
    sent.as_object().unwrap().clone()
}

/// A group as it was kept before, its members in its document.
async fn written(store: &Store) {
    let search = index::index(&GROUPS, &id::<Uuid>(20).to_string(), &document());
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
                assert_eq!(tx.insert_group(&made(group(20, 1, "kitchen"))).await?, Inserted::Done);
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
    taken(BEFORE, MEMBERS, written, moved).await;
}
