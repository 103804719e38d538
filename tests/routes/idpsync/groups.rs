//! `/organizations/{organization}/settings/idpsync/groups`

use serde_json::{Value, json};

use super::HERE;
use crate::harness::{Engine, Person, Server};
use crate::routes::stored;

const A: &str = "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42";
const B: &str = "7a1d4c2e-9b3f-4e8a-8d6c-1f2e3d4c5b6a";

async fn now(owner: &Person) -> Value {
    owner.get(&format!("{HERE}/groups")).await.json_of(200)
}

async fn set(owner: &Person, settings: &Value) -> Value {
    owner.patch(&format!("{HERE}/groups"), settings).await.json_of(200)
}

#[apply(case)]
async fn group_sync_that_was_never_configured_does_nothing(engine: Engine) {
    let server = Server::start(engine).await;
    let empty =
        json!({"field": "", "mapping": {}, "regex_filter": null, "auto_create_missing_groups": false});
    assert_eq!(now(server.owner().await).await, empty);
}

#[apply(case)]
async fn group_sync_settings_come_back_as_they_were_set(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let settings = json!({
        "field": "groups", "mapping": {"platform": [A, B], "nobody": []}, "regex_filter": "^[a-z]+$",
        "auto_create_missing_groups": true,
    });
    assert_eq!(set(owner, &settings).await, settings);
    assert_eq!(now(owner).await, settings);
}

#[apply(case)]
async fn replacing_group_sync_clears_what_is_left_out(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    set(owner, &json!({"field": "groups", "mapping": {"a": [A]}, "auto_create_missing_groups": true})).await;
    let cleared = set(owner, &json!({"field": "teams", "mapping": null})).await;
    let empty =
        json!({"field": "teams", "mapping": {}, "regex_filter": null, "auto_create_missing_groups": false});
    assert_eq!(cleared, empty);
}

#[apply(case)]
async fn the_legacy_names_of_groups_can_not_be_set(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let settings = json!({"field": "groups", "legacy_group_name_mapping": {"a": "b"}});
    let refused = owner.patch(&format!("{HERE}/groups"), &settings).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["legacy_group_name_mapping"]);
    assert!(refused.message().contains("legacy_group_name_mapping"));
    for harmless in [json!({}), Value::Null] {
        set(owner, &json!({"field": "groups", "legacy_group_name_mapping": harmless})).await;
    }
}

#[apply(case)]
async fn a_filter_that_is_no_regular_expression_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for path in ["groups", "groups/config"] {
        let settings = json!({"field": "groups", "regex_filter": "(["});
        let refused = owner.patch(&format!("{HERE}/{path}"), &settings).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["regex_filter"], "{path}");
    }
    for (foreign, place) in [
        ("(?x) a b", 1),
        ("(?R)a$", 1),
        ("(?u:a)", 1),
        ("a{2000}", 1),
        ("[a-z&&[^b]]", 2),
        (r"x\b{start}", 2),
        (r"ab\<", 3),
    ] {
        let settings = json!({"field": "groups", "regex_filter": foreign});
        let refused = owner.patch(&format!("{HERE}/groups"), &settings).await.expect(400);
        let detail = refused.json()["validations"][0]["detail"].to_string();
        assert!(detail.contains(&format!("at character {place}")), "{foreign}: {detail}");
    }
    assert_eq!(now(owner).await["field"], "");
}

#[apply(case)]
async fn a_filter_of_before_is_named_in_the_log_and_refused_at_the_next_write(engine: Engine) {
    let server = Server::start(engine).await;
    set(server.owner().await, &json!({"field": "groups", "regex_filter": "^a"})).await;
    let server = server
        .restart_after(async |store| {
            let changed: Result<(), burgrave_store::StoreError> = store
                .write(|tx| async move {
                    let default = tx.default_organization().await?.expect("there is one");
                    let kept = json!({"field": "groups", "regex_filter": "(?x) a b"}).to_string();
                    let now = default.updated_at;
                    let of = stored::by_test(burgrave_store::SyncSettings { organization_id: default.id });
                    tx.set_idp_sync(&of, burgrave_store::SyncKind::Groups, &kept, now).await
                })
                .await;
            changed.unwrap();
        })
        .await;
    let log = server.log.text();
    let line = log.lines().find(|line| line.contains("must be rewritten")).expect("the operator is told");
    assert!(line.contains("coder") && line.contains("at character 1"), "{line}");
    let owner = server.owner().await;
    assert_eq!(now(owner).await["regex_filter"], "(?x) a b");
    let change = json!({"add": [{"given": "a", "gets": A}]});
    let refused = owner.patch(&format!("{HERE}/groups/mapping"), &change).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["regex_filter"]);
    set(owner, &json!({"field": "groups", "regex_filter": "ab"})).await;
}

#[apply(case)]
async fn the_config_of_group_sync_leaves_the_mapping(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    set(owner, &json!({"field": "groups", "mapping": {"a": [A]}})).await;
    let config = json!({"field": "teams", "regex_filter": "x", "auto_create_missing_groups": true});
    let changed = owner.patch(&format!("{HERE}/groups/config"), &config).await.json_of(200);
    let expected = json!({
        "field": "teams", "mapping": {"a": [A]}, "regex_filter": "x", "auto_create_missing_groups": true,
    });
    assert_eq!(changed, expected);
    assert_eq!(now(owner).await, expected);
}

#[apply(case)]
async fn the_mapping_of_group_sync_is_changed_pair_by_pair(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    set(owner, &json!({"field": "groups", "mapping": {"a": [A]}, "regex_filter": "x"})).await;
    let change = json!({
        "add": [{"given": "a", "gets": A}, {"given": "a", "gets": B}, {"given": "b", "gets": B}],
        "remove": [{"given": "b", "gets": B}, {"given": "nothing", "gets": A}],
    });
    let changed = owner.patch(&format!("{HERE}/groups/mapping"), &change).await.json_of(200);
    assert_eq!(changed["mapping"], json!({"a": [A, B]}));
    assert_eq!((&changed["field"], &changed["regex_filter"]), (&json!("groups"), &json!("x")));
    assert_eq!(now(owner).await, changed);
}

#[apply(case)]
async fn pairs_may_be_spelled_with_capital_letters(engine: Engine) {
    let server = Server::start(engine).await;
    let change = json!({"Add": [{"Given": "a", "Gets": A}], "Remove": null});
    let path = format!("{HERE}/groups/mapping");
    let changed = server.owner().await.patch(&path, &change).await.json_of(200);
    assert_eq!(changed["mapping"], json!({"a": [A]}));
}

#[apply(case)]
async fn pairs_without_one_of_their_parts_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let change = json!({"add": [{"given": "a"}, {"given": "b", "gets": B}], "remove": [{}]});
    let refused = owner.patch(&format!("{HERE}/groups/mapping"), &change).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["add[0].gets", "remove[0].gets", "remove[0].given"]);
    assert_eq!(now(owner).await["mapping"], json!({}));
}

#[apply(case)]
async fn each_organization_has_its_own_group_sync(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    set(owner, &json!({"field": "groups"})).await;
    let there = owner.get("/api/v2/organizations/data/settings/idpsync/groups").await.json_of(200);
    assert_eq!(there["field"], "");
}

#[apply(case)]
async fn writers_of_one_mapping_lose_no_pair(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    let calls = (0..12).map(|number| {
        let owner = owner.clone();
        async move {
            let change = json!({"add": [{"given": format!("team-{number}"), "gets": A}]});
            owner.patch(&format!("{HERE}/groups/mapping"), &change).await.expect(200);
        }
    });
    futures::future::join_all(calls).await;
    assert_eq!(now(&owner).await["mapping"].as_object().unwrap().len(), 12);
}
