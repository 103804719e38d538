//! `POST /oauth2/tokens` with a refresh token

use chrono::TimeDelta;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::scene::{CALLBACK, CHALLENGE, Scene, Tokens, VERIFIER, create_app, create_secret, error};
use crate::harness::{Engine, Options};

#[apply(case)]
async fn a_refresh_gives_new_tokens_and_ends_the_old_ones(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[("scope", "user:read")]).await;
    scene.server.clock.advance(TimeDelta::hours(1));
    let second = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
    assert_ne!((&first.access, &first.refresh), (&second.access, &second.refresh));
    assert_eq!(second.answer["scope"], "user:read");
    assert_eq!(second.answer["expiry"], "2026-03-03T09:30:00.123456Z");
    scene.me(&first.access).await.expect(401);
    scene.me(&second.access).await.expect(200);
    Tokens::of(&scene.refresh(&second.refresh, &[]).await);
}

#[apply(case)]
async fn a_second_use_within_two_seconds_is_a_plain_refusal(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[]).await;
    let second = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
    scene.server.clock.advance(TimeDelta::milliseconds(1999));
    assert_eq!(error(scene.refresh(&first.refresh, &[]).await, 400), "invalid_grant");
    scene.me(&second.access).await.expect(200);
    Tokens::of(&scene.refresh(&second.refresh, &[]).await);
}

#[apply(case)]
async fn a_later_second_use_ends_the_whole_family(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[]).await;
    let second = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
    scene.server.clock.advance(TimeDelta::seconds(1));
    let third = Tokens::of(&scene.refresh(&second.refresh, &[]).await);
    scene.server.clock.advance(TimeDelta::seconds(1));
    assert_eq!(error(scene.refresh(&first.refresh, &[]).await, 400), "invalid_grant");
    scene.me(&third.access).await.expect(401);
    assert_eq!(error(scene.refresh(&third.refresh, &[]).await, 400), "invalid_grant");
}

#[apply(case)]
async fn confidential_clients_prove_themselves_and_public_ones_name_themselves(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    assert_eq!(
        error(scene.refresh(&tokens.refresh, &[("client_secret", "-")]).await, 400),
        "invalid_request"
    );
    assert_eq!(error(scene.refresh(&tokens.refresh, &[("client_secret", "x")]).await, 401), "invalid_client");
    let body = json!({"name": "cli", "callback_url": CALLBACK, "client_type": "public"});
    let app = create_app(scene.owner().await, &body).await;
    let id = app["id"].as_str().unwrap();
    let code = scene.code(&scene.amira, &[("client_id", id), ("code_challenge", CHALLENGE)]).await;
    let own = [("client_id", id), ("client_secret", "-"), ("code_verifier", VERIFIER)];
    assert_eq!(
        error(scene.exchange(&code, &[("client_id", id), ("code_verifier", VERIFIER)]).await, 401),
        "invalid_client"
    );
    let tokens = Tokens::of(&scene.exchange(&code, &own).await);
    Tokens::of(&scene.refresh(&tokens.refresh, &own[..2]).await);
}

#[apply(case)]
async fn a_refresh_may_narrow_the_scope_of_one_access_token(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[("scope", "user:* organization:read")]).await;
    let second = Tokens::of(&scene.refresh(&first.refresh, &[("scope", "organization:read")]).await);
    assert_eq!(second.answer["scope"], "organization:read");
    let organizations = "/api/v2/organizations";
    scene.server.get(organizations).token(&second.access).send().await.expect(200);
    let me = scene.me(&second.access).await;
    assert_ne!(me.status, 200, "users are out of its reach");
    let third = Tokens::of(&scene.refresh(&second.refresh, &[]).await);
    assert_eq!(third.answer["scope"], "user:* organization:read", "the grant keeps its own");
    scene.me(&third.access).await.expect(200);
}

#[apply(case)]
async fn a_wider_scope_is_refused_and_the_token_stays(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[("scope", "user:read")]).await;
    for wider in ["user:*", "coder:all", "user:fly"] {
        assert_eq!(error(scene.refresh(&first.refresh, &[("scope", wider)]).await, 400), "invalid_scope");
    }
    Tokens::of(&scene.refresh(&first.refresh, &[]).await);
}

#[apply(case)]
async fn the_resource_may_be_left_out_and_must_not_differ(engine: Engine) {
    let scene = Scene::new(engine).await;
    let here = format!("http://{}", scene.amira.address);
    let code = scene.code(&scene.amira, &[("resource", &here)]).await;
    let first = Tokens::of(&scene.exchange(&code, &[("resource", &here)]).await);
    let other = [("resource", "https://other.example")];
    assert_eq!(error(scene.refresh(&first.refresh, &other).await, 400), "invalid_target");
    let second = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
    Tokens::of(&scene.refresh(&second.refresh, &[("resource", &here)]).await);
}

#[apply(case)]
async fn each_new_refresh_token_lasts_thirty_days(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[]).await;
    scene.server.clock.advance(TimeDelta::days(29));
    let second = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
    scene.server.clock.advance(TimeDelta::days(29));
    let third = Tokens::of(&scene.refresh(&second.refresh, &[]).await);
    scene.server.clock.advance(TimeDelta::days(30));
    assert_eq!(error(scene.refresh(&third.refresh, &[]).await, 400), "invalid_grant");
}

#[apply(case)]
async fn the_lifetime_of_refresh_tokens_is_the_operators(engine: Engine) {
    for (set, hours) in [("2h", 2), ("0", 24)] {
        let flags = vec![("oauth2-refresh-lifetime", set.to_owned())];
        let scene = Scene::with(engine, Options { flags, ..Options::default() }).await;
        let first = scene.tokens(&scene.amira, &[]).await;
        scene.server.clock.advance(TimeDelta::hours(hours) - TimeDelta::seconds(1));
        let second = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
        scene.server.clock.advance(TimeDelta::hours(hours));
        assert_eq!(error(scene.refresh(&second.refresh, &[]).await, 400), "invalid_grant", "{set}");
    }
}

#[apply(case)]
async fn a_refresh_token_of_another_app_is_worth_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let other = create_app(owner, &json!({"name": "other", "callback_url": CALLBACK})).await;
    let id = other["id"].as_str().unwrap();
    let secret = create_secret(owner, id).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    let stolen = scene.refresh(&tokens.refresh, &[("client_id", id), ("client_secret", &secret)]).await;
    assert_eq!(error(stolen, 400), "invalid_grant");
    Tokens::of(&scene.refresh(&tokens.refresh, &[]).await);
}

#[apply(case)]
async fn a_new_exchange_replaces_the_old_tokens(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[]).await;
    let second = scene.tokens(&scene.amira, &[]).await;
    scene.me(&first.access).await.expect(401);
    assert_eq!(error(scene.refresh(&first.refresh, &[]).await, 400), "invalid_grant");
    scene.me(&second.access).await.expect(200);
}

#[apply(case)]
async fn used_tokens_of_an_earlier_exchange_end_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[]).await;
    let second = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
    let third = scene.tokens(&scene.amira, &[]).await;
    scene.server.clock.advance(TimeDelta::seconds(5));
    for old in [first, second] {
        assert_eq!(error(scene.refresh(&old.refresh, &[]).await, 400), "invalid_grant");
    }
    scene.me(&third.access).await.expect(200);
    Tokens::of(&scene.refresh(&third.refresh, &[]).await);
}

#[apply(case)]
async fn a_refresh_token_outlasts_its_access_token(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[]).await;
    // Sessions are deleted a week after their end.
    scene.server.clock.advance(TimeDelta::days(20));
    scene.server.tick().await;
    let second = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
    scene.me(&second.access).await.expect(200);
    scene.server.clock.advance(TimeDelta::days(30));
    scene.server.tick().await;
    assert_eq!(error(scene.refresh(&second.refresh, &[]).await, 400), "invalid_grant");
}

#[apply(case)]
async fn used_tokens_that_have_ended_are_forgotten_after_a_while(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[]).await;
    let mut newest = Tokens::of(&scene.refresh(&first.refresh, &[]).await);
    for _ in 0..2 {
        scene.server.clock.advance(TimeDelta::days(20));
        newest = Tokens::of(&scene.refresh(&newest.refresh, &[]).await);
    }
    // The first one has ended. It is forgotten with the 64th refresh.
    let mut used = newest.clone();
    for _ in 3..64 {
        used = newest;
        newest = Tokens::of(&scene.refresh(&used.refresh, &[]).await);
    }
    scene.server.clock.advance(TimeDelta::seconds(5));
    assert_eq!(error(scene.refresh(&first.refresh, &[]).await, 400), "invalid_grant");
    scene.me(&newest.access).await.expect(200);
    assert_eq!(error(scene.refresh(&used.refresh, &[]).await, 400), "invalid_grant");
    scene.me(&newest.access).await.expect(401);
}

#[apply(case)]
async fn a_request_under_way_does_not_inherit_the_new_token(engine: Engine) {
    let scene = Scene::new(engine).await;
    let old = scene.tokens(&scene.amira, &[]).await;
    let body = json!({"username": "amira", "name": "Somebody else"}).to_string();
    let head = format!(
        "PUT /api/v2/users/me/profile HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
         expect: 100-continue\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        old.access,
        body.len()
    );
    let mut under_way = TcpStream::connect(scene.amira.address).await.unwrap();
    under_way.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body once it knows who sends it.
    let mut asked = [0; 12];
    under_way.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100");
    let new = Tokens::of(&scene.refresh(&old.refresh, &[]).await);
    under_way.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("HTTP/1.1 401"), "{answer}");
    assert_eq!(scene.me(&new.access).await.json_of(200)["name"], "");
}

#[apply(case)]
async fn what_an_app_may_no_longer_ask_for_is_taken_from_its_tokens(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let jonas = scene.server.member("jonas").await;
    let path = format!("/api/v2/oauth2-provider/apps/{}", scene.id);
    let narrow = async |scope: &str| {
        owner.put(&path, &json!({"name": "ci", "scope": scope})).await.expect(200);
    };
    let wide = scene.tokens(&scene.amira, &[("scope", "user:read organization:read")]).await;
    let full = scene.tokens(&jonas, &[]).await;
    let organizations = async |access: &str| {
        let call = scene.server.get("/api/v2/organizations/default").token(access);
        call.send().await.status
    };
    assert_eq!((organizations(&wide.access).await, organizations(&full.access).await), (200, 200));
    narrow("user:read openid").await;
    assert_eq!((organizations(&wide.access).await, organizations(&full.access).await), (403, 403));
    scene.me(&full.access).await.expect(200);
    let next = Tokens::of(&scene.refresh(&wide.refresh, &[]).await);
    assert_eq!(next.answer["scope"], "user:read");
    let more = scene.refresh(&next.refresh, &[("scope", "organization:read")]).await;
    assert_eq!(error(more, 400), "invalid_scope");
    narrow("").await;
    let next = Tokens::of(&scene.refresh(&next.refresh, &[]).await);
    assert_eq!(next.answer["scope"], "user:read", "what was taken stays taken");
    narrow("template:read").await;
    scene.me(&next.access).await.expect(401);
    assert_eq!(error(scene.refresh(&next.refresh, &[]).await, 400), "invalid_grant");
}
