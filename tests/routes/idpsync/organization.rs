//! `/settings/idpsync/organization`

use serde_json::json;

use super::EVERYWHERE;
use crate::harness::{Engine, Server};

const A: &str = "1f7a3c52-0d9e-4f0b-8a61-5c2d7e9b4a13";

#[apply(case)]
async fn organization_sync_that_was_never_configured_keeps_everybody_in_the_default_organization(
    engine: Engine,
) {
    let server = Server::start(engine).await;
    let found = server.owner().await.get(&format!("{EVERYWHERE}/organization")).await.json_of(200);
    assert_eq!(found, json!({"field": "", "mapping": {}, "organization_assign_default": true}));
}

#[apply(case)]
async fn organization_sync_settings_come_back_as_they_were_set(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let path = format!("{EVERYWHERE}/organization");
    let settings = json!({"field": "orgs", "mapping": {"data": [A]}, "organization_assign_default": true});
    assert_eq!(owner.patch(&path, &settings).await.json_of(200), settings);
    assert_eq!(owner.get(&path).await.json_of(200), settings);
    let cleared = owner.patch(&path, &json!({"field": "orgs"})).await.json_of(200);
    assert_eq!(cleared, json!({"field": "orgs", "mapping": {}, "organization_assign_default": false}));
}

#[apply(case)]
async fn the_config_of_organization_sync_leaves_the_mapping(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let settings = json!({"field": "orgs", "mapping": {"data": [A]}});
    owner.patch(&format!("{EVERYWHERE}/organization"), &settings).await.expect(200);
    let config = json!({"field": "teams", "assign_default": true});
    let changed = owner.patch(&format!("{EVERYWHERE}/organization/config"), &config).await.json_of(200);
    let expected = json!({"field": "teams", "mapping": {"data": [A]}, "organization_assign_default": true});
    assert_eq!(changed, expected);
}

#[apply(case)]
async fn the_mapping_of_organization_sync_is_changed_pair_by_pair(engine: Engine) {
    let server = Server::start(engine).await;
    let path = format!("{EVERYWHERE}/organization/mapping");
    let change = json!({"add": [{"given": "data", "gets": A}, {"Given": "ops", "Gets": A}],
        "remove": [{"given": "ops", "gets": A}]});
    let changed = server.owner().await.patch(&path, &change).await.json_of(200);
    assert_eq!(changed["mapping"], json!({"data": [A]}));
    assert_eq!(changed["organization_assign_default"], true);
}

#[apply(case)]
async fn organization_pairs_without_one_of_their_parts_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let path = format!("{EVERYWHERE}/organization/mapping");
    let refused = server.owner().await.patch(&path, &json!({"remove": [{"given": "a"}]})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["remove[0].gets"]);
}
