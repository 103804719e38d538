//! Values that other servers of this API take in several spellings.

use http::Method;
use serde_json::json;

use crate::harness::{Engine, Server};

#[apply(case)]
async fn a_uuid_is_accepted_in_each_of_its_spellings_everywhere(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post("/api/v2/organizations", &json!({"name": "borg"})).await.json_of(201);
    let organization = made["id"].as_str().unwrap();
    let spellings =
        |id: &str| [id.to_uppercase(), id.replace('-', ""), format!("urn:uuid:{id}"), format!("%7B{id}%7D")];
    for spelt in spellings(&owner.id) {
        let found = owner.get(&format!("/api/v2/users/{spelt}")).await.json_of(200);
        assert_eq!(found["id"], owner.id.as_str(), "{spelt}");
        owner.get(&format!("/api/v2/users?after_id={spelt}")).await.expect(200);
    }
    for (number, spelt) in spellings(organization).into_iter().enumerate() {
        let found = owner.get(&format!("/api/v2/organizations/{spelt}")).await.json_of(200);
        assert_eq!(found["id"], organization, "{spelt}");
        let body = json!({
            "email": format!("a{number}@example.com"), "username": format!("a{number}"),
            "password": "a-password-of-a-test-4711",
            "organization_ids": [spelt.replace("%7B", "{").replace("%7D", "}")],
        });
        let user = owner.post("/api/v2/users", &body).await.json_of(201);
        assert_eq!(user["organization_ids"], json!([organization]), "{spelt}");
    }
}

#[apply(case)]
async fn a_name_of_hexadecimal_digits_is_found_where_no_id_is(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let name = "0123456789abcdef0123456789abcdef";
    let member = server.member(name).await;
    let found = owner.get(&format!("/api/v2/users/{name}")).await.json_of(200);
    assert_eq!(found["id"], member.id.as_str());
    owner.post("/api/v2/organizations", &json!({"name": name})).await.expect(201);
    let found = owner.get(&format!("/api/v2/organizations/{name}")).await.json_of(200);
    assert_eq!(found["name"], name);
}

#[apply(case)]
async fn a_header_that_is_sent_twice_counts_once(engine: Engine) {
    let server = Server::start(engine).await;
    let call = server.call(Method::GET, "/api/v2/openapi.json");
    let tag = call.clone().send().await.header("etag").unwrap().to_owned();
    call.header("if-none-match", &tag).header("if-none-match", &tag).send().await.expect(304);
}

#[apply(case)]
async fn no_grammar_lets_in_a_character_that_no_database_keeps(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    server.scim(Method::GET, "/Users?filter=userName%20eq%20%22a%5Cu0000b%22").send().await.expect(400);
    server.scim(Method::GET, "/Groups?filter=displayName%20eq%20%22%5Cu0000%22").send().await.expect(400);
    owner.get("/api/v2/users?q=%00").await.expect(400);
    owner.get("/api/v2/users?q=email:%22%00%22").await.expect(400);
    let basic = |text: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text))
    };
    for text in ["a\0:b", "a%00:b", "3b9c1d52-6a0e-4f57-8d43-1c2b7e9f0a65:\0"] {
        let call = server.call(Method::POST, "/oauth2/tokens").header("authorization", basic(text));
        let form = "grant_type=authorization_code&code=x&redirect_uri=https%3A%2F%2Fa.example";
        let answer = call.body("application/x-www-form-urlencoded", form).send().await;
        assert!((400..500).contains(&answer.status), "{text:?}: {}", answer.text());
    }
    for target in ["/api/v2/users/me?coder_session_token=%00", "/api/v2/users/me?access_token=a%00-b"] {
        server.get(target).send().await.expect(401);
    }
}

#[apply(case)]
async fn an_empty_word_is_left_out_where_it_may_be_absent(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({
        "email": "a@example.com", "username": "a", "password": "a-password-of-a-test-4711", "user_status": "",
        "organization_ids": [default["id"]],
    });
    owner.post("/api/v2/users", &body).await.expect(201);
}

#[apply(case)]
async fn a_media_type_without_a_body_is_no_body(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let empty = |path: &str| owner.call(Method::POST, path).body("application/json", "").chunked();
    let refused = empty("/api/v2/users").send().await.expect(400);
    assert!(refused.text().contains("no body"), "{}", refused.text());
    empty("/api/v2/users/me/keys").send().await.expect(201);
}
