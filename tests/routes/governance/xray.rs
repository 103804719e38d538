//! `GET`, `POST /integrations/jfrog/xray-scan`

use http::Method;
use serde_json::{Value, json};

use super::scene::{add, keys};
use crate::harness::{Engine, Person};
use crate::routes::template_versions::scene::{role_here, site_role};
use crate::routes::workspace_changes::scene::{start, start_with, template, workspace};

const PATH: &str = "/api/v2/integrations/jfrog/xray-scan";
const NOBODY: &str = "2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40";

fn ids(workspace: &Value) -> (String, String) {
    let agent = &workspace["latest_build"]["resources"][0]["agents"][0]["id"];
    (workspace["id"].as_str().unwrap().to_owned(), agent.as_str().unwrap().to_owned())
}

fn asked(workspace: &str, agent: &str) -> String {
    format!("{PATH}?workspace_id={workspace}&agent_id={agent}")
}

fn scan(workspace: &str, agent: &str, critical: i32) -> Value {
    json!({
        "workspace_id": workspace, "agent_id": agent, "critical": critical, "high": 2, "medium": 3,
        "results_url": "https://jfrog.example.com/1",
    })
}

#[apply(case)]
async fn a_scan_is_kept_in_the_place_of_the_one_before(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let (workspace, agent) = ids(&made);
    amira.get(&asked(&workspace, &agent)).await.expect(404);
    let first = scan(&workspace, &agent, 1);
    let said = owner.post(PATH, &first).await.json_of(201);
    assert_eq!(said["message"], "Successfully inserted JFrog XRay scan!");
    assert_eq!(amira.get(&asked(&workspace, &agent)).await.json_of(200), first);
    let second = json!({"workspace_id": workspace, "agent_id": agent, "critical": 9, "results_url": null});
    owner.post(PATH, &second).await.expect(201);
    let found = owner.get(&asked(&workspace, &agent)).await.json_of(200);
    assert_eq!(
        (&found["critical"], &found["high"], &found["results_url"]),
        (&json!(9), &json!(0), &json!(""))
    );
    let log = owner.get("/api/v2/audit?q=resource_type:workspace_agent").await.json_of(200);
    let diff = json!({"old": 1, "new": 9, "secret": false});
    let mut entries = log["audit_logs"].as_array().unwrap().iter();
    assert!(entries.any(|entry| entry["diff"]["critical"] == diff), "{log}");
}

#[apply(case)]
async fn scans_are_told_by_those_who_make_templates_and_read_by_those_who_read_the_workspace(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let mut others = Vec::new();
    for name in ["jonas", "noor", "samir", "lena"] {
        others.push(server.member(name).await);
    }
    let [jonas, noor, samir, lena]: [Person; 4] = others.try_into().ok().unwrap();
    site_role(&server, &noor, "template-admin").await;
    role_here(&server, &samir, "organization-template-admin").await;
    site_role(&server, &lena, "user-admin").await;
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let (workspace, agent) = ids(&made);
    for (person, post, get) in [
        (server.owner().await, 201, 200),
        (&noor, 201, 200),
        (&samir, 201, 200),
        (&amira, 404, 200),
        (&jonas, 404, 404),
        (&lena, 404, 404),
    ] {
        person.post(PATH, &scan(&workspace, &agent, 1)).await.expect(post);
        person.get(&asked(&workspace, &agent)).await.expect(get);
    }
    server.get(&asked(&workspace, &agent)).send().await.expect(401);
    server.call(Method::POST, PATH).json(&scan(&workspace, &agent, 1)).send().await.expect(401);
}

#[apply(case)]
async fn what_a_scan_is_about_has_to_be_there(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let made = workspace(&server, owner, &template(&server, "base").await, "dev").await;
    let (workspace, agent) = ids(&made);
    owner.post(PATH, &scan(NOBODY, &agent, 1)).await.expect(404);
    let refused = owner.post(PATH, &scan(&workspace, NOBODY, 1)).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["agent_id"]);
    let wrong = json!({"workspace_id": "x", "agent_id": 1, "critical": -1, "high": "many"});
    let faulty = owner.post(PATH, &wrong).await.expect(400).faulty_fields();
    assert_eq!(faulty, ["agent_id", "critical", "high", "workspace_id"]);
    for url in ["javascript:alert(1)", "data:text/html,x", "/results", "https://", "ftp://example.com/1"] {
        let mut body = scan(&workspace, &agent, 1);
        body["results_url"] = json!(url);
        assert_eq!(owner.post(PATH, &body).await.expect(400).faulty_fields(), ["results_url"], "{url}");
        body["agent_id"] = json!(NOBODY);
        assert_eq!(owner.post(PATH, &body).await.expect(400).faulty_fields(), ["agent_id", "results_url"]);
    }
    assert_eq!(owner.get(PATH).await.expect(400).faulty_fields(), ["agent_id", "workspace_id"]);
    owner.get(&asked(&workspace, NOBODY)).await.expect(404);
}

#[apply(case)]
async fn without_the_feature_the_path_does_not_exist(engine: Engine) {
    let server = start_with(engine, vec![keys()]).await;
    let owner = server.owner().await;
    for answer in [owner.get(&asked(NOBODY, NOBODY)).await, owner.post(PATH, &scan(NOBODY, NOBODY, 1)).await]
    {
        assert_eq!(answer.json_of(404), json!({"message": "Route not found."}));
    }
    add(&server, &json!({})).await.expect(201);
    assert_ne!(owner.get(&asked(NOBODY, NOBODY)).await.json_of(404)["message"], "Route not found.");
}
