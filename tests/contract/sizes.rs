//! Media types and sizes of bodies.

use super::proxy;
use super::sample::{self, Values};
use crate::harness::{Call, Engine, Person};
use crate::specification::{Body, Operation, operations, resolve};

#[apply(case)]
async fn a_body_of_a_foreign_media_type_is_refused(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        let Some(body) = &operation.body else { continue };
        for media_type in
            ["text/csv", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"]
        {
            if body.media_type == media_type {
                continue;
            }
            let mut call = sample::call(owner, operation, &Values::new());
            call.headers.retain(|(name, _)| name != "content-type");
            let answer = call.body(media_type, sample::body_text(body)).send().await;
            assert_eq!(answer.status, 415, "{} with {media_type}: {}", operation.id, answer.text());
        }
    }
}

#[apply(case)]
async fn a_body_over_the_limit_is_refused_even_when_it_doesnt_say_its_size(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        let Some(body) = &operation.body else { continue };
        let padding = " ".repeat(body.limit + 1);
        let call = carrying(owner, operation, body, padding);
        call.clone().send().await.expect(413);
        call.chunked().send().await.expect(413);
    }
}

#[apply(case)]
async fn a_body_of_just_the_limit_is_read(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        let Some(body) = &operation.body else { continue };
        let padding = " ".repeat(body.limit);
        let call = carrying(owner, operation, body, padding);
        let answer = call.send().await;
        // An app or a person who isn't known is told so before the form is looked at.
        // A form without a field that it needs is complete.
        let complete = resolve(body.schema)["required"].as_array().is_none_or(|fields| fields.is_empty());
        let read = [400, 401].contains(&answer.status) || (complete && answer.status < 300);
        assert!(read, "{}: {}", operation.id, answer.text());
    }
}

/// The call with this body instead of the example.
fn carrying(owner: &Person, operation: &Operation, body: &Body, text: String) -> Call {
    let mut call = sample::call(owner, operation, &Values::new());
    call.headers.retain(|(name, _)| name != "content-type");
    call.body(body.media_type, text)
}
