//! What has changed of a workspace that Terraform has made.

use serde_json::{Value, json};

use super::terraform::{HEAD, imported, is_there, server};
use crate::harness::Engine;
use crate::routes::templates::scene::HERE;
use crate::routes::workspace_changes::scene::{build, path, state, workspace_with};

/// A rotation that is over when it is made is gone when somebody looks.
const ROTATES: &str = r#"
resource "terraform_data" "stays" {
  input = coder_agent.main.token
}
resource "time_rotating" "over" {
  rotation_rfc3339 = "2020-01-01T00:00:00Z"
}
"#;

#[apply(case)]
async fn what_has_changed_without_a_build_is_told_and_nothing_is_changed(engine: Engine) {
    if !is_there() {
        return;
    }
    let server = server(engine).await;
    let owner = server.owner().await;
    let template = format!("{HEAD}\n{ROTATES}");
    let version = imported(&server, owner, &[("main.tf", template.as_bytes())], json!({})).await;
    let body = json!({"name": "real", "template_version_id": version["id"]});
    let template = owner.post(HERE, &body).await.json_of(201);
    let workspace = workspace_with(&server, owner, &template, "dev", json!({})).await;
    let before = state(&server, &workspace["latest_build"]).await;
    let drift = format!("{}/drift", path(&workspace));
    let asked = owner.post(&drift, &Value::Null).await.json_of(201);
    server.log.wait_for(1, "job ended", "job", asked["check"]["job"]["id"].as_str().unwrap()).await;
    let found = owner.get(&drift).await.json_of(200);
    assert_eq!(found["check"]["drifted"], true, "{found}");
    let over = json!({
        "address": "time_rotating.over",
        "type": "time_rotating",
        "name": "over",
        "action": "gone",
        "attributes": [],
        "ignored": false,
    });
    assert_eq!(found["check"]["resources"], json!([over]));
    assert_eq!(state(&server, &workspace["latest_build"]).await, before, "it only looks");
    let ignoring = json!({"ignore": ["time_rotating.over"]});
    let found = owner.put(&format!("{drift}/baseline"), &ignoring).await.json_of(200);
    assert_eq!(found["check"]["drifted"], false);
    assert_eq!(found["check"]["resources"][0]["ignored"], true);
    let deleted = build(&server, owner, &workspace, json!({"transition": "delete"})).await;
    assert_eq!(deleted["status"], "deleted");
}
