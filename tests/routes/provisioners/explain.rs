//! `GET /organizations/{organization}/provisionerjobs/{job}/explain`

use serde_json::{Value, json};

use super::scene::{JOBS, LOST, PENDING, RUNNING, SUCCEEDED, TAGGED, WORKER, id, numbers, start};
use crate::harness::{Engine, Person, Server};
use crate::routes::template_versions::scene::{role_here, version};

async fn explained(person: &Person, number: u128) -> Value {
    person.get(&format!("{JOBS}/{}/explain", id(number))).await.json_of(200)
}

/// The kinds of what keeps a daemon from the job.
fn kinds(told: &Value, daemon: u128) -> Vec<String> {
    let at = numbers(&told["daemons"]).iter().position(|one| *one == daemon).unwrap();
    let obstacles = told["daemons"][at]["obstacles"].as_array().unwrap();
    obstacles.iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}

#[apply(case)]
async fn an_explanation_names_the_obstacles_of_each_daemon(engine: Engine) {
    let (server, _) = start(engine).await;
    let owner = server.owner().await;
    let told = explained(owner, TAGGED).await;
    assert_eq!((&told["job_id"], &told["status"]), (&json!(id(TAGGED)), &json!("pending")));
    assert_eq!(kinds(&told, WORKER), ["tag", "busy"]);
    assert_eq!(kinds(&told, LOST), ["tag", "offline"]);
    let worker = numbers(&told["daemons"]).iter().position(|one| *one == WORKER).unwrap();
    let daemon = &told["daemons"][worker];
    assert_eq!((&daemon["name"], &daemon["status"]), (&json!("worker"), &json!("busy")));
    let (tag, busy) = (&daemon["obstacles"][0], &daemon["obstacles"][1]);
    assert_eq!((&tag["tag"], &tag["lasting"]), (&json!("gpu"), &json!(true)));
    assert_eq!((&busy["job_id"], &busy["lasting"]), (&json!(id(RUNNING)), &json!(false)));
    assert!(tag["remedy"].as_str().unwrap().contains("gpu"), "{tag}");
    let lost = &told["daemons"][1 - worker]["obstacles"][1];
    assert!(lost["since"].is_string(), "{lost}");
    assert_eq!(told.get("expected_wait_seconds"), None, "no daemon may take it");
    let text = told["text"].as_str().unwrap();
    assert!(text.contains("worker: the job needs gpu=yes") && text.contains("lost: "), "{text}");
    let read = owner.get(&format!("{JOBS}/{}", id(TAGGED))).await.json_of(200);
    assert_eq!(read["waits_because"], told["text"], "the job says the same");
    let listed = owner.get(JOBS).await.json_of(200);
    assert_eq!(listed[0].get("waits_because"), None);
}

#[apply(case)]
async fn the_explanation_of_a_queued_job_has_the_expected_wait(engine: Engine) {
    let (server, _) = start(engine).await;
    let told = explained(server.owner().await, PENDING).await;
    assert_eq!((kinds(&told, WORKER), kinds(&told, LOST)), (vec!["busy".into()], vec!["offline".into()]));
    assert_eq!((&told["queue_position"], &told["queue_size"]), (&json!(1), &json!(1)));
    assert_eq!((&told["expected_wait_seconds"], &told["based_on_jobs"]), (&json!(0), &json!(1)));
    assert!(told["text"].as_str().unwrap().contains("waits about 0 seconds"), "{told}");
}

#[apply(case)]
async fn the_explanation_of_a_job_that_does_not_wait_is_its_outcome(engine: Engine) {
    let (server, _) = start(engine).await;
    let owner = server.owner().await;
    for (number, text) in
        [(RUNNING, "The daemon worker runs the job."), (SUCCEEDED, "The job has ended: it is succeeded.")]
    {
        let told = explained(owner, number).await;
        assert_eq!((&told["text"], &told["daemons"]), (&json!(text), &json!([])));
    }
}

#[apply(case)]
async fn where_nobody_has_a_daemon_the_explanation_says_so(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let waits = version(owner, json!({})).await;
    let path = format!("{JOBS}/{}/explain", waits["job"]["id"].as_str().unwrap());
    let told = owner.get(&path).await.json_of(200);
    let nobody = "There is no provisioner daemon in the organization.";
    assert_eq!((&told["text"], &told["daemons"]), (&json!(nobody), &json!([])));
    assert_eq!(waits["job"]["waits_because"], nobody);
}

#[apply(case)]
async fn daemons_of_other_organizations_are_explained_to_callers_who_may_list_their_jobs(engine: Engine) {
    let (server, amira) = start(engine).await;
    let owner = server.owner().await;
    let other = owner.post("/api/v2/organizations", &json!({"name": "other"})).await.json_of(201);
    let governor = server.member_of("governor", &[other["id"].as_str().unwrap()]).await;
    let roles = format!("/api/v2/organizations/other/members/{}/roles", governor.id);
    let role = json!({"roles": ["organization-template-admin"]});
    owner.put(&roles, &role).await.expect(200);
    let file = crate::routes::template_versions::scene::file(&governor).await;
    let body = json!({"storage_method": "file", "file_id": file, "provisioner": "terraform"});
    let made = governor.post("/api/v2/organizations/other/templateversions", &body).await.json_of(201);
    let job = made["job"]["id"].as_str().unwrap();
    let there = format!("/api/v2/organizations/other/provisionerjobs/{job}/explain");
    let told = owner.get(&there).await.json_of(200);
    assert_eq!(kinds(&told, WORKER), ["organization", "busy"]);
    assert_eq!(governor.get(&there).await.json_of(200)["daemons"], json!([]));
    owner.get(&format!("{JOBS}/{job}/explain")).await.expect(404);
    amira.get(&format!("{JOBS}/{}/explain", id(PENDING))).await.expect(404);
    role_here(&server, &amira, "organization-template-admin").await;
    amira.get(&format!("{JOBS}/{}/explain", id(PENDING))).await.expect(200);
    owner.get(&format!("{JOBS}/no-uuid/explain")).await.expect(400);
}
