//! The provider at the start of the server.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use super::provider::Provider;
use super::scene::{CALLBACK, Scene};
use crate::harness::{Engine, Options, Server, TestClock};

#[apply(case)]
async fn a_wrong_issuer_keeps_the_server_from_starting(engine: Engine) {
    let provider = Provider::start(Arc::new(TestClock::default())).await;
    for (issuer, expected) in [
        (format!("{}/elsewhere", provider.url()), "404"),
        (provider.url().replace("127.0.0.1", "localhost"), "unexpected issuer"),
    ] {
        let flags = vec![("oidc-issuer-url", issuer), ("oidc-client-id", "burgrave".to_owned())];
        let refused = Server::refused(engine, Options { flags, ..Options::default() }).await;
        assert!(refused.contains("oidc-issuer-url") && refused.contains(expected), "{refused}");
    }
}

#[apply(case)]
async fn a_provider_that_is_away_at_the_start_is_asked_again(engine: Engine) {
    // A port that was just free: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let flags =
        vec![("oidc-issuer-url", format!("http://{free}")), ("oidc-client-id", "burgrave".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let refused = server.get(CALLBACK).send().await.expect(502);
    assert!(refused.told().contains("Try again later."));
}

#[apply(case)]
async fn what_a_provider_said_of_itself_holds_while_it_is_away(engine: Engine) {
    let scene = Scene::new(engine).await;
    assert_eq!(scene.provider.discovered(), 1);
    scene.provider.script(|script| script.away = true);
    // It is asked once an hour, and once a minute where it didn't answer.
    for (minutes, asked) in [(59, 1), (1, 2), (0, 2), (1, 3)] {
        scene.server.clock.advance(TimeDelta::minutes(minutes));
        scene.server.get(CALLBACK).send().await.expect(307);
        assert_eq!(scene.provider.discovered(), asked, "after {minutes} more minutes");
    }
    scene.provider.script(|script| script.away = false);
    scene.server.clock.advance(TimeDelta::minutes(1));
    scene.person("amira", json!({})).await;
    assert_eq!(scene.provider.discovered(), 4);
}

#[apply(case)]
async fn what_is_stored_of_the_provider_is_sealed(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    let user: burgrave_core::ids::UserId = amira.id.parse().unwrap();
    scene.server = scene
        .server
        .restart_after(async |store| {
            let link: Result<_, burgrave_store::StoreError> =
                store.read(move |reader| async move { reader.user_link(user).await }).await;
            let sealed = link.unwrap().expect("there is a link").sealed_tokens.0;
            assert!(!sealed.windows(7).any(|part| part == b"refresh"));
            assert!(sealed.len() > 100);
        })
        .await;
}
