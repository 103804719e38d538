//! Media types and sizes of bodies.

use super::sample::{self, Values};
use crate::harness::{Engine, Server};
use crate::specification::operations;

async fn a_body_of_a_foreign_media_type_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        let Some(body) = &operation.body else { continue };
        let target = sample::target(operation, &Values::new());
        for media_type in
            ["text/csv", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"]
        {
            let call = owner.call(operation.method.clone(), &target);
            let answer = call.body(media_type, sample::example(body.schema).to_string()).send().await;
            assert_eq!(answer.status, 415, "{} with {media_type}: {}", operation.id, answer.text());
        }
    }
}

async fn a_body_over_the_limit_is_refused_even_when_it_doesnt_say_its_size(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        let Some(body) = &operation.body else { continue };
        let target = sample::target(operation, &Values::new());
        let padding = " ".repeat(body.limit + 1);
        let call = owner.call(operation.method.clone(), &target).body(body.media_type, padding);
        call.clone().send().await.expect(413);
        call.chunked().send().await.expect(413);
    }
}

async fn a_body_of_just_the_limit_is_read(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        let Some(body) = &operation.body else { continue };
        let target = sample::target(operation, &Values::new());
        let padding = " ".repeat(body.limit);
        let call = owner.call(operation.method.clone(), &target).body(body.media_type, padding);
        call.send().await.expect(400);
    }
}

cases![
    a_body_of_a_foreign_media_type_is_refused,
    a_body_over_the_limit_is_refused_even_when_it_doesnt_say_its_size,
    a_body_of_just_the_limit_is_read,
];
