//! Features that are off, and permissions of the whole deployment.

use serde_json::{Value, json};

use super::sample::{self, Values};
use crate::harness::{Engine, Options, Person, Server, secrets};
use crate::specification::operations;

#[apply(case)]
async fn a_feature_that_is_off_closes_each_of_its_operations_to_everyone(engine: Engine) {
    let gated = |feature: &'static str| {
        operations().iter().filter(move |one| one.extension("x-feature").is_some_and(|name| name == feature))
    };
    let mut features: Vec<_> =
        operations().iter().filter_map(|one| one.extension("x-feature").and_then(Value::as_str)).collect();
    features.sort_unstable();
    features.dedup();
    for feature in features {
        let server =
            Server::start_with(engine, Options { without: vec![feature], ..Options::default() }).await;
        let owner = server.owner().await;
        for operation in gated(feature) {
            let answer = sample::call(owner, operation, &Values::new()).send().await;
            assert_eq!(answer.status, 403, "{}: {}", operation.id, answer.text());
            assert!(answer.message().contains("is a Premium feature"), "clients look for these words");
        }
    }
}

#[apply(case)]
async fn a_permission_of_the_whole_deployment_is_asked_before_anything_is_read(engine: Engine) {
    let server = Server::start(engine).await;
    // A member has some of these permissions; a key that reaches only applications of workspaces has none.
    let plain = server.member("plain").await;
    let key = plain
        .post("/api/v2/users/me/keys/tokens", &json!({"scope": "application_connect"}))
        .await
        .json_of(201);
    let member = Person { token: key["key"].as_str().unwrap().to_owned(), ..plain };
    secrets::register(&member.token);
    for operation in operations() {
        let Some(permission) = operation.extension("x-permission") else { continue };
        let refuse = permission["refuse"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap();
        let call = sample::call(&member, operation, &Values::new());
        let answer = call.clone().send().await.expect(refuse);
        // The body isn't looked at: a broken one changes nothing.
        let mut broken = call;
        broken.body = "{".into();
        assert_eq!(broken.send().await.expect(refuse).body, answer.body, "{}", operation.id);
    }
}
