//! Which jobs a daemon may speak of: a name alone makes nobody another one.

use burgrave_wire::method;
use burgrave_wire::provisionerd::completed_job::{TemplateImport, Type};
use burgrave_wire::provisionerd::{CompletedJob, Empty, FailedJob, UpdateJobRequest, UpdateJobResponse};
use serde_json::{Value, json};

use super::calls::{import, job, told};
use super::peer::{KEY, PSK, Peer, SERVE, connect};
use super::scene::DAEMONS;
use super::serve::{SECRET, with_secret};
use crate::harness::{Engine, Server};
use crate::routes::provisioner_keys::scene::key;
use crate::routes::template_versions::hand::take;
use crate::routes::template_versions::scene::version;

const NOT_YOURS: &str = "you don't own this job";

/// A daemon of this name, with what it shows.
async fn named(server: &Server, name: &str, shows: (&'static str, &str)) -> Peer {
    connect(server, &format!("{SERVE}&name={name}"), &[shows]).await.ok().unwrap()
}

/// The daemons of this name, the oldest first.
async fn of_name(server: &Server, name: &str) -> Vec<Value> {
    let list = server.owner().await.get(&format!("{DAEMONS}?offline=true")).await.json_of(200);
    list.as_array().unwrap().iter().rev().filter(|one| one["name"] == name).cloned().collect()
}

/// What a daemon is told that asks for the values of a job, ends it, or fails it.
async fn tries(peer: &Peer, job: &str) -> [String; 3] {
    let job_id = job.to_owned();
    let asks = UpdateJobRequest { job_id, readme: b"x".to_vec(), ..UpdateJobRequest::default() };
    let import = Some(Type::TemplateImport(TemplateImport::default()));
    let ends = CompletedJob { job_id: job.to_owned(), r#type: import };
    let fails = FailedJob { job_id: job.to_owned(), error: "no".into(), ..FailedJob::default() };
    [
        told(peer.call::<UpdateJobResponse>(method::UPDATE_JOB, &asks).await),
        told(peer.call::<Empty>(method::COMPLETE_JOB, &ends).await),
        told(peer.call::<Empty>(method::FAIL_JOB, &fails).await),
    ]
}

#[apply(case)]
async fn another_key_with_a_daemon_s_name_is_another_daemon(engine: Engine) {
    let server = with_secret(engine).await;
    let secret = key(&server, "fleet", json!({})).await;
    let low = key(&server, "low", json!({"env": "low"})).await;
    let real = named(&server, "builder", (KEY, &secret)).await;
    let before = of_name(&server, "builder").await[0].clone();
    import(&server, json!({})).await;
    let acquired = real.acquire().await;
    let session = server.owner().await.token.clone();
    for shows in [(KEY, low.as_str()), (PSK, SECRET), ("coder-session-token", session.as_str())] {
        let other = named(&server, "builder", shows).await;
        assert_eq!(tries(&other, &acquired.job_id).await, [NOT_YOURS; 3], "{}", shows.0);
    }
    let daemons = of_name(&server, "builder").await;
    assert_eq!(daemons.len(), 4);
    let same = daemons.iter().find(|one| one["id"] == before["id"]).unwrap();
    for field in ["key_id", "tags", "provisioners", "version"] {
        assert_eq!(same[field], before[field], "{field}");
    }
    let ends = CompletedJob {
        job_id: acquired.job_id.clone(),
        r#type: Some(Type::TemplateImport(TemplateImport::default())),
    };
    real.call::<Empty>(method::COMPLETE_JOB, &ends).await.unwrap();
    assert_eq!(job(&server, &acquired.job_id).await["status"], "succeeded");
}

#[apply(case)]
async fn nobody_becomes_a_built_in_daemon_by_its_name(engine: Engine) {
    let server = Server::start(engine).await;
    let made = version(server.owner().await, json!({})).await;
    let hand = take(&server, &made).await;
    let built_in = of_name(&server, "hand").await;
    assert_eq!(built_in[0]["key_name"], "built-in");
    let secret = key(&server, "fleet", json!({})).await;
    let other = named(&server, "hand", (KEY, &secret)).await;
    assert_eq!(tries(&other, &hand.job.id.to_string()).await, [NOT_YOURS; 3]);
    let daemons = of_name(&server, "hand").await;
    assert_eq!(daemons.len(), 2);
    assert!(daemons.contains(&built_in[0]), "{daemons:?}");
}

#[apply(case)]
async fn a_daemon_that_comes_back_for_other_jobs_has_its_old_one_no_more(engine: Engine) {
    let server = with_secret(engine).await;
    let untagged = "builder";
    let first = named(&server, untagged, (PSK, SECRET)).await;
    import(&server, json!({})).await;
    let acquired = first.acquire().await;
    drop(first);
    let other = named(&server, "builder&tag=env%3Dlow", (PSK, SECRET)).await;
    assert_eq!(tries(&other, &acquired.job_id).await, [NOT_YOURS; 3]);
    drop(other);
    let again = named(&server, untagged, (PSK, SECRET)).await;
    let update = UpdateJobRequest { job_id: acquired.job_id, ..UpdateJobRequest::default() };
    again.call::<UpdateJobResponse>(method::UPDATE_JOB, &update).await.unwrap();
    assert_eq!(of_name(&server, "builder").await.len(), 1);
}

#[apply(case)]
async fn a_person_s_daemon_goes_with_the_session(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let own = "own&tag=scope%3Duser";
    let peer = named(&server, own, ("coder-session-token", &amira.token)).await;
    let _asked = peer.ask().await;
    amira.call(http::Method::POST, "/api/v2/users/logout").send().await.expect(200);
    assert_eq!(peer.ended().await, (1008, "the session was ended".to_owned()));
}
