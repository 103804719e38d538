//! Who may use SCIM.

use http::Method;

use super::scene::get;
use crate::contract::sample::{self, Values};
use crate::harness::{Engine, Options, SCIM_KEY, Server, secrets};
use crate::specification::operations;

#[apply(case)]
async fn the_key_opens_the_door_as_bearer_token_or_alone(engine: Engine) {
    let server = Server::start(engine).await;
    for value in [format!("Bearer {SCIM_KEY}"), format!("bearer {SCIM_KEY}"), SCIM_KEY.to_owned()] {
        server.get("/scim/v2/Users").header("authorization", &value).send().await.expect(200);
        server.get("/api/v2/scim/v2/Users").header("authorization", &value).send().await.expect(200);
    }
}

#[apply(case)]
async fn another_key_is_refused_and_so_is_a_session(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let wrong = [
        "Bearer something-else".to_owned(),
        "something-else".into(),
        format!("Basic {SCIM_KEY}"),
        format!("Bearer {}", owner.token),
    ];
    for value in wrong {
        let answer = server.get("/scim/v2/Users").header("authorization", &value).send().await.expect(401);
        assert_eq!(answer.json()["status"], "401");
        assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"), "{value}");
    }
    server.get("/scim/v2/Users").token(&owner.token).send().await.expect(401);
    // Nor does the key open anything else.
    server
        .get("/api/v2/users/me")
        .header("authorization", format!("Bearer {SCIM_KEY}"))
        .send()
        .await
        .expect(401);
}

#[apply(case)]
async fn without_a_key_scim_is_off(engine: Engine) {
    let options = Options { flags: vec![("scim-key", String::new())], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    for operation in operations().iter().filter(|operation| operation.path.starts_with("/scim/")) {
        let target = sample::target(operation, &Values::new());
        let call = server
            .call(operation.method.clone(), &target)
            .header("authorization", format!("Bearer {SCIM_KEY}"));
        let answer = call.send().await.expect(404);
        assert!(answer.message().contains("SCIM is disabled"), "{}: {}", operation.id, answer.text());
        let bare = server.call(operation.method.clone(), &target).send().await.expect(404);
        assert_eq!(bare.body, answer.body, "{}", operation.id);
    }
}

#[apply(case)]
async fn two_keys_are_both_right_so_that_one_can_replace_the_other(engine: Engine) {
    let keys = ["the-old-key-of-scim", "the-new-key-of-scim"];
    keys.iter().for_each(|key| secrets::register(key));
    let options = Options { flags: vec![("scim-key", keys.join(", "))], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    for key in keys {
        server
            .get("/scim/v2/Users")
            .header("authorization", format!("Bearer {key}"))
            .send()
            .await
            .expect(200);
    }
    let both = format!("Bearer {}", keys.join(", "));
    server.get("/scim/v2/Users").header("authorization", both).send().await.expect(401);
}

#[apply(case)]
async fn every_path_under_the_mount_answers_in_the_form_of_scim(engine: Engine) {
    let server = Server::start(engine).await;
    for path in ["/Nothing", "/Me", "/Users/one/two"] {
        assert_eq!(get(&server, path).await.json_of(404)["status"], "404", "{path}");
    }
    for path in ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"] {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let answer = server.scim(method, path).send().await;
            assert_eq!(answer.json_of(405)["status"], "405", "{path}");
        }
    }
    let answer = server.scim(Method::POST, "/Users").body("text/csv", "a,b").send().await;
    assert_eq!(answer.json_of(415)["status"], "415");
    let answer =
        server.scim(Method::POST, "/Users").body("application/scim+json; charset=utf-8", "{").send().await;
    assert_eq!(answer.json_of(400)["scimType"], "invalidSyntax");
}
