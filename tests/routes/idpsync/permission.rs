//! Who may look at these settings and change them.

use serde_json::json;

use super::{EVERYWHERE, HERE};
use crate::harness::{Engine, Person, Server};

/// What can be changed, by the path behind the prefix.
const CHANGES: [(&str, &str); 9] = [
    (HERE, "groups"),
    (HERE, "groups/config"),
    (HERE, "groups/mapping"),
    (HERE, "roles"),
    (HERE, "roles/config"),
    (HERE, "roles/mapping"),
    (EVERYWHERE, "organization"),
    (EVERYWHERE, "organization/config"),
    (EVERYWHERE, "organization/mapping"),
];

/// What can be read.
const READS: [(&str, &str); 7] = [
    (HERE, "groups"),
    (HERE, "roles"),
    (HERE, "available-fields"),
    (HERE, "field-values?claimField=groups"),
    (EVERYWHERE, "organization"),
    (EVERYWHERE, "available-fields"),
    (EVERYWHERE, "field-values?claimField=groups"),
];

async fn all(person: &Person, prefix: impl Fn(&str) -> Option<String>, status: u16) {
    for (place, rest) in CHANGES {
        if let Some(place) = prefix(place) {
            person.patch(&format!("{place}/{rest}"), &json!({})).await.expect(status);
        }
    }
    for (place, rest) in READS {
        if let Some(place) = prefix(place) {
            person.get(&format!("{place}/{rest}")).await.expect(status);
        }
    }
}

#[apply(case)]
async fn members_may_neither_read_nor_change_claim_settings(engine: Engine) {
    let server = Server::start(engine).await;
    let member = server.member("amira").await;
    all(&member, |place| Some(place.to_owned()), 403).await;
    member.post(&format!("{EVERYWHERE}/preview"), &json!({"claims": {}})).await.expect(403);
    all(server.owner().await, |place| Some(place.to_owned()), 200).await;
}

#[apply(case)]
async fn an_admin_of_an_organization_reads_and_changes_its_claim_settings(engine: Engine) {
    let server = Server::start(engine).await;
    let admin = server.member("amira").await;
    let roles = json!({"roles": ["organization-admin"]});
    let path = "/api/v2/organizations/default/members/amira/roles";
    server.owner().await.put(path, &roles).await.expect(200);
    all(&admin, |place| (place == HERE).then(|| HERE.to_owned()), 200).await;
    let settings = json!({"field": "groups", "mapping": {}, "regex_filter": null,
        "auto_create_missing_groups": true});
    assert_eq!(admin.patch(&format!("{HERE}/groups"), &settings).await.json_of(200), settings);
    assert_eq!(admin.get(&format!("{HERE}/groups")).await.json_of(200), settings);
    all(&admin, |place| (place == EVERYWHERE).then(|| EVERYWHERE.to_owned()), 403).await;
}

#[apply(case)]
async fn claim_settings_of_a_hidden_organization_are_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let member = server.member("amira").await;
    for name in ["data", "nowhere"] {
        let there = format!("/api/v2/organizations/{name}/settings/idpsync");
        all(&member, |place| (place == HERE).then(|| there.clone()), 404).await;
    }
}

#[apply(case)]
async fn claim_settings_need_their_features(engine: Engine) {
    let without = vec!["template_rbac", "user_role_management", "multiple_organizations"];
    let options = crate::harness::Options { without, ..Default::default() };
    let server = Server::start_with(engine, options).await;
    let owner = server.owner().await;
    for (place, rest) in CHANGES {
        let refused = owner.patch(&format!("{place}/{rest}"), &json!({})).await.expect(403);
        assert!(refused.message().ends_with("is a Premium feature. Contact sales!"), "{rest}");
    }
}
