//! How many jobs may wait.

use futures::future::join_all;
use serde_json::json;

use super::hand::take;
use super::scene::{ask, file, role_here, template, version};
use crate::harness::{Engine, Options, Server};

async fn with(engine: Engine, flags: &[(&'static str, &str)]) -> Server {
    let flags = flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

#[apply(case)]
async fn one_person_can_not_fill_the_queue(engine: Engine) {
    let server = with(engine, &[("max-waiting-jobs-per-user", "2")]).await;
    let owner = server.owner().await;
    let upload = file(owner).await;
    let first = ask(owner, &upload, json!({"tags": {"gpu": "1"}})).await.json_of(201);
    ask(owner, &upload, json!({"tags": {"gpu": "2"}})).await.expect(201);
    let refused = ask(owner, &upload, json!({"tags": {"gpu": "3"}})).await.expect(403);
    assert!(refused.json()["detail"].as_str().unwrap().contains("max-waiting-jobs-per-user"));
    let amira = server.member("amira").await;
    role_here(&server, &amira, "organization-template-admin").await;
    version(&amira, json!({})).await;
    let cancel = format!("/api/v2/templateversions/{}/cancel", first["id"].as_str().unwrap());
    owner.call(http::Method::PATCH, &cancel).send().await.expect(200);
    ask(owner, &upload, json!({})).await.expect(201);
    owner.post(&cancel.replace("cancel", "dry-run"), &json!({})).await.expect(403);
}

/// They wait for each other, on whichever replica they are: none is turned away for having met another, and
/// none too many gets in.
#[apply(case)]
async fn posts_of_one_person_at_the_same_moment_meet_the_bound_alone(engine: Engine) {
    const MOST: usize = 20;
    let server = with(engine, &[("max-waiting-jobs-per-user", "20")]).await;
    let owner = server.owner().await;
    let upload = file(owner).await;
    let beside = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(server.beside().await),
    };
    let there = match &beside {
        Some(beside) => beside.owner().await,
        None => owner,
    };
    let posts = (0..2 * MOST).map(|number| ask([owner, there][number % 2], &upload, json!({})));
    let answers: Vec<u16> = join_all(posts).await.iter().map(|answer| answer.status).collect();
    let count = |status: u16| answers.iter().filter(|answered| **answered == status).count();
    assert_eq!((count(201), count(403)), (MOST, MOST), "{answers:?}");
}

/// So do workspaces, whose transactions can't be as lenient.
#[apply(case)]
async fn one_person_makes_many_workspaces_at_the_same_moment(engine: Engine) {
    let server = with(engine, &[("max-waiting-jobs-per-user", "30")]).await;
    let made = version(server.owner().await, json!({})).await;
    take(&server, &made).await.ends().await;
    let template = template(&server, &made, "base", true).await;
    let amira = &server.member("amira").await;
    let posts = (0..32).map(|number| {
        let body = json!({"name": format!("dev{number}"), "template_id": template});
        async move { amira.post("/api/v2/users/me/workspaces", &body).await.status }
    });
    let answers = join_all(posts).await;
    let count = |status: u16| answers.iter().filter(|answered| **answered == status).count();
    assert_eq!((count(201), count(403)), (30, 2), "{answers:?}");
}

#[apply(case)]
async fn workspaces_wait_in_the_same_queue(engine: Engine) {
    let server = with(engine, &[("max-waiting-jobs-per-user", "1")]).await;
    let made = version(server.owner().await, json!({})).await;
    take(&server, &made).await.ends().await;
    let template = template(&server, &made, "base", true).await;
    let amira = server.member("amira").await;
    for (name, status) in [("one", 201), ("two", 403)] {
        let body = json!({"name": name, "template_id": template});
        amira.post("/api/v2/users/me/workspaces", &body).await.expect(status);
    }
}

#[apply(case)]
async fn an_organization_has_a_queue_of_so_many_jobs(engine: Engine) {
    let limits = [("max-waiting-jobs-per-user", "0"), ("max-waiting-jobs-per-organization", "2")];
    let server = with(engine, &limits).await;
    let owner = server.owner().await;
    let upload = file(owner).await;
    let first = ask(owner, &upload, json!({})).await.json_of(201);
    ask(owner, &upload, json!({})).await.expect(201);
    let refused = ask(owner, &upload, json!({})).await.expect(403);
    assert!(refused.json()["detail"].as_str().unwrap().contains("max-waiting-jobs-per-organization"));
    owner.post("/api/v2/organizations", &json!({"name": "other"})).await.expect(201);
    let body = json!({"storage_method": "file", "file_id": upload, "provisioner": "echo"});
    owner.post("/api/v2/organizations/other/templateversions", &body).await.expect(201);
    owner.post("/api/v2/organizations/nothing/templateversions", &body).await.expect(404);
    let dry_run = format!("/api/v2/templateversions/{}/dry-run", first["id"].as_str().unwrap());
    owner.post(&dry_run, &json!({})).await.expect(403);
}

/// Starts are bounded as imports are; what gives something back is not.
#[apply(case)]
async fn an_organization_s_queue_is_full_for_workspaces_too(engine: Engine) {
    let server = with(engine, &[("max-waiting-jobs-per-organization", "1")]).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let made = version(owner, json!({})).await;
    take(&server, &made).await.ends().await;
    let base = template(&server, &made, "base", true).await;
    let mine = "/api/v2/users/me/workspaces";
    let dev = amira.post(mine, &json!({"name": "dev", "template_id": base})).await.json_of(201);
    let by_version = json!({"name": "two", "template_version_id": made["id"]});
    for body in [json!({"name": "two", "template_id": base}), by_version] {
        let refused = amira.post(mine, &body).await.expect(403);
        assert!(refused.text().contains("max-waiting-jobs-per-organization"), "{}", refused.text());
    }
    let cancel = format!("/api/v2/workspacebuilds/{}/cancel", dev["latest_build"]["id"].as_str().unwrap());
    owner.patch(&cancel, &json!({})).await.expect(200);
    let waiting = version(owner, json!({})).await;
    let builds = format!("/api/v2/workspaces/{}/builds", dev["id"].as_str().unwrap());
    amira.post(&builds, &json!({"transition": "start"})).await.expect(403);
    amira.post(&builds, &json!({"transition": "delete"})).await.expect(201);
    owner.get(&format!("/api/v2/templateversions/{}", waiting["id"].as_str().unwrap())).await.expect(200);
}
