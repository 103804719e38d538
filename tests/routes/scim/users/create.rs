//! POST /Users.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{
    ENTERPRISE, USER, account, get, id, list, operation, patch, post, refused, start, user,
};

#[apply(case)]
async fn what_was_sent_comes_back_under_a_location(engine: Engine) {
    let server = start(engine).await;
    let sent = json!({
        "schemas": [USER, ENTERPRISE], "userName": "Amira@Example.com", "externalId": "ext-1",
        "displayName": "Amira H.",
        "name": {"givenName": "Amira", "familyName": "Haddad"}, "active": true, "locale": "ar-LB",
        "emails": [{"value": "Amira@Example.com", "type": "work", "primary": true}], "nickName": "Ami",
        "phoneNumbers": [{"value": "+1 555", "type": "mobile"}],
        ENTERPRISE: {"department": "Kitchen", "manager": {"value": "m1"}},
    });
    let answer = post(&server, "/Users", &sent).await.expect(201);
    let made = answer.json();
    for (name, value) in sent.as_object().unwrap() {
        assert_eq!(made[name], *value, "{name}");
    }
    let meta = &made["meta"];
    assert_eq!(meta["resourceType"], "User");
    assert_eq!(answer.header("location"), meta["location"].as_str());
    assert_eq!(answer.header("etag"), meta["version"].as_str());
    assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    assert_eq!(meta["created"], meta["lastModified"]);
    let again = get(&server, &format!("/Users/{}", id(&made))).await.expect(200);
    assert_eq!(again.json(), made);
}

#[apply(case)]
async fn a_new_person_is_a_dormant_account_of_the_default_organization(engine: Engine) {
    let server = start(engine).await;
    let sent = json!({
        "schemas": [USER], "userName": "amira.haddad@example.com",
        "name": {"givenName": "Amira", "familyName": "Haddad"},
        "emails": [{"value": "other@example.com"}, {"value": "amira@example.com", "primary": true}],
    });
    let made = post(&server, "/Users", &sent).await.json_of(201);
    assert_eq!(made["active"], true, "active is the default");
    let account = account(&server, &id(&made)).await;
    assert_eq!((&account["status"], &account["login_type"]), (&json!("dormant"), &json!("oidc")));
    assert_eq!(
        (&account["username"], &account["email"]),
        (&json!("amira-haddad"), &json!("amira@example.com"))
    );
    assert_eq!(account["name"], "Amira Haddad");
    let default = server.owner().await.get("/api/v2/organizations/default").await.json_of(200);
    assert_eq!(account["organization_ids"], json!([default["id"]]));
}

#[apply(case)]
async fn a_username_is_made_from_whatever_the_user_name_is(engine: Engine) {
    let server = start(engine).await;
    let long = "8e47cbd7-1fea-4b27-bfb0-9b3b2f5d3a11";
    let made = post(&server, "/Users", &user(long)).await.json_of(201);
    assert_eq!(made["userName"], long);
    assert_eq!(account(&server, &id(&made)).await["username"], &long[..32]);
    // The owner is called so already, and the address is another: a number tells the two apart.
    server.owner().await;
    let sent = json!({"schemas": [USER], "userName": "owner@elsewhere.example"});
    let made = post(&server, "/Users", &sent).await.json_of(201);
    let username = account(&server, &id(&made)).await["username"].as_str().unwrap().to_owned();
    assert!(username.starts_with("owner-"), "{username}");
}

#[apply(case)]
async fn a_user_name_that_is_taken_in_any_letter_case_is_a_conflict(engine: Engine) {
    let server = start(engine).await;
    post(&server, "/Users", &user("amira")).await.expect(201);
    let mut again = user("AMIRA");
    again["emails"] = json!([{"value": "another@example.com"}]);
    assert_eq!(refused(post(&server, "/Users", &again).await, 409), "uniqueness");
    let mut same_address = user("jonas");
    same_address["emails"] = json!([{"value": "Amira@example.com"}]);
    assert_eq!(refused(post(&server, "/Users", &same_address).await, 409), "uniqueness");
    assert_eq!(list(&server, "/Users", &[]).await.json_of(200)["totalResults"], 1);
}

#[apply(case)]
async fn spellings_of_one_user_name_are_one_person(engine: Engine) {
    let server = start(engine).await;
    let of = |name: &str, address: &str| json!({"schemas": [USER], "userName": name, "emails": [{"value": format!("{address}@example.com")}]});
    let made = post(&server, "/Users", &of("Andr\u{e9}", "one")).await.json_of(201);
    assert_eq!(made["userName"], "Andr\u{e9}", "it comes back as it was sent");
    let spellings = ["andre\u{301}", "ANDR\u{c9}", "\u{ff41}\u{ff4e}\u{ff44}\u{ff52}\u{e9}", " andr\u{e9} "];
    for (at, spelling) in spellings.iter().enumerate() {
        let answer = post(&server, "/Users", &of(spelling, &format!("other{at}"))).await;
        assert_eq!(refused(answer, 409), "uniqueness", "{spelling:?}");
        let filter = format!("userName eq \"{spelling}\"");
        let found = list(&server, "/Users", &[("filter", &filter)]).await.json_of(200);
        assert_eq!(found["totalResults"], 1, "{spelling:?}");
    }
    let hidden = post(&server, "/Users", &of("and\u{200b}r\u{e9}", "hidden")).await;
    assert_eq!(refused(hidden, 400), "invalidValue");
    let path = format!("/Users/{}", id(&made));
    let renamed = operation("replace", "userName", json!("andr\u{e9}\u{2060}"));
    assert_eq!(refused(patch(&server, &path, &renamed).await, 400), "invalidValue");
}

#[apply(case)]
async fn what_is_no_user_is_refused_and_nothing_is_made(engine: Engine) {
    let server = start(engine).await;
    for (sent, kind) in [
        (json!({"not": "a scim resource"}), "invalidSyntax"),
        (json!({"schemas": [USER]}), "invalidValue"),
        (json!({"schemas": ["urn:x"], "userName": "a"}), "invalidSyntax"),
        (json!({"schemas": [USER], "userName": "no-address"}), "invalidValue"),
        (json!({"schemas": [USER], "userName": "a@example.com", "active": "perhaps"}), "invalidValue"),
        (json!({"schemas": [USER], "userName": "a@example.com", "emails": "nonsense"}), "invalidValue"),
        (json!({"schemas": [USER], "userName": "x".repeat(256), "emails": "a@example.com"}), "invalidValue"),
    ] {
        assert_eq!(refused(post(&server, "/Users", &sent).await, 400), kind, "{sent}");
    }
    assert_eq!(list(&server, "/Users", &[]).await.json_of(200)["totalResults"], 0);
}

#[apply(case)]
async fn an_inactive_person_is_made_suspended(engine: Engine) {
    let server = start(engine).await;
    let mut sent = user("amira");
    sent["active"] = "False".into();
    let made = post(&server, "/Users", &sent).await.json_of(201);
    assert_eq!(made["active"], false);
    assert_eq!(account(&server, &id(&made)).await["status"], "suspended");
}

#[apply(case)]
async fn a_password_is_accepted_and_never_returned(engine: Engine) {
    let server = start(engine).await;
    let mut sent = user("amira");
    sent["password"] = "Nobody-Sees-This-Again-1".into();
    crate::harness::secrets::register("Nobody-Sees-This-Again-1");
    let made = post(&server, "/Users", &sent).await.expect(201);
    assert!(!made.text().contains("Nobody-Sees"), "{}", made.text());
    let login = json!({"email": "amira@example.com", "password": "Nobody-Sees-This-Again-1"});
    server.post("/api/v2/users/login", &login).send().await.expect(401);
}

#[apply(case)]
async fn an_answer_holds_the_attributes_that_are_asked_for(engine: Engine) {
    let server = start(engine).await;
    let made = post(&server, "/Users?attributes=userName", &user("amira")).await.json_of(201);
    let names: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "schemas", "userName"]);
    let left =
        get(&server, &format!("/Users/{}?excludedAttributes=emails,meta,id", id(&made))).await.json_of(200);
    assert!(left.get("emails").is_none() && left.get("meta").is_none() && left["id"] == made["id"], "{left}");
}
