//! PUT /Users/{id}.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{USER, get, made, put, refused, start, user};

#[apply(case)]
async fn the_whole_user_is_replaced_and_active_left_out_stays(engine: Engine) {
    let server = start(engine).await;
    let path = format!("/Users/{}", made(&server, "amira").await);
    let sent = json!({"schemas": [USER], "userName": "amira2", "title": "Cook", "active": false, "emails": [{"value": "a2@example.com"}]});
    let after = put(&server, &path, &sent).await.json_of(200);
    assert_eq!(
        (&after["userName"], &after["title"], &after["active"]),
        (&json!("amira2"), &json!("Cook"), &json!(false))
    );
    let mut sent = user("amira2");
    sent["id"] = "something else".into();
    let after = put(&server, &path, &sent).await.json_of(200);
    assert!(after.get("title").is_none(), "{after}");
    assert_eq!(after["active"], false);
    assert_eq!(get(&server, &path).await.json_of(200), after);
}

#[apply(case)]
async fn a_user_that_is_not_there_is_not_made_and_a_taken_name_is_a_conflict(engine: Engine) {
    let server = start(engine).await;
    put(&server, "/Users/5b1f7d0e-5a0b-4d7c-8d1e-2f3a4b5c6d7e", &user("amira")).await.expect(404);
    put(&server, "/Users/nonexistent-id-000000", &user("amira")).await.expect(404);
    made(&server, "jonas").await;
    let path = format!("/Users/{}", made(&server, "amira").await);
    assert_eq!(refused(put(&server, &path, &user("Jonas")).await, 409), "uniqueness");
    assert_eq!(refused(put(&server, &path, &json!({"schemas": [USER]})).await, 400), "invalidValue");
}
