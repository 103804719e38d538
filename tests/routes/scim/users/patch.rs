//! PATCH /Users/{id}.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{PATCH, get, made, operation, patch, refused, start};

#[apply(case)]
async fn operations_are_done_in_order_all_or_none(engine: Engine) {
    let server = start(engine).await;
    let path = format!("/Users/{}", made(&server, "amira").await);
    let body = json!({"schemas": [PATCH], "Operations": [
        {"op": "add", "path": "title", "value": "Cook"},
        {"op": "replace", "path": "title", "value": "Head Cook"},
        {"op": "add", "path": "name.givenName", "value": "Amira"},
    ]});
    let after = patch(&server, &path, &body).await.json_of(200);
    assert_eq!((&after["title"], &after["name"]), (&json!("Head Cook"), &json!({"givenName": "Amira"})));
    let broken = json!({"schemas": [PATCH], "Operations": [
        {"op": "remove", "path": "title"},
        {"op": "replace", "path": "emails[type eq \"home\"].value", "value": "x@example.com"},
    ]});
    assert_eq!(refused(patch(&server, &path, &broken).await, 400), "noTarget");
    assert_eq!(get(&server, &path).await.json_of(200), after);
}

#[apply(case)]
async fn what_can_not_be_done_is_refused_by_kind(engine: Engine) {
    let server = start(engine).await;
    made(&server, "jonas").await;
    let path = format!("/Users/{}", made(&server, "amira").await);
    for (body, status, kind) in [
        (operation("add", "shoeSize", json!(9)), 400, "invalidPath"),
        (operation("replace", "id", json!("x")), 400, "mutability"),
        (operation("remove", "userName", json!(null)), 400, "mutability"),
        (operation("remove", "active", json!(null)), 400, "mutability"),
        (operation("replace", "emails", json!([{"value": "nonsense"}])), 400, "invalidValue"),
        (operation("replace", "userName", json!("JONAS")), 409, "uniqueness"),
        (operation("replace", "emails", json!([{"value": "jonas@example.com"}])), 409, "uniqueness"),
        (json!({"schemas": [PATCH], "Operations": []}), 400, "invalidSyntax"),
    ] {
        assert_eq!(refused(patch(&server, &path, &body).await, status), kind, "{body}");
    }
    patch(&server, "/Users/5b1f7d0e-5a0b-4d7c-8d1e-2f3a4b5c6d7e", &operation("add", "title", json!("x")))
        .await
        .expect(404);
}
