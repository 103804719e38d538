//! `GET /templates/{template}/access/explain`

use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};
use crate::routes::template_versions::scene::{role_here, site_role, template, version};

async fn explained(person: &Person, template: &str, query: &str) -> Value {
    person.get(&format!("/api/v2/templates/{template}/access/explain?{query}")).await.json_of(200)
}

/// Whether it is allowed, and the kinds of the reasons that count.
fn told(explanation: &Value) -> (bool, Vec<&str>) {
    let reasons = explanation["reasons"].as_array().unwrap();
    let counting = reasons.iter().filter(|reason| reason["counts"] == true);
    (
        explanation["allowed"].as_bool().unwrap(),
        counting.map(|reason| reason["kind"].as_str().unwrap()).collect(),
    )
}

#[apply(case)]
async fn roles_groups_and_entries_that_decide_are_named(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let open = template(&server, &version(owner, json!({})).await, "open", true).await;
    let closed = template(&server, &version(owner, json!({})).await, "closed", false).await;
    let own = explained(&amira, &open, "").await;
    assert_eq!(told(&own), (true, vec!["group_entry"]));
    assert_eq!((&own["action"], &own["username"]), (&json!("use"), &json!("amira")));
    assert_eq!(own["reasons"][0]["group_name"], "Everyone");
    assert_eq!(told(&explained(&amira, &open, "action=update&user=me").await), (false, vec![]));
    let by_id = format!("user={}&action=read", jonas.id);
    assert_eq!(told(&explained(owner, &closed, &by_id).await), (false, vec![]));
    let acl = format!("/api/v2/templates/{closed}/acl");
    let everyone = owner.get("/api/v2/organizations/default").await.json_of(200)["id"].clone();
    let group = json!({"name": "guards"});
    let group = owner.post("/api/v2/organizations/default/groups", &group).await.json_of(201);
    let group = group["id"].as_str().unwrap();
    owner.patch(&format!("/api/v2/groups/{group}"), &json!({"add_users": [jonas.id]})).await.expect(200);
    let entries = json!({
        "user_perms": {(jonas.id.as_str()): "use"},
        "group_perms": {(group): "admin", (everyone.as_str().unwrap()): "use"},
    });
    owner.patch(&acl, &entries).await.expect(200);
    let using = explained(owner, &closed, "user=jonas").await;
    assert!(told(&using).0);
    let mut kinds = told(&using).1;
    kinds.sort_unstable();
    assert_eq!(kinds, ["group_entry", "group_entry", "user_entry"]);
    let updating = explained(owner, &closed, "user=jonas&action=update").await;
    assert_eq!(told(&updating), (true, vec!["group_entry"]));
    assert_eq!(updating["reasons"][0]["group_name"], "guards");
    site_role(&server, &amira, "template-admin").await;
    let by_role = explained(owner, &closed, "user=amira&action=delete").await;
    assert_eq!(told(&by_role), (true, vec!["site_role"]));
    assert_eq!(by_role["reasons"][0]["role"], "template-admin");
    site_role(&server, &jonas, "auditor").await;
    role_here(&server, &jonas, "organization-template-admin").await;
    let here = explained(owner, &closed, "user=jonas&action=delete").await;
    assert_eq!(told(&here).1[0], "organization_role");
}

#[apply(case)]
async fn the_explanation_names_a_missing_membership_and_a_suspension(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let open = template(&server, &version(owner, json!({})).await, "open", true).await;
    let other = owner.post("/api/v2/organizations", &json!({"name": "other"})).await.json_of(201);
    server.member_of("stranger", &[other["id"].as_str().unwrap()]).await;
    let stranger = explained(owner, &open, "user=stranger").await;
    assert_eq!(told(&stranger), (false, vec!["no_member"]));
    server.member("amira").await;
    owner.put("/api/v2/users/amira/status/suspend", &json!({})).await.expect(200);
    let suspended = explained(owner, &open, "user=amira").await;
    assert_eq!(told(&suspended), (false, vec!["suspended"]));
    assert_eq!(suspended["reasons"][1]["kind"], "group_entry", "what would speak for her is told too");
}

#[apply(case)]
async fn about_others_ask_those_who_govern_the_template(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let open = template(&server, &version(owner, json!({})).await, "open", true).await;
    let closed = template(&server, &version(owner, json!({})).await, "closed", false).await;
    let at = |template: &str, query: &str| format!("/api/v2/templates/{template}/access/explain?{query}");
    for user in ["jonas", "nobody"] {
        amira.get(&at(&open, &format!("user={user}"))).await.expect(403);
    }
    amira.get(&at(&open, &format!("user={}", amira.id))).await.expect(200);
    amira.get(&at(&closed, "")).await.expect(404);
    server.get(&at(&open, "")).send().await.expect(401);
    role_here(&server, &jonas, "organization-template-admin").await;
    jonas.get(&at(&open, "user=amira")).await.expect(200);
    let refused = owner.get(&at(&open, "user=nobody")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["user"]);
    let refused = owner.get(&at(&open, "action=fly&x=1")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["action", "x"]);
}
