//! What SCIM does stands in the audit log, put down to nobody.

use serde_json::{Value, json};

use crate::harness::{Engine, Server};
use crate::routes::scim::scene::{delete, made, made_group, operation, patch, post, start, user};

#[apply(case)]
async fn each_change_leaves_one_entry_of_an_automatic_actor(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "amira").await;
    let path = format!("/Users/{id}");
    let off = operation("replace", "active", json!(false));
    patch(&server, &path, &off).await.expect(200);
    patch(&server, &path, &off).await.expect(200);
    delete(&server, &path).await.expect(204);
    let entries = entries(&server).await;
    let of_user: Vec<&Value> = entries.iter().filter(|entry| entry["resource_id"] == id.as_str()).collect();
    let actions: Vec<&str> = of_user.iter().filter_map(|entry| entry["action"].as_str()).collect();
    assert_eq!(actions, ["delete", "write", "create"], "what changes nothing leaves no entry");
    for entry in &of_user {
        assert_eq!(entry["user"], Value::Null);
        assert_eq!(entry["additional_fields"]["automatic_subsystem"], "scim");
        assert!(entry["additional_fields"]["automatic_actor"].is_string());
    }
    assert_eq!(of_user[1]["diff"]["status"]["new"], "suspended");
}

#[apply(case)]
async fn groups_and_refusals_are_recorded_too(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    let group = made_group(&server, "Kitchen", &[&amira]).await;
    post(&server, "/Users", &user("amira")).await.expect(409);
    let entries = entries(&server).await;
    let refusal = &entries[0];
    assert_eq!((&refusal["action"], &refusal["status_code"]), (&json!("create"), &json!(409)));
    let made = entries.iter().find(|entry| entry["resource_id"] == group.as_str()).unwrap();
    assert_eq!(made["diff"]["members"]["new"], json!([amira]));
}

/// Newest first.
async fn entries(server: &Server) -> Vec<Value> {
    let page = server.owner().await.get("/api/v2/audit?q=&limit=100").await.json_of(200);
    page["audit_logs"].as_array().unwrap().clone()
}
