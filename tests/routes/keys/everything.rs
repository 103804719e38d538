//! What ends with what: keys with the session that they came from, and everything of a user at once.

use burgrave_core::Clock as _;
use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server, secrets};
use crate::routes::oauth2::scene::{Scene, Tokens, encoded};

const KEYS: &str = "/api/v2/users/me/keys";
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A session that is made from the person's own.
async fn made_from(person: &Person) -> Person {
    let made = person.call(Method::POST, KEYS).send().await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    Person { token, ..person.clone() }
}

async fn token(person: &Person, body: Value) -> Person {
    let made = person.post(&format!("{KEYS}/tokens"), &body).await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    Person { token, ..person.clone() }
}

#[apply(case)]
async fn a_session_ends_with_the_one_that_it_was_made_from(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for end in ["logout", "delete", "expire"] {
        let first = Person { token: amira.log_in().await, ..amira.clone() };
        let second = made_from(&first).await;
        let third = made_from(&second).await;
        third.get("/api/v2/users/me").await.expect(200);
        let key = format!("{KEYS}/{}", &first.token[..10]);
        match end {
            "logout" => first.call(Method::POST, "/api/v2/users/logout").send().await.expect(200),
            "delete" => amira.delete(&key).await.expect(204),
            _ => amira.call(Method::PUT, &format!("{key}/expire")).send().await.expect(204),
        };
        for gone in [&first, &second, &third] {
            assert_eq!(gone.get("/api/v2/users/me").await.status, 401, "{end}");
        }
        amira.get("/api/v2/users/me").await.expect(200);
    }
}

#[apply(case)]
async fn a_session_outlives_the_natural_end_of_the_one_that_it_was_made_from(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let second = made_from(&amira).await;
    server.clock.advance(TimeDelta::hours(25));
    amira.get("/api/v2/users/me").await.expect(401);
    second.get("/api/v2/users/me").await.expect(200);
    server.clock.advance(TimeDelta::days(6));
    second.get("/api/v2/users/me").await.expect(200);
    // What ended is deleted after a week; what was made from it stays.
    server.clock.advance(TimeDelta::days(3));
    server.tick().await;
    second.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn a_session_that_is_made_from_a_token_ends_no_later_than_the_token(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let day = json!({"token_name": "day", "lifetime": 86_400_000_000_000_i64});
    let token = token(&amira, day).await;
    let session = made_from(&token).await;
    for _ in 0..11 {
        server.clock.advance(TimeDelta::hours(2));
        session.get("/api/v2/users/me").await.expect(200);
        token.get("/api/v2/users/me").await.expect(200);
    }
    server.clock.advance(TimeDelta::hours(2));
    session.get("/api/v2/users/me").await.expect(401);
    token.get("/api/v2/users/me").await.expect(401);
}

#[apply(case)]
async fn a_lifetime_below_a_minute_is_refused_in_words_that_name_the_unit(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for lifetime in [3600_i64, 1_000_000_000, 59_999_999_999, -1] {
        let body = json!({"token_name": "t", "lifetime": lifetime});
        let refused = amira.post(&format!("{KEYS}/tokens"), &body).await.expect(400);
        assert!(refused.text().contains("in nanoseconds"), "{}", refused.text());
        assert!(refused.text().contains("lifetime must be less"), "{}", refused.text());
    }
    token(&amira, json!({"token_name": "t", "lifetime": 60_000_000_000_i64})).await;
}

#[apply(case)]
async fn all_sessions_and_tokens_of_a_user_are_listed_and_ended_at_once(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let second = made_from(&amira).await;
    let token = token(&amira, json!({"token_name": "ci"})).await;
    let listed = amira.get(KEYS).await.json_of(200);
    let mut ids: Vec<_> = listed.as_array().unwrap().iter().map(|key| key["id"].clone()).collect();
    let mut expected = [&amira, &second, &token].map(|person| json!(person.token[..10])).to_vec();
    for list in [&mut ids, &mut expected] {
        list.sort_by_key(|id| id.as_str().unwrap().to_owned());
    }
    assert_eq!(ids, expected);
    assert_eq!(owner.get("/api/v2/users/amira/keys").await.json_of(200), listed, "owners see them too");
    assert_eq!(amira.get("/api/v2/users/me/keys/tokens").await.json_of(200).as_array().unwrap().len(), 1);
    amira.get("/api/v2/users/owner/keys").await.expect(404);
    amira.delete("/api/v2/users/owner/keys").await.expect(404);
    amira.delete(KEYS).await.expect(204);
    for person in [&amira, &second, &token] {
        person.get("/api/v2/users/me").await.expect(401);
    }
    let again = Person { token: amira.log_in().await, ..amira.clone() };
    owner.delete("/api/v2/users/amira/keys").await.expect(204);
    again.get("/api/v2/users/me").await.expect(401);
}

#[apply(case)]
async fn a_key_is_found_by_its_id_whatever_user_the_path_names(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira, jonas) =
        (server.owner().await, server.member("amira").await, server.member("jonas").await);
    let token = token(&amira, json!({"token_name": "ci"})).await;
    let path = format!("{KEYS}/{}", &token.token[..10]);
    assert_eq!(owner.get(&path).await.json_of(200)["token_name"], "ci");
    jonas.get(&path).await.expect(404);
    jonas.delete(&path).await.expect(404);
    owner.call(Method::PUT, &format!("{path}/expire")).send().await.expect(204);
    token.get("/api/v2/users/me").await.expect(401);
    owner.delete(&path).await.expect(204);
}

/// Everything by which somebody acts as amira beside her session, and codes that would become that.
struct Everything {
    session: Person,
    token: Person,
    tokens: Tokens,
    code: String,
    device_code: String,
}

impl Everything {
    async fn of(scene: &Scene, amira: &Person) -> Everything {
        let tokens = scene.tokens(amira, &[]).await;
        let pairs = [("client_id", scene.id.as_str()), ("client_secret", scene.secret.as_str())];
        let codes = scene.form("/oauth2/device_authorization", &pairs).send().await.json_of(200);
        let text = |name: &str| codes[name].as_str().unwrap().to_owned();
        secrets::register(&text("device_code"));
        let yes = encoded(&[("user_code", &text("user_code")), ("decision", "approve")]);
        let form = "application/x-www-form-urlencoded";
        amira.call(Method::POST, "/oauth2/device").body(form, yes).send().await.expect(200);
        Everything {
            session: made_from(amira).await,
            token: token(amira, json!({})).await,
            tokens,
            code: scene.code(amira, &[]).await,
            device_code: text("device_code"),
        }
    }

    async fn has_ended(&self, scene: &Scene, what: &str) {
        for person in [&self.session, &self.token] {
            assert_eq!(person.get("/api/v2/users/me").await.status, 401, "{what}");
        }
        assert_eq!(scene.me(&self.tokens.access).await.status, 401, "{what}: access token");
        assert_eq!(scene.refresh(&self.tokens.refresh, &[]).await.status, 400, "{what}: refresh token");
        assert_eq!(scene.exchange(&self.code, &[]).await.status, 400, "{what}: code");
        let device = scene.token(&[("grant_type", DEVICE), ("device_code", &self.device_code)]).await;
        assert_eq!(device.status, 400, "{what}: code of a device");
    }
}

#[apply(case)]
async fn whatever_ends_everything_ends_codes_and_grants_too(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let mut amira = scene.amira.clone();
    for what in ["password", "suspension", "sign-out everywhere"] {
        let everything = Everything::of(&scene, &amira).await;
        match what {
            "password" => {
                let new = "Nine-Herons-Paint-the-Harbour";
                secrets::register(new);
                owner.put("/api/v2/users/amira/password", &json!({"password": new})).await.expect(204);
                amira.password = new.into();
            }
            "suspension" => {
                for status in ["suspend", "activate"] {
                    let path = format!("/api/v2/users/amira/status/{status}");
                    owner.call(Method::PUT, &path).send().await.expect(200);
                }
            }
            _ => {
                amira.delete(KEYS).await.expect(204);
            }
        }
        everything.has_ended(&scene, what).await;
        amira.token = amira.log_in().await;
    }
}

#[apply(case)]
async fn a_code_ends_with_the_session_in_which_the_app_was_let_in(engine: Engine) {
    let scene = Scene::new(engine).await;
    let stolen = Person { token: scene.amira.log_in().await, ..scene.amira.clone() };
    let everything = Everything::of(&scene, &stolen).await;
    stolen.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    assert_eq!(scene.exchange(&everything.code, &[]).await.status, 400);
    let device = scene.token(&[("grant_type", DEVICE), ("device_code", &everything.device_code)]).await;
    assert_eq!(device.status, 400);
    scene.amira.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn a_suspended_user_is_told_why_until_they_are_activated(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    owner.call(Method::PUT, "/api/v2/users/amira/status/suspend").send().await.expect(200);
    let refused = amira.get("/api/v2/users/me").await.expect(401);
    assert!(refused.message().contains("Contact an admin"), "{}", refused.text());
    owner.call(Method::PUT, "/api/v2/users/amira/status/activate").send().await.expect(200);
    let refused = amira.get("/api/v2/users/me").await.expect(401);
    assert!(refused.message().contains("session has expired"), "{}", refused.text());
    amira.log_in().await;
}

#[apply(case)]
async fn a_login_counts_as_being_here(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    server.clock.advance(TimeDelta::days(2));
    let before = server.clock.now();
    amira.log_in().await;
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    let seen = owner.get("/api/v2/users/amira").await.json_of(200)["last_seen_at"].clone();
    let seen: chrono::DateTime<chrono::Utc> = seen.as_str().unwrap().parse().unwrap();
    assert!(seen >= before, "{seen}");
}
