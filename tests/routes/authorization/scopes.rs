//! `GET /auth/scopes`

use serde_json::json;

use crate::harness::{Engine, Server};

#[apply(case)]
async fn the_offered_scopes_are_public_and_each_can_be_granted(engine: Engine) {
    let server = Server::start(engine).await;
    let found = server.get("/api/v2/auth/scopes").send().await.json_of(200);
    let offered = found["external"].as_array().unwrap();
    assert_eq!(offered.len(), 55, "{found}");
    assert!(offered.is_sorted_by_key(|scope| scope.as_str()), "{found}");
    let body = json!({"token_name": "wide", "scopes": offered});
    server.owner().await.post("/api/v2/users/me/keys/tokens", &body).await.expect(201);
    // What is known, though nothing is behind it yet.
    let more = ["aibridge_interception:create", "boundary_usage:*", "chat:read", "workspace:update_agent"];
    let body = json!({"token_name": "new", "scopes": more});
    server.owner().await.post("/api/v2/users/me/keys/tokens", &body).await.expect(201);
}
