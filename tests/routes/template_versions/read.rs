//! `GET /templateversions/{templateVersion}`

use serde_json::json;

use super::hand::take;
use super::scene::{VERSIONS, path, role_here, site_role, template, version};
use crate::harness::{Engine, Server};

/// TestTemplateVersion/Get, MemberCanRead
#[apply(case)]
async fn a_version_is_read_by_those_who_read_its_template(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas, noor, samir) = (
        server.member("amira").await,
        server.member("jonas").await,
        server.member("noor").await,
        server.member("samir").await,
    );
    role_here(&server, &jonas, "organization-template-admin").await;
    site_role(&server, &noor, "auditor").await;
    site_role(&server, &samir, "user-admin").await;
    let alone = version(owner, json!({})).await;
    let open = version(owner, json!({})).await;
    template(&server, &open, "open", true).await;
    let closed = version(owner, json!({})).await;
    template(&server, &closed, "closed", false).await;
    for (who, statuses) in
        [(&amira, [404, 200, 404]), (&jonas, [200; 3]), (&noor, [200; 3]), (&samir, [404, 200, 404])]
    {
        for (of, status) in [&alone, &open, &closed].into_iter().zip(statuses) {
            for what in ["", "/logs", "/presets", "/external-auth"] {
                who.get(&format!("{}{what}", path(of))).await.expect(status);
            }
        }
    }
    let hidden = amira.get(&path(&alone)).await.expect(404);
    let missing = amira.get(&format!("{VERSIONS}/2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40")).await.expect(404);
    assert_eq!(hidden.text(), missing.text());
    let wrong = owner.get(&format!("{VERSIONS}/no-uuid")).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["templateVersion"]);
    server.get(&path(&open)).send().await.expect(401);
}

#[apply(case)]
async fn a_version_follows_its_import(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let hand = take(&server, &made).await;
    let running = owner.get(&path(&made)).await.json_of(200);
    let job = &running["job"];
    assert_eq!((&job["status"], &job["queue_position"]), (&json!("running"), &json!(0)));
    assert!(job["started_at"].is_string() && job["worker_id"].is_string());
    assert_eq!(running.get("matched_provisioners"), None, "it waits no more");
    hand.finds(|tx, job, now| async move { tx.set_version_readme(&job, "# Castle", now).await }).await;
    server.clock.advance(chrono::TimeDelta::seconds(3));
    hand.ends().await;
    let ended = owner.get(&path(&made)).await.json_of(200);
    assert_eq!((&ended["readme"], &ended["job"]["status"]), (&json!("# Castle"), &json!("succeeded")));
    assert_eq!(ended["updated_at"], ended["job"]["completed_at"]);
    let broken = version(owner, json!({})).await;
    take(&server, &broken).await.fails("There is no plan.").await;
    let broken = owner.get(&path(&broken)).await.json_of(200);
    assert_eq!(
        (&broken["job"]["status"], &broken["job"]["error"]),
        (&json!("failed"), &json!("There is no plan."))
    );
}
