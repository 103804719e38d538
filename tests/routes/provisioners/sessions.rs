//! Daemons that don't behave, and those whose key goes in the middle.

use burgrave_wire::drpc::{Frame, Kind, write};
use burgrave_wire::provisionerd::{Empty, UpdateJobRequest, UpdateJobResponse};
use burgrave_wire::{Message, method};
use bytes::BytesMut;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::peer::{KEY, Peer, SERVE, connect};
use super::scene::{DAEMONS, JOBS};
use crate::harness::{Engine, Server};
use crate::routes::provisioner_keys::scene::{KEYS, key};
use crate::routes::template_versions::scene::{ask, file};
use crate::routes::workspace_changes::scene;

async fn builder(server: &Server) -> Peer {
    let secret = key(server, "fleet", json!({})).await;
    connect(server, &format!("{SERVE}&name=builder"), &[(KEY, &secret)]).await.ok().unwrap()
}

/// An import of the echo format that waits; its job.
async fn import(server: &Server) -> String {
    let owner = server.owner().await;
    let version = ask(owner, &file(owner).await, json!({"provisioner": "echo"})).await.json_of(201);
    version["job"]["id"].as_str().unwrap().to_owned()
}

async fn job(server: &Server, id: &str) -> Value {
    server.owner().await.get(&format!("{JOBS}/{id}")).await.json_of(200)
}

/// The packets of the older call for a job, in this order.
fn call(kinds: &[Kind]) -> Vec<u8> {
    let mut bytes = BytesMut::new();
    let empty = Empty {}.encode_to_vec();
    for (number, kind) in (1..).zip(kinds) {
        let data = if *kind == Kind::Invoke { method::ACQUIRE_JOB.as_bytes() } else { &empty };
        write(
            &Frame { kind: *kind, done: true, control: false, stream: 1, message: number, data },
            &mut bytes,
        );
    }
    bytes.to_vec()
}

#[apply(case)]
async fn a_call_in_the_wrong_order_is_broken_off_and_the_session_goes_on(engine: Engine) {
    let server = Server::start(engine).await;
    let peer = builder(&server).await;
    for kinds in [&[Kind::Message, Kind::Invoke][..], &[Kind::Invoke, Kind::Invoke], &[Kind::CloseSend]] {
        let stream = peer.session.open().unwrap();
        stream.write(&call(kinds)).await.unwrap();
        let broken = async { while let Ok(Some(_)) = stream.read(1024).await {} };
        tokio::time::timeout(super::peer::PATIENCE, broken).await.expect("it is broken off");
    }
    let id = import(&server).await;
    assert_eq!(peer.acquire_soon().await.job_id, id);
}

#[apply(case)]
async fn a_call_that_comes_byte_by_byte_is_answered(engine: Engine) {
    let server = Server::start(engine).await;
    let peer = builder(&server).await;
    let id = import(&server).await;
    let stream = peer.session.open().unwrap();
    for byte in call(&[Kind::Invoke, Kind::Message, Kind::CloseSend]) {
        stream.write(&[byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    let answer = tokio::time::timeout(super::peer::PATIENCE, stream.read(1024)).await.expect("it comes");
    assert!(answer.unwrap().is_some());
    assert_eq!(job(&server, &id).await["status"], "running");
}

#[apply(case)]
async fn a_key_that_is_deleted_in_the_middle_of_a_job_takes_its_daemon_with_it(engine: Engine) {
    let server = Server::start(engine).await;
    let peer = builder(&server).await;
    let id = import(&server).await;
    assert_eq!(peer.acquire().await.job_id, id);
    server.clock.advance(TimeDelta::seconds(1));
    let goes_on = UpdateJobRequest { job_id: id.clone(), ..UpdateJobRequest::default() };
    peer.call::<UpdateJobResponse>(method::UPDATE_JOB, &goes_on).await.unwrap();
    server.owner().await.delete(&format!("{KEYS}/fleet")).await.expect(204);
    assert_eq!(peer.ended().await.0, 1001);
    assert_eq!(server.owner().await.get(&format!("{DAEMONS}?offline=true")).await.json_of(200), json!([]));
    assert_eq!(job(&server, &id).await["status"], "running", "nobody has said that it ended");
    server.clock.advance(TimeDelta::minutes(5) + TimeDelta::seconds(1));
    server.tick().await;
    let ended = job(&server, &id).await;
    assert_eq!(ended["status"], "failed", "{ended}");
}

#[apply(case)]
async fn a_check_for_drift_is_never_offered_to_a_daemon_elsewhere(engine: Engine) {
    let server = scene::start(engine).await;
    let template = scene::template(&server, "dev").await;
    let workspace = scene::workspace(&server, server.owner().await, &template, "dev").await;
    let server = server.restart_with(vec![("provisioner-daemons", "0".into())]).await;
    let peer = builder(&server).await;
    let drift = format!("{}/drift", scene::path(&workspace));
    let asked = server.owner().await.post(&drift, &Value::Null).await.json_of(201);
    let check = asked["check"]["job"]["id"].as_str().unwrap();
    let later = import(&server).await;
    assert_eq!(peer.acquire().await.job_id, later, "what comes later is for it");
    assert_eq!(peer.acquire_soon().await.job_id, "");
    let told = server.owner().await.get(&format!("{JOBS}/{check}/explain")).await.json_of(200);
    let daemons = told["daemons"].as_array().unwrap();
    let elsewhere = daemons.iter().find(|daemon| daemon["name"] == "builder").unwrap();
    assert_eq!(elsewhere["obstacles"][0]["kind"], "job_type", "{told}");
    assert!(elsewhere["obstacles"][0]["remedy"].as_str().unwrap().contains("provisioner-daemons"));
    let server = server.restart_with(vec![("provisioner-daemons", "1".into())]).await;
    server.log.wait_for(1, "job ended", "job", check).await;
    assert_eq!(job(&server, check).await["status"], "succeeded");
}
