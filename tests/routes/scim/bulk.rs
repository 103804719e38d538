//! POST /Bulk.

use serde_json::{Value, json};

use super::scene::{GROUP, get, list, made, operation, post, refused, start, user};
use crate::harness::{Engine, Server};

const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

async fn bulk(server: &Server, operations: &Value, fail_on_errors: Option<u32>) -> Vec<Value> {
    let mut body = json!({"schemas": [BULK], "Operations": operations});
    if let Some(number) = fail_on_errors {
        body["failOnErrors"] = number.into();
    }
    let answer = post(server, "/Bulk", &body).await.json_of(200);
    assert_eq!(answer["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]));
    answer["Operations"].as_array().unwrap().clone()
}

fn statuses(answers: &[Value]) -> Vec<&str> {
    answers.iter().map(|answer| answer["status"].as_str().unwrap()).collect()
}

#[apply(case)]
async fn operations_may_refer_to_what_others_make_in_any_order(engine: Engine) {
    let server = start(engine).await;
    let jonas = made(&server, "jonas").await;
    let operations = json!([
        {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {
            "schemas": [GROUP], "displayName": "kitchen",
            "members": [{"value": "bulkId:amira"}, {"value": jonas}]}},
        {"method": "POST", "path": "/Users", "bulkId": "amira", "data": user("amira")},
        {"method": "PATCH", "path": "/Users/bulkId:amira", "data": operation("add", "title", json!("Cook"))},
        {"method": "PUT", "path": format!("/Users/{jonas}"), "data": user("jonas2")},
        {"method": "DELETE", "path": format!("/Users/{jonas}")},
    ]);
    let answers = bulk(&server, &operations, None).await;
    assert_eq!(statuses(&answers), ["201", "201", "200", "200", "204"]);
    assert_eq!((&answers[0]["bulkId"], &answers[0]["method"]), (&json!("g"), &json!("POST")));
    let location = answers[1]["location"].as_str().unwrap();
    let amira = location.rsplit('/').next().unwrap();
    let user = get(&server, &format!("/Users/{amira}")).await.json_of(200);
    assert_eq!((&user["title"], &user["groups"][0]["display"]), (&json!("Cook"), &json!("kitchen")));
    assert_eq!(answers[2]["version"], user["meta"]["version"]);
}

#[apply(case)]
async fn a_faulty_operation_is_reported_and_the_others_are_applied(engine: Engine) {
    let server = start(engine).await;
    made(&server, "amira").await;
    let operations = json!([
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": user("amira")},
        {"method": "POST", "path": "/Users", "bulkId": "b", "data": user("bela")},
        {"method": "PATCH", "path": "/Users/bulkId:a", "data": operation("add", "title", json!("Cook"))},
        {"method": "DELETE", "path": "/Users/5b1f7d0e-5a0b-4d7c-8d1e-2f3a4b5c6d7e"},
        {"method": "POST", "path": "/Devices", "bulkId": "d", "data": {}},
        {"method": "PUT", "path": "/Users", "data": {}},
        {"method": "POST", "path": "/Users", "bulkId": "n"},
    ]);
    let answers = bulk(&server, &operations, None).await;
    assert_eq!(statuses(&answers), ["409", "201", "409", "404", "404", "400", "400"]);
    let response = &answers[0]["response"];
    assert_eq!((&response["status"], &response["scimType"]), (&json!("409"), &json!("uniqueness")));
    assert!(response["detail"].as_str().unwrap().contains("userName"));
}

#[apply(case)]
async fn each_operation_leaves_the_entry_that_it_leaves_alone(engine: Engine) {
    let server = start(engine).await;
    made(&server, "amira").await;
    let operations = json!([
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": user("amira")},
        {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"schemas": [GROUP], "displayName": "kitchen"}},
        {"method": "DELETE", "path": "/Groups/5b1f7d0e-5a0b-4d7c-8d1e-2f3a4b5c6d7e"},
        {"method": "POST", "path": "/Devices", "bulkId": "d", "data": {}},
    ]);
    assert_eq!(statuses(&bulk(&server, &operations, None).await), ["409", "201", "404", "404"]);
    let page = server.owner().await.get("/api/v2/audit?q=&limit=3").await.json_of(200);
    let entry = |at: usize| {
        let entry = &page["audit_logs"][at];
        let target = entry["resource_target"].as_str().unwrap();
        (entry["resource_type"].as_str().unwrap(), entry["action"].as_str().unwrap(), target)
    };
    let mut left = [entry(0), entry(1), entry(2)];
    left.sort_unstable();
    let gone = "/scim/v2/Groups/5b1f7d0e-5a0b-4d7c-8d1e-2f3a4b5c6d7e";
    let mut wanted =
        [("user", "create", "/scim/v2/Users"), ("group", "create", "kitchen"), ("group", "delete", gone)];
    wanted.sort_unstable();
    assert_eq!(left, wanted);
}

#[apply(case)]
async fn circles_are_conflicts(engine: Engine) {
    let server = start(engine).await;
    let one = |id: &str, member: &str| {
        json!({"method": "POST", "path": "/Groups", "bulkId": id, "data": {
            "schemas": [GROUP], "displayName": id, "members": [{"value": format!("bulkId:{member}")}]}})
    };
    let answers = bulk(&server, &json!([one("x", "y"), one("y", "x")]), None).await;
    assert_eq!(statuses(&answers), ["409", "409"]);
    assert_eq!(list(&server, "/Groups", &[]).await.json_of(200)["totalResults"], 0);
}

#[apply(case)]
async fn after_so_many_errors_the_rest_is_not_tried(engine: Engine) {
    let server = start(engine).await;
    let operations = json!([
        {"method": "DELETE", "path": "/Users/nobody"},
        {"method": "POST", "path": "/Users", "bulkId": "b", "data": user("bela")},
    ]);
    assert_eq!(statuses(&bulk(&server, &operations, Some(1)).await), ["404"]);
    assert_eq!(list(&server, "/Users", &[]).await.json_of(200)["totalResults"], 0);
    assert_eq!(statuses(&bulk(&server, &operations, Some(2)).await), ["404", "201"]);
}

#[apply(case)]
async fn a_version_that_was_changed_meanwhile_is_kept(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "amira").await;
    let operations = json!([{"method": "DELETE", "path": format!("/Users/{id}"), "version": "W/\"other\""}]);
    assert_eq!(statuses(&bulk(&server, &operations, None).await), ["412"]);
    get(&server, &format!("/Users/{id}")).await.expect(200);
}

#[apply(case)]
async fn too_many_operations_and_no_operations_are_refused(engine: Engine) {
    let server = start(engine).await;
    let many = vec![json!({"method": "DELETE", "path": "/Users/x"}); 1001];
    assert_eq!(
        post(&server, "/Bulk", &json!({"schemas": [BULK], "Operations": many})).await.expect(413).json()["status"],
        "413"
    );
    for body in
        [json!({}), json!({"Operations": []}), json!({"Operations": [{"method": "GET", "path": "/Users"}]})]
    {
        assert_eq!(refused(post(&server, "/Bulk", &body).await, 400), "invalidSyntax", "{body}");
    }
}
