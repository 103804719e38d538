//! `PATCH /workspacebuilds/{workspaceBuild}/cancel`

use serde_json::{Value, json};

use super::builds::endless;
use super::scene::{ask, build_path, ended, path, start, template_of, waits};
use crate::harness::{Answer, Engine, Person};
use crate::routes::template_versions::scene::role_here;

async fn cancel(person: &Person, build: &Value, query: &str) -> Answer {
    person.patch(&format!("{}/cancel{query}", build_path(build)), &json!({})).await
}

/// A canceled running build ends as canceled.
#[apply(case)]
async fn a_build_that_runs_ends_as_canceled_and_one_that_waits_at_once(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let settings = json!({"allow_user_cancel_workspace_jobs": true});
    let base = template_of(&server, "base", endless("base"), settings).await;
    let runs = ask(&amira, &base, "runs", json!({})).await.json_of(201);
    waits(&server, &runs["latest_build"]).await;
    let pending = ask(&amira, &base, "pending", json!({})).await.json_of(201);
    let (runs_now, waits_now) = (&runs["latest_build"], &pending["latest_build"]);
    cancel(&amira, runs_now, "?expect_status=pending").await.expect(412);
    cancel(&amira, waits_now, "?expect_status=running").await.expect(412);
    cancel(&amira, waits_now, "?expect_status=other").await.expect(400);
    cancel(&amira, waits_now, "").await.expect(200);
    let now = amira.get(&build_path(waits_now)).await.json_of(200);
    assert_eq!((&now["status"], &now["job"]["started_at"]), (&json!("canceled"), &json!(null)));
    assert_eq!(now["job"]["completed_at"], now["job"]["canceled_at"]);
    cancel(&amira, waits_now, "").await.expect(400);
    cancel(&amira, runs_now, "?expect_status=running").await.expect(200);
    ended(&server, runs_now).await;
    let now = amira.get(&build_path(runs_now)).await.json_of(200);
    assert_eq!((&now["status"], now["job"].get("error")), (&json!("canceled"), None));
    assert!(now["job"]["canceled_at"].is_string());
    cancel(&amira, runs_now, "").await.expect(400);
    assert_eq!(amira.get(&path(&runs)).await.json_of(200)["latest_build"]["deadline"], json!(null));
}

/// A member may withdraw a waiting build of their own where canceling is off.
#[apply(case)]
async fn where_canceling_is_off_only_what_waits_can_be_taken_back(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let base = template_of(&server, "base", endless("base"), json!({})).await;
    let runs = ask(&amira, &base, "runs", json!({})).await.json_of(201);
    waits(&server, &runs["latest_build"]).await;
    let pending = ask(&amira, &base, "pending", json!({})).await.json_of(201);
    let (runs_now, waits_now) = (&runs["latest_build"], &pending["latest_build"]);
    cancel(&jonas, waits_now, "?expect_status=pending").await.expect(404);
    cancel(&amira, runs_now, "").await.expect(403);
    cancel(&amira, runs_now, "?expect_status=running").await.expect(403);
    cancel(&amira, runs_now, "?expect_status=pending").await.expect(412);
    cancel(&amira, waits_now, "").await.expect(403);
    role_here(&server, &jonas, "organization-admin").await;
    cancel(&jonas, runs_now, "").await.expect(403);
    cancel(&amira, waits_now, "?expect_status=pending").await.expect(200);
    let now = amira.get(&build_path(waits_now)).await.json_of(200);
    assert_eq!(now["status"], "canceled");
    cancel(owner, runs_now, "").await.expect(200);
    ended(&server, runs_now).await;
    assert_eq!(amira.get(&build_path(runs_now)).await.json_of(200)["status"], "canceled");
}
