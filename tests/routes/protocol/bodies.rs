//! Bodies of requests and answers.

use serde_json::{Value, json};

use crate::harness::{Call, Engine, Server};

const ORGANIZATIONS: &str = "/api/v2/organizations";

async fn create(server: &Server) -> Call {
    server.owner().await.call(http::Method::POST, ORGANIZATIONS)
}

async fn number_of_organizations(server: &Server) -> usize {
    server.owner().await.get(ORGANIZATIONS).await.json_of(200).as_array().unwrap().len()
}

#[apply(case)]
async fn bytes_behind_the_body_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    for behind in ["{}", "x", "{\"name\": \"two\"}", "\u{0}", ","] {
        let body = format!("{{\"name\": \"one\"}}{behind}");
        let refused = create(&server).await.body("application/json", body).send().await.expect(400);
        assert_eq!(refused.message(), "Request body must be valid JSON.", "{behind:?}");
    }
    assert_eq!(number_of_organizations(&server).await, 1);
    create(&server).await.body("application/json", " {\"name\": \"one\"}\r\n\t ").send().await.expect(201);
}

#[apply(case)]
async fn a_body_of_another_media_type_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        let call = create(&server).await.body(media_type, "{\"name\": \"one\"}");
        call.send().await.expect(415);
    }
    assert_eq!(number_of_organizations(&server).await, 1);
    for media_type in ["application/json", "Application/JSON; charset=utf-8"] {
        let call = create(&server)
            .await
            .body(media_type, json!({"name": format!("n{}", media_type.len())}).to_string());
        call.send().await.expect(201);
    }
    let mut without = create(&server).await;
    without.body = "{\"name\": \"without\"}".into();
    without.send().await.expect(201);
}

#[apply(case)]
async fn a_body_above_its_limit_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let limit = 64 * 1024;
    let padded = |name: &str, length: usize| {
        let start = format!("{{\"name\": \"{name}\"}}");
        let padding = " ".repeat(length - start.len());
        format!("{start}{padding}")
    };
    let too_large =
        create(&server).await.body("application/json", padded("one", limit + 1)).send().await.expect(413);
    assert!(
        too_large.json()["detail"].as_str().is_some_and(|detail| detail.contains("65536")),
        "{}",
        too_large.text()
    );
    create(&server).await.body("application/json", padded("two", limit)).send().await.expect(201);
    assert_eq!(number_of_organizations(&server).await, 2);
}

#[apply(case)]
async fn a_body_that_is_no_json_says_where(engine: Engine) {
    let server = Server::start(engine).await;
    let refused =
        create(&server).await.body("application/json", "{\"name\":\n  one}").send().await.expect(400);
    assert_eq!(refused.message(), "Request body must be valid JSON.");
    assert!(refused.json()["detail"].as_str().unwrap().contains("line 2"), "{}", refused.text());
    let bytes: &[u8] = b"{\"name\": \"\xff\xfe\"}";
    create(&server).await.body("application/json", bytes).send().await.expect(400);
}

#[apply(case)]
async fn a_missing_body_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    create(&server).await.send().await.expect(400);
    create(&server).await.body("application/json", "").send().await.expect(400);
}

#[apply(case)]
async fn unknown_fields_are_ignored(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"name": "one", "colour": "red", "nested": {"deep": [1, 2]}});
    let made: Value = create(&server).await.json(&body).send().await.json_of(201);
    assert!(made.get("colour").is_none());
}

#[apply(case)]
async fn json_answers_are_plain_utf8(engine: Engine) {
    let server = Server::start(engine).await;
    let text = "<b>Ä & \u{2028}\u{1F44B}</b>";
    let call = create(&server).await.json(&json!({"name": "one", "description": text}));
    let answer = call.send().await.expect(201);
    assert!(answer.text().contains(text), "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.body.ends_with(b"}\n"));
}
