//! `POST /users/{user}/keys/tokens` and the limits of lifetimes.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::harness::{Engine, Options, Person, Server, secrets};
use crate::routes::stored;

const TOKENS: &str = "/api/v2/users/me/keys/tokens";
const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 24 * 3600 * SECOND;

/// A person with a new token instead of their session.
pub(super) async fn with_token(person: &Person, body: &Value) -> Person {
    let made = person.post(TOKENS, body).await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    Person { token, ..person.clone() }
}

async fn limited(engine: Engine, flags: &[(&'static str, &str)]) -> Server {
    let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

async fn only(person: &Person) -> Value {
    let list = person.get(TOKENS).await.json_of(200);
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    list[0].clone()
}

/// TestTokenCRUD
#[apply(case)]
async fn token_crud_goes_all_the_way(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    assert_eq!(amira.get(TOKENS).await.json_of(200), json!([]));
    let token = with_token(&amira, &json!({"token_name": "nightly"})).await;
    let listed = only(&amira).await;
    assert_eq!(listed["id"], token.token[..10]);
    for (field, value) in [
        ("login_type", json!("token")),
        ("scope", json!("all")),
        ("scopes", json!(["coder:all"])),
        ("allow_list", json!(["*:*"])),
        ("token_name", json!("nightly")),
        ("username", json!("amira")),
        ("user_id", json!(amira.id)),
        ("last_used", json!("0001-01-01T00:00:00Z")),
    ] {
        assert_eq!(listed[field], value, "{field}");
    }
    assert_eq!(token.get("/api/v2/users/me").await.json_of(200)["id"], amira.id.as_str());
    let by_name = amira.get(&format!("{TOKENS}/nightly")).await.json_of(200);
    let by_id = amira.get(&format!("/api/v2/users/me/keys/{}", &token.token[..10])).await.json_of(200);
    assert_eq!(by_name, by_id);
    assert_ne!(by_id["last_used"], "0001-01-01T00:00:00Z");
    amira.delete(&format!("/api/v2/users/me/keys/{}", &token.token[..10])).await.expect(204);
    assert_eq!(amira.get(TOKENS).await.json_of(200), json!([]));
    token.get("/api/v2/users/me").await.expect(401);
}

async fn lifetime(person: &Person, body: Value) -> TimeDelta {
    let token = with_token(person, &body).await;
    let key = person.get(&format!("/api/v2/users/me/keys/{}", &token.token[..10])).await.json_of(200);
    let time = |field: &str| key[field].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let lasts = time("expires_at") - time("created_at");
    assert_eq!(key["lifetime_seconds"], lasts.num_seconds());
    lasts
}

/// TestDefaultTokenDuration
#[apply(case)]
async fn default_token_duration_is_seven_days(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for body in
        [json!({}), json!({"lifetime": 0}), json!({"lifetime": null, "scope": null, "token_name": null})]
    {
        assert_eq!(lifetime(owner, body).await, TimeDelta::days(7));
    }
}

/// TestTokenCustomDefaultLifetime
#[apply(case)]
async fn token_custom_default_lifetime_is_a_setting(engine: Engine) {
    let server = limited(engine, &[("default-token-lifetime", "48h"), ("max-token-lifetime", "36h")]).await;
    let owner = server.owner().await;
    assert_eq!(lifetime(owner, json!({})).await, TimeDelta::hours(36), "the longest bounds the default");
    let server = limited(engine, &[("default-token-lifetime", "48h")]).await;
    assert_eq!(lifetime(server.owner().await, json!({})).await, TimeDelta::hours(48));
}

/// TestUserSetTokenDuration
#[apply(case)]
async fn user_set_token_duration_is_kept(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    assert_eq!(lifetime(owner, json!({"lifetime": 5 * DAY})).await, TimeDelta::days(5));
    let minute = 60 * SECOND;
    assert_eq!(lifetime(owner, json!({"lifetime": minute + 1})).await, TimeDelta::seconds(61), "rounded up");
    assert_eq!(lifetime(owner, json!({"lifetime": 100 * 365 * DAY})).await, TimeDelta::days(36_500));
}

/// TestTokenUserSetMaxLifetime
#[apply(case)]
async fn token_user_set_max_lifetime_bounds_tokens(engine: Engine) {
    let server = limited(engine, &[("max-token-lifetime", "240h")]).await;
    let amira = server.member("amira").await;
    let limit = amira.get(&format!("{TOKENS}/tokenconfig")).await.json_of(200);
    assert_eq!(limit, json!({"max_token_lifetime": 10 * DAY}));
    assert_eq!(lifetime(&amira, json!({"lifetime": 10 * DAY})).await, TimeDelta::days(10));
    for wrong in [10 * DAY + 1, 30 * DAY, -1, i64::MIN, i64::MAX] {
        let refused = amira.post(TOKENS, &json!({"lifetime": wrong})).await.expect(400);
        assert!(refused.json()["detail"].as_str().unwrap().contains("lifetime must be less"), "{wrong}");
    }
    amira.get("/api/v2/users/nobody/keys/tokens/tokenconfig").await.expect(404);
}

#[apply(case)]
async fn owners_have_a_maximum_lifetime_of_their_own(engine: Engine) {
    let server =
        limited(engine, &[("max-token-lifetime", "240h"), ("max-admin-token-lifetime", "480h")]).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    for (person, user, days) in [(owner, "me", 20), (&amira, "me", 10), (owner, "amira", 10)] {
        let tokens = format!("/api/v2/users/{user}/keys/tokens");
        let limit = person.get(&format!("{tokens}/tokenconfig")).await.json_of(200);
        assert_eq!(limit["max_token_lifetime"], days * DAY, "{user}");
        person.post(&tokens, &json!({"lifetime": days * DAY})).await.expect(201);
        person.post(&tokens, &json!({"lifetime": days * DAY + SECOND})).await.expect(400);
    }
}

#[apply(case)]
async fn a_name_of_a_token_is_taken_only_for_its_user(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let body = json!({"token_name": "nightly"});
    let token = with_token(&amira, &body).await;
    let refused = amira.post(TOKENS, &body).await.expect(409);
    assert_eq!(refused.faulty_fields(), ["name"]);
    owner.post(TOKENS, &body).await.expect(201);
    amira.post(TOKENS, &json!({"token_name": "Nightly"})).await.expect(201);
    amira.delete(&format!("/api/v2/users/me/keys/{}", &token.token[..10])).await.expect(204);
    amira.post(TOKENS, &body).await.expect(201);
}

#[apply(case)]
async fn a_name_is_made_up_where_none_is_given(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for body in [json!({}), json!({"token_name": ""})] {
        owner.post(TOKENS, &body).await.expect(201);
    }
    let list = owner.get(TOKENS).await.json_of(200);
    let names: Vec<_> =
        list.as_array().unwrap().iter().map(|one| one["token_name"].as_str().unwrap()).collect();
    assert!(names[0] != names[1] && names.iter().all(|name| name.starts_with("token-")), "{names:?}");
}

#[apply(case)]
async fn tokens_for_others_need_an_owner(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let mut admin = server.member("admin").await;
    let server = stored::give_roles(server, &mut admin, &["user-admin"]).await;
    let tokens = "/api/v2/users/amira/keys/tokens";
    admin.post(tokens, &json!({})).await.expect(403);
    assert_eq!(admin.get(tokens).await.json_of(200), json!([]));
    let owner = server.owner().await;
    let made = owner.post(tokens, &json!({})).await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    let mut theirs = Person { token, ..amira };
    stored::follow(&server, &mut theirs);
    assert_eq!(theirs.get("/api/v2/users/me").await.json_of(200)["username"], "amira");
    theirs.post("/api/v2/users/owner/keys/tokens", &json!({})).await.expect(404);
}

#[apply(case)]
async fn a_token_ends_when_it_said_however_much_it_is_used(engine: Engine) {
    let server = Server::start(engine).await;
    let token = with_token(server.owner().await, &json!({"lifetime": DAY})).await;
    for _ in 0..3 {
        server.clock.advance(TimeDelta::hours(7));
        token.get("/api/v2/users/me").await.expect(200);
    }
    server.clock.advance(TimeDelta::hours(3));
    token.get("/api/v2/users/me").await.expect(401);
}
