//! `PATCH /templateversions/{templateVersion}/cancel`

use http::Method;
use serde_json::json;

use super::hand::take;
use super::scene::{path, template, version};
use crate::harness::{Engine, Server};

/// TestPatchCancelTemplateVersion: AlreadyCompleted, AlreadyCanceled, Success
#[apply(case)]
async fn what_waits_is_canceled_at_once_and_what_runs_by_its_daemon(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let waiting = version(owner, json!({})).await;
    server.clock.advance(chrono::TimeDelta::seconds(1));
    let cancel = |of: &serde_json::Value| owner.call(Method::PATCH, &format!("{}/cancel", path(of))).send();
    cancel(&waiting).await.expect(200);
    let read = owner.get(&path(&waiting)).await.json_of(200);
    let job = &read["job"];
    assert_eq!((&job["status"], job.get("started_at")), (&json!("canceled"), None));
    assert!(job["canceled_at"].is_string() && job["canceled_at"] == job["completed_at"], "{job}");
    assert_eq!(read["updated_at"], job["completed_at"]);
    assert_eq!(owner.get(&format!("{}/resources", path(&waiting))).await.json_of(200), json!([]));
    cancel(&waiting).await.expect(400);
    let running = version(owner, json!({})).await;
    let hand = take(&server, &running).await;
    cancel(&running).await.expect(200);
    let read = owner.get(&path(&running)).await.json_of(200);
    assert_eq!(read["job"]["status"], "canceling");
    let refused = cancel(&running).await.expect(400);
    assert!(refused.message().contains("already"), "{}", refused.text());
    hand.ends().await;
    assert_eq!(owner.get(&path(&running)).await.json_of(200)["job"]["status"], "canceled");
    cancel(&running).await.expect(400);
}

#[apply(case)]
async fn an_import_is_canceled_by_those_who_change_the_template(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let alone = version(owner, json!({})).await;
    let open = version(owner, json!({})).await;
    template(&server, &open, "open", true).await;
    amira.call(Method::PATCH, &format!("{}/cancel", path(&open))).send().await.expect(403);
    amira.call(Method::PATCH, &format!("{}/cancel", path(&alone))).send().await.expect(404);
    server.call(Method::PATCH, &format!("{}/cancel", path(&alone))).send().await.expect(401);
}
