//! `GET /users/{user}`

use serde_json::json;

use crate::harness::{Engine, Server};
use crate::routes::stored;

/// TestGetUser/ByMe, TestGetUser/ByID, TestGetUser/ByUsername
#[apply(case)]
async fn a_user_is_found_by_me_id_and_name(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    // The first request is the one that notes when somebody was last seen.
    amira.get("/api/v2/users/me").await.expect(200);
    let seen = server.owner().await.get("/api/v2/users/amira").await.json_of(200);
    assert_eq!(seen["id"], amira.id.as_str());
    for key in ["me", amira.id.as_str(), "amira", "AMIRA"] {
        assert_eq!(amira.get(&format!("/api/v2/users/{key}")).await.json_of(200), seen, "{key}");
    }
}

#[apply(case)]
async fn a_user_of_others_looks_like_one_that_is_missing(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let owner = server.owner().await;
    for [there, missing] in [["owner", "nobody"], [owner.id.as_str(), "7d0f2f3c-3c0a-4f57-8d2f-000000000000"]]
    {
        let hidden = amira.get(&format!("/api/v2/users/{there}")).await.expect(404);
        let unknown = amira.get(&format!("/api/v2/users/{missing}")).await.expect(404);
        assert_eq!(hidden.body, unknown.body);
        assert_eq!(hidden.message(), "Resource not found or you do not have access to this resource");
    }
    owner.get("/api/v2/users/nobody").await.expect(404);
}

#[apply(case)]
async fn a_deleted_user_is_gone_by_id_and_name(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira = server.member("amira").await;
    let server = stored::delete(server, &mut amira).await;
    let owner = server.owner().await;
    for key in ["amira", amira.id.as_str()] {
        owner.get(&format!("/api/v2/users/{key}")).await.expect(404);
        owner.delete(&format!("/api/v2/organizations/default/members/{key}")).await.expect(404);
    }
    let members = owner.get("/api/v2/organizations/default/members").await.json_of(200);
    assert_eq!(members.as_array().unwrap().len(), 1, "{members}");
    let everyone = owner.get("/api/v2/organizations/default/groups/Everyone").await.json_of(200);
    assert_eq!(everyone["total_member_count"], json!(1));
}

#[apply(case)]
async fn a_user_has_all_their_fields(engine: Engine) {
    let server = Server::start(engine).await;
    let me = server.owner().await.get("/api/v2/users/me").await.json_of(200);
    let mut fields: Vec<_> = me.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    let expected = [
        "avatar_url",
        "created_at",
        "email",
        "has_ai_seat",
        "id",
        "is_service_account",
        "last_seen_at",
        "login_type",
        "name",
        "organization_ids",
        "roles",
        "status",
        "updated_at",
        "username",
    ];
    assert_eq!(fields, expected);
    assert_eq!(me["created_at"], "2026-03-02T08:30:00.123456Z", "microseconds are kept");
    assert_eq!(me["last_seen_at"], "2026-03-02T08:30:00.123456Z");
}
