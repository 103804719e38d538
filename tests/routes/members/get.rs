//! `GET /organizations/{organization}/members/{user}`

use crate::harness::{Engine, Server};
use crate::routes::organizations::sharing;

const MEMBERS: &str = "/api/v2/organizations/default/members";

#[apply(case)]
async fn a_member_is_found_by_id_name_and_me_as_the_list_has_them(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    amira.get("/api/v2/users/me").await.expect(200);
    let list = amira.get(MEMBERS).await.json_of(200);
    assert_eq!(list[0]["username"], "amira");
    for written in [amira.id.as_str(), "AMIRA", "me"] {
        assert_eq!(amira.get(&format!("{MEMBERS}/{written}")).await.json_of(200), list[0], "{written}");
    }
    assert_eq!(amira.get(&format!("{MEMBERS}/owner")).await.json_of(200), list[1]);
}

#[apply(case)]
async fn a_member_who_is_hidden_or_missing_is_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let missing = amira.get(&format!("{MEMBERS}/nobody")).await.expect(404);
    sharing::close(server.owner().await, "default").await;
    assert_eq!(amira.get(&format!("{MEMBERS}/jonas")).await.expect(404).body, missing.body);
    jonas.get(&format!("{MEMBERS}/jonas")).await.expect(200);
    let data = serde_json::json!({"name": "data"});
    server.owner().await.post("/api/v2/organizations", &data).await.expect(201);
    server.owner().await.get("/api/v2/organizations/data/members/amira").await.expect(404);
}
