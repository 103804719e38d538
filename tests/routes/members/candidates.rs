//! `GET /organizations/{organization}/member-candidates`

use burgrave_core::authorization::{Scope, ScopeName};
use burgrave_core::token::SessionToken;
use burgrave_core::{Clock as _, SystemEntropy};
use burgrave_store::{Inserted, LoginType, NewApiKey, Redacted, StoreError};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server, secrets};
use crate::routes::stored;

const DATA: &str = "/api/v2/organizations/data";

/// A server with an organization `data` that the owner and lena are in.
async fn server_with_data(engine: Engine) -> (Server, Person) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let lena = server.member_of("lena", &[made["id"].as_str().unwrap()]).await;
    for username in ["amira", "Jonas", "Nadia"] {
        server.member(username).await;
    }
    (server, lena)
}

async fn found(by: &Person, query: &str) -> Vec<String> {
    let page = by.get(&format!("{DATA}/member-candidates{query}")).await.json_of(200);
    let users = page["users"].as_array().unwrap();
    users.iter().map(|one| one["username"].as_str().unwrap().to_owned()).collect()
}

#[apply(case)]
async fn candidates_are_those_who_are_no_members(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    let owner = server.owner().await;
    assert_eq!(found(owner, "").await, ["amira", "Jonas", "Nadia"]);
    let page = owner.get(&format!("{DATA}/member-candidates?limit=1")).await.json_of(200);
    let mut fields: Vec<_> = page["users"][0].as_object().unwrap().keys().cloned().collect();
    fields.sort();
    assert_eq!(fields, ["avatar_url", "id", "name", "username"], "no more than one needs to choose");
    owner
        .post(&format!("{DATA}/members/{}", page["users"][0]["id"].as_str().unwrap()), &json!({}))
        .await
        .expect(200);
    assert_eq!(found(owner, "").await, ["Jonas", "Nadia"]);
}

#[apply(case)]
async fn candidates_are_searched_by_name_and_by_the_whole_email_address(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({"email": "k@harbour.example", "username": "kofi", "name": "Kofi Mensah", "password": "Seven-Otters-47-Juggle-Lanterns",
        "organization_ids": [default["id"]]});
    owner.post("/api/v2/users", &body).await.expect(201);
    for (query, expected) in [
        ("na", &["Jonas", "Nadia"][..]),
        ("MENSAH", &["kofi"]),
        ("search:%22kofi%20m%22", &["kofi"]),
        ("k@harbour.example", &["kofi"]),
        ("K@HARBOUR.example%20men", &["kofi"]),
        ("harbour", &[]),
        ("example.com", &[]),
    ] {
        assert_eq!(found(owner, &format!("?q={query}")).await, expected, "{query}");
    }
}

#[apply(case)]
async fn pages_of_candidates_put_together_are_all_of_them(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    let owner = server.owner().await;
    let (mut together, mut after) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("{DATA}/member-candidates?limit=2{after}")).await.json_of(200);
        let users = page["users"].as_array().unwrap().clone();
        let Some(last) = users.last() else { break };
        after = format!("&after_id={}", last["id"].as_str().unwrap());
        together.extend(users);
    }
    let whole = owner.get(&format!("{DATA}/member-candidates")).await.json_of(200);
    assert_eq!(Value::from(together), whole["users"]);
}

/// A token of the owner that may only add members, and read nothing beyond the organization.
async fn narrow(server: Server) -> (Server, Person) {
    let mut owner = server.owner().await.clone();
    let token = SessionToken::generate(&SystemEntropy);
    let names = ["organization:read", "organization_member:*", "assign_org_role:assign"];
    let now = server.clock.now();
    let key = NewApiKey {
        id: token.id.clone(),
        hashed_secret: Redacted(token.hash().to_vec()),
        user_id: owner.id.parse().unwrap(),
        login_type: LoginType::Token,
        scope: Scope::new(names.map(|name| name.parse::<ScopeName>().unwrap()), Default::default()),
        token_name: "narrow".to_owned(),
        lifetime_seconds: 3600,
        ip_address: String::new(),
        expires_at: now + TimeDelta::hours(1),
        parent_id: None,
        fixed_end: false,
        now,
    };
    let server = server
        .restart_after(async |store| {
            let done: Result<_, StoreError> = store
                .write(move |tx| {
                    let key = key.clone();
                    async move { tx.insert_api_key(&stored::by_test(key)).await }
                })
                .await;
            assert_eq!(done.unwrap(), Inserted::Done);
        })
        .await;
    owner.token = token.reveal();
    secrets::register(&owner.token);
    stored::follow(&server, &mut owner);
    (server, owner)
}

#[apply(case)]
async fn candidates_need_no_permission_beyond_the_organization(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    let (_server, narrow) = narrow(server).await;
    narrow.get("/api/v2/users/amira").await.expect(403);
    assert_eq!(found(&narrow, "?q=amira").await, ["amira"]);
    narrow.post(&format!("{DATA}/members/amira"), &json!({})).await.expect(200);
    assert_eq!(found(&narrow, "?q=amira").await, [""; 0]);
    narrow.post(&format!("{DATA}/members/nobody"), &json!({})).await.expect(404);
}

#[apply(case)]
async fn candidates_are_for_those_who_may_add_them(engine: Engine) {
    let (server, lena) = server_with_data(engine).await;
    lena.get(&format!("{DATA}/member-candidates")).await.expect(403);
    let path = format!("{DATA}/members/{}/roles", lena.id);
    server.owner().await.put(&path, &json!({"roles": ["organization-user-admin"]})).await.expect(200);
    assert_eq!(found(&lena, "?limit=1").await, ["amira"]);
    let stranger = server.member("stranger").await;
    let hidden = stranger.get(&format!("{DATA}/member-candidates")).await.expect(404);
    let missing = stranger.get("/api/v2/organizations/nowhere/member-candidates").await.expect(404);
    assert_eq!(hidden.body, missing.body);
}

#[apply(case)]
async fn candidates_that_can_not_be_asked_for_are_refused(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    let owner = server.owner().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("after_id=6a1e8f34-0b6d-4c55-9a7b-2f4c1d8e9b03", "after_id"),
        ("q=colour:red", "colour"),
    ] {
        let refused = owner.get(&format!("{DATA}/member-candidates?{query}")).await.expect(400);
        assert_eq!(refused.faulty_fields(), [field], "{query}");
    }
}
