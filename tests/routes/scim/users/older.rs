//! The documented PATCH, whose body is a user of whom only `active` counts.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{account, made, patch, refused, start};

#[apply(case)]
async fn a_user_as_the_body_of_a_patch_changes_only_active(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "amira").await;
    let body = json!({
        "active": false,
        "emails": [{"display": "string", "primary": true, "type": "string", "value": "x@example.com"}],
        "groups": [null], "id": "string", "meta": {"resourceType": "string"},
        "name": {"familyName": "string"},
        "schemas": ["string"], "userName": "string",
    });
    let after = patch(&server, &format!("/Users/{id}"), &body).await.json_of(200);
    assert_eq!((&after["active"], &after["userName"]), (&json!(false), &json!("amira")));
    assert_eq!(account(&server, &id).await["status"], "suspended");
    patch(&server, &format!("/Users/{id}"), &json!({"active": true})).await.expect(200);
    assert_eq!(account(&server, &id).await["status"], "dormant");
}

#[apply(case)]
async fn a_body_with_neither_operations_nor_active_is_refused(engine: Engine) {
    let server = start(engine).await;
    let path = format!("/Users/{}", made(&server, "amira").await);
    assert_eq!(refused(patch(&server, &path, &json!({"userName": "x"})).await, 400), "invalidSyntax");
    assert_eq!(refused(patch(&server, &path, &json!({"active": 5})).await, 400), "invalidValue");
}
