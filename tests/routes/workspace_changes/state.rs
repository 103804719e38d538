//! `PUT /workspacebuilds/{workspaceBuild}/state`

use serde_json::json;

use super::builds::endless;
use super::scene::{ask, build, build_path, ended, start, state, template, template_of, waits, workspace};
use crate::harness::{Engine, Server};
use crate::routes::template_versions::hand::take;
use crate::routes::template_versions::scene::{self as templates, site_role};
use crate::routes::workspaces::scene::{Asked, workspace as stored};

#[apply(case)]
async fn a_state_is_replaced_by_those_who_may_change_the_template(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let first = made["latest_build"].clone();
    let put = format!("{}/state", build_path(&first));
    let body = json!({"state": "bWluZQ=="});
    amira.put(&put, &body).await.expect(403);
    jonas.put(&put, &body).await.expect(404);
    site_role(&server, &jonas, "template-admin").await;
    jonas.put(&put, &body).await.expect(204);
    assert_eq!(state(&server, &first).await.as_deref(), Some("mine"));
    for bad in [json!({}), json!({"state": null}), json!({"state": "no base64"}), json!({"version": 4})] {
        assert_eq!(owner.put(&put, &bad).await.expect(400).faulty_fields(), ["state"], "{bad}");
    }
    assert_eq!(state(&server, &first).await.as_deref(), Some("mine"), "nothing wipes it by accident");
    owner.put(&put, &json!({"state": ""})).await.expect(204);
    assert_eq!(state(&server, &first).await, None);
    let second = build(&server, &amira, &made, json!({"transition": "stop"})).await;
    owner.put(&put, &body).await.expect(400);
    assert_eq!(state(&server, &second).await.as_deref(), Some("state of base"));
}

#[apply(case)]
async fn the_state_of_a_build_on_its_way_stays(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let base = template_of(&server, "base", endless("base"), json!({})).await;
    let made = ask(owner, &base, "dev", json!({})).await.json_of(201);
    let latest = &made["latest_build"];
    waits(&server, latest).await;
    owner.put(&format!("{}/state", build_path(latest)), &json!({"state": "bWluZQ=="})).await.expect(409);
    owner.patch(&format!("{}/cancel", build_path(latest)), &json!({})).await.expect(200);
    ended(&server, latest).await;
    owner.put(&format!("{}/state", build_path(latest)), &json!({"state": "bWluZQ=="})).await.expect(204);
}

/// An invalid state, with a build or without one.
#[apply(case)]
async fn a_state_that_terraform_can_not_read_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let version = templates::version(owner, json!({})).await;
    take(&server, &version).await.ends().await;
    let template = templates::template(&server, &version, "castle", true).await;
    let made = stored(&server, owner, &template, "dev", Asked::default()).await;
    let path = format!("/api/v2/workspacebuilds/{}", made.build);
    owner.patch(&format!("{path}/cancel"), &json!({})).await.expect(200);
    let builds = format!("/api/v2/workspaces/{}/builds", made.workspace);
    for bad in ["Z2FyYmFnZQ==", "e30=", "W10="] {
        let refused = owner.put(&format!("{path}/state"), &json!({"state": bad})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["state"]);
        let refused = owner.post(&builds, &json!({"transition": "start", "state": bad})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["state"]);
    }
    let state = "eyJ2ZXJzaW9uIjo0fQ==";
    owner.put(&format!("{path}/state"), &json!({"state": state})).await.expect(204);
    owner.post(&builds, &json!({"transition": "start", "state": state})).await.expect(201);
}
