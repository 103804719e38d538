//! `GET /organizations/{organization}/workspace-quota/sums`

use burgrave_core::provisioning::build::Transition::{Start, Stop};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{Built, HERE, allow_everyone, group_of};
use crate::harness::{Engine, Options, Person, Server};

const SUMS: &str = "/api/v2/organizations/default/workspace-quota/sums";

async fn sums(person: &Person, query: &str) -> Value {
    person.get(&format!("{SUMS}?{query}")).await.json_of(200)
}

#[apply(case)]
async fn costs_are_summed_up_by_whatever_is_asked_for(engine: Engine) {
    let flags = vec![("session-lifetime", "2000h".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    allow_everyone(&server, 5).await;
    let group = group_of(&server, "guards", 0, &jonas).await;
    let (base, gpu) = (Built::new(&server, "base").await, Built::new(&server, "gpu").await);
    base.build(&server, &amira, "dev", (Start, 3)).await;
    gpu.build(&server, &jonas, "big", (Start, 4)).await;
    server.clock.advance(TimeDelta::days(31));
    base.build(&server, &amira, "dev", (Stop, 2)).await;
    gpu.build(&server, &jonas, "two", (Start, 4)).await;
    let of = |id: &str, name: &str, builds: i64, cost: i64| json!({"id": id, "name": name, "builds": builds, "cost": cost});
    let by_user = json!([of(&amira.id, "amira", 2, 5), of(&jonas.id, "jonas", 1, 4)]);
    assert_eq!(sums(owner, "by=user").await, by_user);
    assert_eq!(sums(owner, "by=user&limit=1&offset=1").await, json!([by_user[1]]));
    assert_eq!(sums(owner, "by=group").await, json!([of(&group, "guards", 1, 4)]));
    let by_template = json!([of(&base.template, "base", 2, 5), of(&gpu.template, "gpu", 1, 4)]);
    assert_eq!(sums(owner, "by=template").await, by_template);
    let months = sums(owner, "by=month").await;
    let told = |at: usize| (months[at]["builds"].clone(), months[at]["cost"].clone());
    assert_eq!((told(0), told(1)), ((json!(2), json!(7)), (json!(1), json!(2))), "{months}");
    assert!(months[0]["month"].as_str() < months[1]["month"].as_str(), "{months}");
    assert_eq!(months[0].get("id"), None);
    assert_eq!(sums(&jonas, "by=template").await, json!([of(&gpu.template, "gpu", 1, 4)]), "his own");
    assert_eq!(sums(&amira, "by=group").await, json!([]));
    assert_eq!(sums(owner, "by=user&user=jonas").await, json!([by_user[1]]));
    let refused = owner.get(&format!("{SUMS}?limit=-1")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["by", "limit"]);
    amira.get(&format!("{HERE}x/workspace-quota/sums?by=user")).await.expect(404);
}
