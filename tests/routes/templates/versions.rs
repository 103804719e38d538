//! `GET /templates/{template}/versions`, by name, the one before, `PATCH …/versions`, `POST
//! …/versions/archive`

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{HERE, id, names, path, start, template, version, version_of};
use crate::harness::{Engine, Server};

/// The template with two more versions, and these two.
async fn with_versions(server: &Server) -> (Value, Value, Value) {
    let made = template(server, "base").await;
    let owner = server.owner().await;
    let mut more = Vec::new();
    for name in ["second", "third"] {
        server.clock.advance(TimeDelta::seconds(1));
        more.push(version(server, owner, json!({"name": name, "template_id": made["id"]})).await);
    }
    let third = more.pop().unwrap();
    (made, more.pop().unwrap(), third)
}

/// TestPaginatedTemplateVersions, TestTemplateVersionsByTemplate
#[apply(case)]
async fn versions_are_listed_oldest_first_page_by_page(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (made, second, third) = with_versions(&server).await;
    let versions = format!("{}/versions", path(&made));
    let all = owner.get(&versions).await.json_of(200);
    assert_eq!(&names(&all)[1..], ["second", "third"]);
    assert_eq!(all[0]["id"], made["active_version_id"]);
    let first = names(&all)[0].to_owned();
    let after = format!("after_id={}", id(&second));
    for (query, expected) in [
        ("limit=1", &[first.as_str()][..]),
        ("limit=2&offset=1", &["second", "third"]),
        (after.as_str(), &["third"]),
        ("limit=0", &[first.as_str(), "second", "third"]),
    ] {
        let page = owner.get(&format!("{versions}?{query}")).await.json_of(200);
        assert_eq!(names(&page), expected, "{query}");
    }
    let other = template(&server, "other").await;
    for cursor in [other["active_version_id"].as_str().unwrap(), "7e4c0a9b-3d58-4f12-8c6e-1b9f5d2a7e03"] {
        let refused = owner.get(&format!("{versions}?after_id={cursor}")).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["after_id"]);
    }
    server.member("amira").await.get(&versions).await.expect(200);
    assert_eq!(owner.get(&format!("{versions}/third")).await.json_of(200)["id"], third["id"]);
    owner.get(&format!("{versions}/Third")).await.expect(404);
}

/// A template may have thousands of versions with a README and a message of a megabyte each: a list has those
/// of the newest.
#[apply(case)]
async fn texts_of_old_versions_are_short_in_lists(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let made = template(&server, "base").await;
    let long = "m".repeat(1_048_576);
    for name in ["a", "b", "c", "d", "e"] {
        server.clock.advance(TimeDelta::seconds(1));
        let fields = json!({"name": name, "template_id": made["id"], "message": long});
        version_of(&server, owner, b"no archive".to_vec(), fields).await;
    }
    let list = owner.get(&format!("{}/versions", path(&made))).await.json_of(200);
    let lengths: Vec<_> =
        list.as_array().unwrap().iter().map(|one| one["message"].as_str().unwrap().len()).collect();
    assert_eq!(lengths[1..], [1024, 1_048_576, 1_048_576, 1_048_576, 1_048_576]);
    assert_eq!(list[0]["readme"], "");
    let page = owner.get(&format!("{}/versions?limit=2", path(&made))).await.json_of(200);
    assert_eq!(page[1]["message"].as_str().unwrap().len(), 1_048_576, "a page has its own newest");
    let alone = owner.get(&format!("/api/v2/templateversions/{}", id(&list[1]))).await.json_of(200);
    assert_eq!(alone["message"].as_str().unwrap().len(), 1_048_576);
}

/// TestTemplateVersionByOrganizationTemplateAndName, TestPreviousTemplateVersion
#[apply(case)]
async fn versions_are_found_by_names_and_so_is_the_one_before(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (made, second, third) = with_versions(&server).await;
    let by_names = format!("{HERE}/base/versions");
    assert_eq!(owner.get(&format!("{by_names}/second")).await.json_of(200)["id"], second["id"]);
    owner.get(&format!("{by_names}/nothing")).await.expect(404);
    owner.get(&format!("{HERE}/nothing/versions/second")).await.expect(404);
    let before = owner.get(&format!("{by_names}/third/previous")).await.json_of(200);
    assert_eq!(before["id"], second["id"], "{}", id(&third));
    let first = owner.get(&format!("{}/versions", path(&made))).await.json_of(200);
    let first = first[0]["name"].as_str().unwrap();
    assert_eq!(owner.get(&format!("{by_names}/{first}/previous")).await.expect(204).text(), "");
    owner.get(&format!("{by_names}/nothing/previous")).await.expect(404);
}

/// TestPatchActiveTemplateVersion
#[apply(case)]
async fn a_template_uses_the_version_that_is_set(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (made, second, _) = with_versions(&server).await;
    let versions = format!("{}/versions", path(&made));
    for _ in 0..2 {
        owner.patch(&versions, &json!({"id": second["id"]})).await.expect(200);
        assert_eq!(owner.get(&path(&made)).await.json_of(200)["active_version_id"], second["id"]);
    }
    assert_eq!(owner.patch(&versions, &json!({})).await.expect(400).faulty_fields(), ["id"]);
    let missing = json!({"id": "7e4c0a9b-3d58-4f12-8c6e-1b9f5d2a7e03"});
    owner.patch(&versions, &missing).await.expect(404);
    let other = template(&server, "other").await;
    owner.patch(&versions, &json!({"id": other["active_version_id"]})).await.expect(400);
    let fields = json!({"template_id": made["id"], "name": "broken"});
    let failed = version_of(&server, owner, b"no archive".to_vec(), fields).await;
    let refused = owner.patch(&versions, &json!({"id": failed["id"]})).await.expect(403);
    assert!(refused.json()["detail"].as_str().unwrap().contains("failed"), "{}", refused.text());
}

/// TestTemplateArchiveVersions
#[apply(case)]
async fn versions_that_nothing_uses_are_archived(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (made, second, third) = with_versions(&server).await;
    let fields = json!({"template_id": made["id"], "name": "broken"});
    let failed = version_of(&server, owner, b"no archive".to_vec(), fields).await;
    let archive = format!("{}/versions/archive", path(&made));
    let none = |ids: Vec<&Value>| json!({"template_id": made["id"], "archived_ids": ids});
    assert_eq!(owner.post(&archive, &json!({})).await.json_of(200), none(vec![&failed["id"]]));
    assert_eq!(owner.post(&archive, &json!({})).await.json_of(200), none(vec![]));
    let all = owner.post(&archive, &json!({"all": true})).await.json_of(200);
    assert_eq!(all, none(vec![&second["id"], &third["id"]]));
    let versions = format!("{}/versions", path(&made));
    assert_eq!(owner.get(&versions).await.json_of(200).as_array().unwrap().len(), 1);
    let with = owner.get(&format!("{versions}?include_archived=true")).await.json_of(200);
    assert_eq!(with.as_array().unwrap().len(), 4);
    owner.get(&format!("{versions}/second")).await.expect(200);
    owner.patch(&versions, &json!({"id": second["id"]})).await.expect(400);
}
