//! A server that is killed in the middle of sending a message.

use std::time::{Duration, Instant};

use http::Method;
use nix::sys::signal::{Signal, kill};
use serde_json::{Value, json};

use super::audit::change;
use super::database::first_user;
use super::program::Program;
use crate::harness::Engine;
use crate::harness::receiver::{Receiver, Reply};

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[apply(case)]
async fn a_message_arrives_whose_server_was_killed_while_it_was_sent(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    let receiver = Receiver::start().await;
    receiver.will(&[Reply::Silence]);
    let endpoint = receiver.url();
    let serve = || {
        let flags = ["--notifications-method", "webhook", "--outgoing-private-networks", "127.0.0.0/8"];
        let more = ["--database", &url, "--notifications-webhook-endpoint", &endpoint];
        Program::serve(folder.path(), &[&flags[..], &more].concat())
    };
    let program = serve();
    let token = first_user(&program).await;
    let body = json!({"content": {"title": "survivor", "message": "Look here."}});
    let call = program.call(Method::POST, "/api/v2/notifications/custom").token(&token);
    call.json(&body).send().await.expect(204);
    until("it is never sent", async || receiver.deliveries().len() == 1).await;
    kill(program.process(), Signal::SIGKILL).unwrap();
    program.ended();
    let program = serve();
    let sent = async |program: &Program| -> Vec<Value> {
        let call = program.call(Method::GET, "/api/v2/notifications/messages?status=sent").token(&token);
        call.send().await.json_of(200).as_array().unwrap().clone()
    };
    assert!(sent(&program).await.is_empty() && receiver.deliveries().len() == 1, "it is still held");
    program.stop();
    // Five minutes pass, after which it counts as lost.
    change(folder.path(), &url, "UPDATE notification_messages SET next_at = 0").await;
    let program = serve();
    until("it never arrives", async || !sent(&program).await.is_empty()).await;
    let all = receiver.deliveries();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].headers["x-message-id"], all[1].headers["x-message-id"]);
    program.stop();
}
