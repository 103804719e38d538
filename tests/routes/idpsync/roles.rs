//! `/organizations/{organization}/settings/idpsync/roles`

use serde_json::json;

use super::HERE;
use crate::harness::{Engine, Server};

#[apply(case)]
async fn role_sync_that_was_never_configured_does_nothing(engine: Engine) {
    let server = Server::start(engine).await;
    let found = server.owner().await.get(&format!("{HERE}/roles")).await.json_of(200);
    assert_eq!(found, json!({"field": "", "mapping": {}}));
}

#[apply(case)]
async fn role_sync_settings_come_back_as_they_were_set(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let settings = json!({"field": "roles", "mapping": {"leads": ["organization-admin", "not-there"]}});
    let set = owner.patch(&format!("{HERE}/roles"), &settings).await.json_of(200);
    assert_eq!(set, settings);
    assert_eq!(owner.get(&format!("{HERE}/roles")).await.json_of(200), settings);
    let cleared = owner.patch(&format!("{HERE}/roles"), &json!({})).await.json_of(200);
    assert_eq!(cleared, json!({"field": "", "mapping": {}}));
}

#[apply(case)]
async fn the_config_of_role_sync_leaves_the_mapping(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let settings = json!({"field": "roles", "mapping": {"leads": ["organization-admin"]}});
    owner.patch(&format!("{HERE}/roles"), &settings).await.expect(200);
    let changed = owner.patch(&format!("{HERE}/roles/config"), &json!({"field": "teams"})).await.json_of(200);
    assert_eq!(changed, json!({"field": "teams", "mapping": {"leads": ["organization-admin"]}}));
}

#[apply(case)]
async fn the_mapping_of_role_sync_is_changed_pair_by_pair(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner
        .patch(&format!("{HERE}/roles"), &json!({"field": "roles", "mapping": {"a": ["x"]}}))
        .await
        .expect(200);
    let change = json!({
        "add": [{"given": "a", "gets": "y"}, {"given": "b", "gets": "z"}],
        "remove": [{"given": "a", "gets": "x"}, {"given": "b", "gets": "z"}],
    });
    let changed = owner.patch(&format!("{HERE}/roles/mapping"), &change).await.json_of(200);
    assert_eq!(changed, json!({"field": "roles", "mapping": {"a": ["y"]}}));
}

#[apply(case)]
async fn role_pairs_may_be_spelled_with_capital_letters(engine: Engine) {
    let server = Server::start(engine).await;
    let change = json!({"Add": [{"Given": "a", "Gets": "organization-auditor"}]});
    let path = format!("{HERE}/roles/mapping");
    let changed = server.owner().await.patch(&path, &change).await.json_of(200);
    assert_eq!(changed["mapping"], json!({"a": ["organization-auditor"]}));
}

#[apply(case)]
async fn role_pairs_without_one_of_their_parts_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let change = json!({"add": [{"gets": "organization-auditor"}]});
    let path = format!("{HERE}/roles/mapping");
    let refused = server.owner().await.patch(&path, &change).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["add[0].given"]);
}
