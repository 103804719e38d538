//! Lists of members: their order, their version, and what a change of one of many members writes.

use burgrave_core::ids::GroupId;
use burgrave_store::{ScimMemberRecord, StoreError};
use serde_json::{Value, json};

use super::scene::{get, group, list, made, made_group, operation, patch, put, start};
use crate::harness::{Engine, Server};

/// Names of members whom nobody knows here.
fn strangers(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("stranger-{number}")).collect()
}

fn names(members: &Value) -> Vec<&str> {
    members.as_array().into_iter().flatten().filter_map(|member| member["value"].as_str()).collect()
}

async fn members(server: &Server, group: &str) -> Vec<String> {
    let found = get(server, &format!("/Groups/{group}")).await.json_of(200);
    names(&found["members"]).into_iter().map(str::to_owned).collect()
}

/// The document of a group and its members as the database has them.
async fn rows(server: Server, group: &str) -> (Server, String, Vec<ScimMemberRecord>) {
    let (group, found): (GroupId, _) = (group.parse().unwrap(), std::sync::Mutex::new(None));
    let server = server
        .restart_after(async |store| {
            let read: Result<_, StoreError> = store
                .scan(move |reader| async move {
                    let record = reader.scim_group(group).await?.expect("the group is there");
                    Ok((record.document, reader.scim_members(&[group]).await?))
                })
                .await;
            *found.lock().unwrap() = Some(read.unwrap());
        })
        .await;
    let (document, members) = found.into_inner().unwrap().expect("it was read");
    (server, document, members)
}

#[apply(case)]
async fn a_change_of_one_of_many_members_writes_that_one(engine: Engine) {
    let server = start(engine).await;
    let many = strangers(400);
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let kitchen = made_group(&server, "kitchen", &many).await;
    let path = format!("/Groups/{kitchen}");
    let (server, document, before) = rows(server, &kitchen).await;
    assert_eq!(document, json!({"displayName": "kitchen"}).to_string(), "members stand elsewhere");
    patch(&server, &path, &operation("add", "members", json!([{"value": "one-more"}]))).await.expect(200);
    let gone = operation("remove", "members[value eq \"stranger-7\"]", json!(null));
    patch(&server, &path, &gone).await.expect(200);
    let named = operation("add", "members", json!([{"value": "stranger-9", "display": "Nine"}]));
    patch(&server, &path, &named).await.expect(200);
    let (_, document, after) = rows(server, &kitchen).await;
    assert_eq!(document, json!({"displayName": "kitchen"}).to_string());
    let untouched: Vec<_> = before.iter().filter(|row| after.contains(row)).collect();
    assert_eq!((untouched.len(), after.len()), (398, 400), "the others are as they were, in their places");
}

#[apply(case)]
async fn members_come_back_in_the_order_of_the_last_list(engine: Engine) {
    let server = start(engine).await;
    let kitchen = made_group(&server, "kitchen", &["c", "a", "b", "a"]).await;
    let path = format!("/Groups/{kitchen}");
    assert_eq!(members(&server, &kitchen).await, ["c", "a", "b", "a"]);
    patch(&server, &path, &operation("add", "members", json!([{"value": "d"}, {"value": "b"}])))
        .await
        .expect(200);
    assert_eq!(members(&server, &kitchen).await, ["c", "a", "b", "a", "d"]);
    for wanted in [&["b", "d", "c"][..], &["c", "d", "b"], &["x", "d", "y"], &["d"], &["d", "d", "a"]] {
        let answer = put(&server, &path, &group("kitchen", wanted)).await.json_of(200);
        assert_eq!(names(&answer["members"]), wanted);
        assert_eq!(members(&server, &kitchen).await, wanted);
    }
}

#[apply(case)]
async fn the_version_of_a_group_follows_its_members(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    let path = format!("/Groups/{}", made_group(&server, "kitchen", &[]).await);
    let version = async || {
        let whole = get(&server, &path).await.json_of(200)["meta"].clone();
        let alone = get(&server, &format!("{path}?excludedAttributes=members")).await.json_of(200);
        assert_eq!(alone["meta"], whole, "the same without its members");
        whole
    };
    let first = version().await;
    let add = operation("add", "members", json!([{"value": amira}]));
    patch(&server, &path, &add).await.expect(200);
    let second = version().await;
    assert_ne!((&first["version"], &first["lastModified"]), (&second["version"], &second["lastModified"]));
    patch(&server, &path, &add).await.expect(200);
    assert_eq!(version().await, second, "nothing is different");
    super::scene::delete(&server, &format!("/Users/{amira}")).await.expect(204);
    assert_ne!(version().await["version"], second["version"], "somebody is gone");
}

#[apply(case)]
async fn groups_are_found_and_ordered_by_their_members(engine: Engine) {
    let server = start(engine).await;
    for (name, members) in [
        ("one", json!([{"value": "b", "display": "Zoe"}, {"value": "a", "display": "Amira"}])),
        ("two", json!([{"value": "a", "display": "Yara"}])),
        ("three", json!([])),
    ] {
        let mut sent = group(name, &[]);
        sent["members"] = members;
        super::scene::post(&server, "/Groups", &sent).await.expect(201);
    }
    let found = async |query: &[(&str, &str)]| {
        super::scene::column(&list(&server, "/Groups", query).await.json_of(200), "displayName")
    };
    assert_eq!(found(&[("filter", "members pr")]).await, ["one", "two"]);
    assert_eq!(found(&[("filter", "not (members pr)")]).await, ["three"]);
    assert_eq!(found(&[("filter", "members.value eq \"a\"")]).await, ["one", "two"]);
    assert_eq!(found(&[("filter", "members[value eq \"a\" and display sw \"y\"]")]).await, ["two"]);
    assert_eq!(found(&[("sortBy", "members.value")]).await, ["two", "one", "three"]);
    assert_eq!(
        found(&[("sortBy", "members.display"), ("sortOrder", "descending")]).await,
        ["three", "one", "two"]
    );
}
