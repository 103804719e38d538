//! `GET /organizations/{organization}/provisionerdaemons`

use serde_json::{Value, json};

use super::scene::{CANCELED, DAEMONS, LOST, RUNNING, WORKER, id, numbers, start};
use crate::harness::{Engine, Server};

/// The numbers of the daemons that the case has put there.
fn ours(list: &Value) -> Vec<u128> {
    numbers(list).into_iter().filter(|number| [WORKER, LOST].contains(number)).collect()
}

/// TestProvisionerDaemons: Default, Limit, IDs, Tags, Offline, Status, MaxAge
#[apply(case)]
async fn daemons_are_listed_and_narrowed_down(engine: Engine) {
    let (server, _) = start(engine).await;
    let owner = server.owner().await;
    let ids = format!("ids={}&offline=true", id(LOST));
    for (query, expected) in [
        ("", &[WORKER][..]),
        ("offline=true", &[WORKER, LOST]),
        ("offline=false", &[WORKER]),
        ("limit=1&status=busy", &[WORKER]),
        ("status=busy", &[WORKER]),
        ("status=idle", &[]),
        ("status=offline", &[LOST]),
        ("status=busy&offline=true", &[WORKER, LOST]),
        (ids.as_str(), &[LOST]),
        ("tags=%7B%22scope%22:%22organization%22%7D", &[WORKER]),
        ("tags=%7B%22gpu%22:%22yes%22%7D", &[]),
        ("max_age=1h", &[WORKER]),
        ("max_age=1h&offline=true", &[WORKER]),
        ("max_age=48h0m0s&offline=true", &[WORKER, LOST]),
        ("max_age=", &[WORKER]),
    ] {
        let list = owner.get(&format!("{DAEMONS}?{query}")).await.json_of(200);
        assert_eq!(ours(&list), expected, "{query}");
    }
}

#[apply(case)]
async fn a_daemon_has_all_its_fields(engine: Engine) {
    let (server, _) = start(engine).await;
    let list = server.owner().await.get(&format!("{DAEMONS}?ids={}", id(WORKER))).await.json_of(200);
    let [daemon] = &list.as_array().unwrap()[..] else { panic!("{list}") };
    assert_eq!((&daemon["name"], &daemon["status"]), (&json!("worker"), &json!("busy")));
    assert_eq!((&daemon["key_id"], &daemon["key_name"]), (&json!(id(1)), &json!("built-in")));
    assert_eq!((&daemon["version"], &daemon["api_version"]), (&json!("v1"), &json!("1.18")));
    assert_eq!(daemon["provisioners"], json!(["terraform"]));
    assert_eq!(daemon["tags"], json!({"scope": "organization", "owner": ""}));
    assert_eq!(
        (&daemon["current_job"]["id"], &daemon["current_job"]["status"]),
        (&json!(id(RUNNING)), &json!("running"))
    );
    assert_eq!(daemon["previous_job"]["id"], json!(id(CANCELED)));
    assert_eq!(daemon["current_job"]["template_name"], "");
    let lost = server.owner().await.get(&format!("{DAEMONS}?ids={}&offline=1", id(LOST))).await.json_of(200);
    assert_eq!((&lost[0]["status"], &lost[0]["current_job"]), (&json!("offline"), &json!(null)));
}

#[apply(case)]
async fn filters_of_daemons_that_can_not_be_read_are_all_named(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (query, fields) in [
        ("limit=-1", &["limit"][..]),
        ("status=nope", &["status"]),
        ("max_age=x", &["max_age"]),
        ("max_age=-1s", &["max_age"]),
        ("tags=x&max_age=1", &["max_age", "tags"]),
        ("offline=perhaps", &["offline"]),
        ("unknown=1", &["unknown"]),
    ] {
        let refused = owner.get(&format!("{DAEMONS}?{query}")).await.expect(400);
        let mut named: Vec<_> = refused.faulty_fields();
        named.iter_mut().for_each(|field| field.truncate(field.find('[').unwrap_or(field.len())));
        named.sort();
        assert_eq!(named, fields, "{query}");
    }
}

/// TestProvisionerDaemons/MemberDenied
#[apply(case)]
async fn daemons_are_hidden_from_those_who_govern_no_templates(engine: Engine) {
    let server = Server::start(engine).await;
    server.member("amira").await.get(DAEMONS).await.expect(404);
    server.get(DAEMONS).send().await.expect(401);
}
