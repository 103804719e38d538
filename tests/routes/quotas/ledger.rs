//! `GET /organizations/{organization}/workspace-quota/ledger`, `…/export`

use burgrave_core::provisioning::build::Transition::{Start, Stop};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{Built, HERE, allow_everyone};
use crate::harness::{Engine, Person, Server};
use crate::routes::template_versions::scene::{role_here, site_role};

const LEDGER: &str = "/api/v2/organizations/default/workspace-quota/ledger";

/// Four builds of `amira` and `jonas`, an hour apart; the last one is refused.
async fn built(server: &Server) -> (Person, Person, Built) {
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    allow_everyone(server, 4).await;
    let base = Built::new(server, "base").await;
    for (owner, step) in
        [(&amira, (Start, 3)), (&jonas, (Start, 2)), (&amira, (Stop, 1)), (&jonas, (Start, 9))]
    {
        base.build(server, owner, "dev", step).await;
        server.clock.advance(TimeDelta::hours(1));
    }
    (amira, jonas, base)
}

fn costs(page: &Value) -> Vec<i64> {
    page["entries"].as_array().unwrap().iter().map(|entry| entry["cost"].as_i64().unwrap()).collect()
}

#[apply(case)]
async fn the_ledger_has_the_cost_of_each_build(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas, base) = built(&server).await;
    let all = owner.get(LEDGER).await.json_of(200);
    assert_eq!((costs(&all), &all["count"]), (vec![3, 2, 1, 9], &json!(4)));
    let last = &all["entries"][3];
    for (field, expected) in [
        ("username", json!("jonas")),
        ("user_id", json!(jonas.id)),
        ("template_id", json!(base.template)),
        ("template_name", json!("base")),
        ("workspace_name", json!("dev")),
        ("transition", json!("start")),
        ("previous_cost", json!(2)),
        ("credits_consumed", json!(0)),
        ("budget", json!(4)),
        ("permitted", json!(false)),
    ] {
        assert_eq!(last[field], expected, "{field}");
    }
    let time = |at: usize| all["entries"][at]["at"].as_str().unwrap().replace(':', "%3A");
    let by_template = format!("template={}", base.template);
    let by_id = format!("user={}", amira.id);
    let from = format!("from={}", time(1));
    let until = format!("from={}&until={}", time(1), time(3));
    for (query, expected) in [
        ("user=amira", &[3, 1][..]),
        (by_id.as_str(), &[3, 1]),
        ("user=me", &[]),
        ("user=", &[3, 2, 1, 9]),
        (by_template.as_str(), &[3, 2, 1, 9]),
        ("template=8c5e2a7d-9f14-4b60-a7e3-0d6b1f9c4e28", &[]),
        (from.as_str(), &[2, 1, 9]),
        (until.as_str(), &[2, 1]),
        ("limit=0", &[3, 2, 1, 9]),
    ] {
        assert_eq!(costs(&owner.get(&format!("{LEDGER}?{query}")).await.json_of(200)), expected, "{query}");
    }
}

#[apply(case)]
async fn the_ledger_is_read_page_by_page(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, ..) = built(&server).await;
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("{LEDGER}?limit=3{after}")).await.json_of(200);
        assert_eq!(page["count"], 4);
        let Some(last) = page["entries"].as_array().unwrap().last() else { break };
        after = format!("&after_id={}", last["id"].as_str().unwrap());
        found.extend(costs(&page));
    }
    assert_eq!(found, [3, 2, 1, 9]);
    let others = owner.get(&format!("{LEDGER}?user=jonas")).await.json_of(200);
    let others = others["entries"][0]["id"].as_str().unwrap().to_owned();
    for (person, id) in [(&amira, others.as_str()), (owner, "2f9d4c7b-1e83-4a56-b0d2-7c5e9f3a1b64")] {
        let refused = person.get(&format!("{LEDGER}?after_id={id}")).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["after_id"]);
    }
    let refused = owner.get(&format!("{LEDGER}?user=nobody&limit=1001&from=x")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["from", "limit"]);
    let refused = owner.get(&format!("{LEDGER}?user=nobody")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["user"]);
}

#[apply(case)]
async fn people_see_what_their_own_workspaces_cost(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, ..) = built(&server).await;
    assert_eq!(costs(&amira.get(LEDGER).await.json_of(200)), [3, 1]);
    let others = amira.get(&format!("{LEDGER}?user=me")).await.json_of(200);
    assert_eq!((costs(&others), &others["count"]), (vec![3, 1], &json!(2)));
    for (role, seen) in [("auditor", 4), ("template-admin", 0), ("user-admin", 0)] {
        let person = server.member(role).await;
        site_role(&server, &person, role).await;
        assert_eq!(costs(&person.get(LEDGER).await.json_of(200)).len(), seen, "{role}");
        let page = person.get(&format!("{LEDGER}?user=amira")).await.json_of(200);
        assert_eq!(costs(&page).len(), seen / 2, "{role}");
    }
    for (role, seen) in
        [("organization-admin", 4), ("organization-auditor", 4), ("organization-template-admin", 0)]
    {
        let person = server.member(&role.replace("organization", "o")).await;
        role_here(&server, &person, role).await;
        assert_eq!(costs(&person.get(LEDGER).await.json_of(200)).len(), seen, "{role}");
    }
}

#[apply(case)]
async fn the_ledger_is_exported_as_lines(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, ..) = built(&server).await;
    let export = format!("{LEDGER}/export");
    let answer = server.owner().await.get(&export).await.expect(200);
    assert_eq!(answer.header("content-type"), Some("text/csv"));
    let text = answer.text();
    let lines: Vec<Vec<&str>> = text.split_terminator("\r\n").map(|line| line.split(',').collect()).collect();
    assert_eq!((lines.len(), lines[0][0], lines[0][14]), (5, "id", "permitted"), "{text}");
    let told = |at: usize| [3, 5, 7, 9, 10, 14].map(|column: usize| lines[at][column]);
    assert_eq!(told(1), ["amira", "base", "dev", "start", "3", "true"]);
    assert_eq!(told(4), ["jonas", "base", "dev", "start", "9", "false"]);
    let own = amira.get(&export).await.expect(200).text();
    assert_eq!(own.matches("\r\n").count(), 3);
    let others = amira.get(&format!("{export}?user=owner")).await.expect(400);
    assert_eq!(others.faulty_fields(), ["user"], "whom she can't read");
    amira.get(&format!("{export}?limit=1")).await.expect(400);
    amira.get(&format!("{HERE}x/workspace-quota/ledger/export")).await.expect(404);
}
