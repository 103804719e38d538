//! `GET /organizations/{organization}/provisionerjobs`, `…/{job}`

use serde_json::json;

use super::scene::{
    CANCELED, FAILED, JOBS, LOST, PENDING, RUNNING, SUCCEEDED, TAGGED, WORKER, id, numbers, start,
};
use crate::harness::{Engine, Server};

/// TestProvisionerJobs: All, Limit, Status, IDs, Tags
#[apply(case)]
async fn jobs_are_listed_newest_first_and_narrowed_down(engine: Engine) {
    let (server, amira) = start(engine).await;
    let owner = server.owner().await;
    let initiator = format!("initiator={}", amira.id);
    let ids = format!("ids={},{}", id(PENDING), id(FAILED));
    let all = [TAGGED, PENDING, RUNNING, CANCELED, FAILED, SUCCEEDED];
    for (query, expected) in [
        ("", &all[..]),
        ("limit=2", &all[..2]),
        ("limit=0", &all[..]),
        ("status=running", &[RUNNING]),
        ("status=failed,canceled", &[CANCELED, FAILED]),
        ("status=pending", &[TAGGED, PENDING]),
        ("status=succeeded", &[SUCCEEDED]),
        ("status=canceling", &[]),
        ("status=", &all),
        (ids.as_str(), &[PENDING, FAILED]),
        ("tags=%7B%22gpu%22:%22yes%22%7D", &[TAGGED]),
        ("tags=%7B%22gpu%22:%22no%22%7D", &[]),
        ("tags=%7B%7D", &all),
        ("tags=", &all),
        (initiator.as_str(), &all),
        ("initiator=00000000-0000-0000-0000-000000000009", &[]),
        ("status=pending&limit=1", &[TAGGED]),
    ] {
        let list = owner.get(&format!("{JOBS}?{query}")).await.json_of(200);
        assert_eq!(numbers(&list), expected, "{query}");
    }
}

#[apply(case)]
async fn a_job_has_all_its_fields(engine: Engine) {
    let (server, amira) = start(engine).await;
    let owner = server.owner().await;
    let done = owner.get(&format!("{JOBS}/{}", id(SUCCEEDED))).await.json_of(200);
    assert_eq!((&done["status"], &done["type"]), (&json!("succeeded"), &json!("template_version_import")));
    assert_eq!((&done["worker_id"], &done["worker_name"]), (&json!(id(WORKER)), &json!("worker")));
    assert_eq!(done["initiator_id"], amira.id);
    assert_eq!(done["input"], json!({"template_version_id": id(100 + SUCCEEDED)}));
    assert_eq!(done["tags"], json!({"scope": "organization", "owner": ""}));
    assert_eq!(done["metadata"]["template_id"], id(0));
    assert!(done["started_at"].is_string() && done["completed_at"].is_string(), "{done}");
    for absent in ["canceled_at", "error", "error_code", "available_workers"] {
        assert_eq!(done.get(absent), None, "{absent}");
    }
    let failed = owner.get(&format!("{JOBS}/{}", id(FAILED))).await.json_of(200);
    assert_eq!((&failed["status"], &failed["error"]), (&json!("failed"), &json!("no plan")));
    let pending = owner.get(&format!("{JOBS}/{}", id(PENDING))).await.json_of(200);
    assert_eq!((pending.get("started_at"), pending.get("worker_id")), (None, None));
    let listed = owner.get(JOBS).await.json_of(200);
    assert!(listed.as_array().unwrap().contains(&done), "the list has the same");
}

/// A job that nobody can do stands in front of the queue and in nobody's way.
#[apply(case)]
async fn a_waiting_job_shows_its_place_and_the_daemons_that_could_take_it(engine: Engine) {
    let (server, _) = start(engine).await;
    let list = server.owner().await.get(JOBS).await.json_of(200);
    let place = |number: u128| {
        let at = numbers(&list).iter().position(|one| *one == number).unwrap();
        (
            list[at]["queue_position"].clone(),
            list[at]["queue_size"].clone(),
            list[at].get("available_workers").cloned(),
        )
    };
    assert_eq!(place(PENDING), (json!(1), json!(2), Some(json!([id(WORKER)]))), "{LOST} is not there");
    assert_eq!(place(TAGGED).2, None);
    assert_eq!(place(RUNNING), (json!(0), json!(2), None));
}

#[apply(case)]
async fn filters_of_jobs_that_can_not_be_read_are_all_named(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (query, fields) in [
        ("limit=-1", &["limit"][..]),
        ("limit=2147483648", &["limit"]),
        ("status=nope", &["status"]),
        ("ids=abc", &["ids"]),
        ("tags=x", &["tags"]),
        ("tags=%7B%22a%22:1%7D", &["tags"]),
        ("initiator=me", &["initiator"]),
        ("offset=1", &["offset"]),
        ("limit=x&status=nope", &["limit", "status"]),
    ] {
        let refused = owner.get(&format!("{JOBS}?{query}")).await.expect(400);
        let mut named: Vec<_> = refused.faulty_fields();
        named.iter_mut().for_each(|field| field.truncate(field.find('[').unwrap_or(field.len())));
        named.sort();
        assert_eq!(named, fields, "{query}");
    }
    owner.get(&format!("{JOBS}/no-uuid")).await.expect(400);
    owner.get(&format!("{JOBS}/{}?limit=1", id(1))).await.expect(400);
}

/// TestProvisionerJobs: MemberDenied, MemberDenied by id
#[apply(case)]
async fn jobs_are_hidden_from_those_who_govern_no_templates(engine: Engine) {
    let (server, amira) = start(engine).await;
    server.get(JOBS).send().await.expect(401);
    let hidden = amira.get(&format!("{JOBS}/{}", id(PENDING))).await.expect(404);
    let missing = server.owner().await.get(&format!("{JOBS}/{}", id(999))).await.expect(404);
    assert_eq!(hidden.json()["message"], missing.json()["message"]);
    amira.get(JOBS).await.expect(404);
    server.owner().await.post("/api/v2/organizations", &json!({"name": "other"})).await.expect(201);
    let elsewhere = format!("/api/v2/organizations/other/provisionerjobs/{}", id(PENDING));
    server.owner().await.get(&elsewhere).await.expect(404);
}
