//! Two servers on one PostgreSQL database.

use chrono::TimeDelta;
use http::Method;
use serde_json::Value;

use crate::harness::{Engine, Options, Person, Server};

const ME: &str = "/api/v2/users/me";
const REPLICAS: &str = "/api/v2/replicas";

/// Two servers that share a database; none where there is no PostgreSQL, which was said then.
async fn two(limit: u32) -> Option<(Server, Server)> {
    two_with(vec![("rate-limit-api", limit.to_string())]).await
}

/// The same with these settings.
async fn two_with(flags: Vec<(&'static str, String)>) -> Option<(Server, Server)> {
    if !Engine::available().contains(&Engine::Postgres) {
        return None;
    }
    let one = Server::start_with(Engine::Postgres, Options { flags, ..Options::default() }).await;
    one.owner().await;
    let other = one.beside().await;
    for server in [&one, &other, &one] {
        server.tick().await;
        one.clock.advance(TimeDelta::seconds(5));
    }
    Some((one, other))
}

async fn limit(person: &Person) -> String {
    let answer = person.get(ME).await.expect(200);
    answer.header("x-ratelimit-limit").unwrap().to_owned()
}

#[apply(case)]
async fn each_replica_applies_its_share_of_the_rate_limits() {
    let Some((one, other)) = two(7).await else { return };
    for server in [&one, &other] {
        let owner = server.owner().await;
        for _ in 0..3 {
            assert_eq!(limit(owner).await, "3");
        }
        owner.get(ME).await.expect(429);
    }
}

#[apply(case)]
async fn who_stops_leaves_its_share_to_the_others() {
    let Some((one, other)) = two(8).await else { return };
    assert_eq!(limit(one.owner().await).await, "4");
    other.stop().await;
    one.clock.advance(TimeDelta::seconds(5));
    one.tick().await;
    assert_eq!(limit(one.owner().await).await, "8");
}

#[apply(case)]
async fn who_falls_silent_is_forgotten_and_counted_again_when_it_speaks() {
    let Some((one, other)) = two(8).await else { return };
    one.clock.advance(TimeDelta::seconds(16));
    one.tick().await;
    assert_eq!(limit(one.owner().await).await, "8");
    other.tick().await;
    one.clock.advance(TimeDelta::seconds(5));
    one.tick().await;
    assert_eq!(limit(one.owner().await).await, "4");
}

/// The replicas as one of them lists them.
async fn listed(server: &Server) -> Vec<Value> {
    let found = server.owner().await.get(REPLICAS).await.json_of(200);
    found.as_array().unwrap().clone()
}

#[apply(case)]
async fn replicas_list_each_other_until_they_stop_or_fall_silent() {
    let Some((one, other)) = two(0).await else { return };
    let (here, there) = (listed(&one).await, listed(&other).await);
    assert!(here.len() == 2 && here == there, "{here:?}\n{there:?}");
    assert!(here.iter().all(|replica| replica["error"] == ""), "{here:?}");
    one.clock.advance(TimeDelta::seconds(16));
    one.tick().await;
    assert_eq!(listed(&one).await, listed(&other).await);
    assert_eq!(listed(&one).await.len(), 1);
    other.tick().await;
    assert_eq!(listed(&one).await.len(), 2);
    assert_eq!(listed(&one).await, listed(&other).await);
    other.stop().await;
    let [left] = &listed(&one).await[..] else { panic!("one is left") };
    assert!(here.iter().any(|replica| replica["id"] == left["id"]), "{left}");
}

#[apply(case)]
async fn replicas_name_those_of_their_region_whom_they_do_not_reach() {
    let relay = Server::start(Engine::Sqlite).await;
    let url = format!(
        "{}/",
        relay.get("/api/v2/buildinfo").send().await.json_of(200)["dashboard_url"].as_str().unwrap()
    );
    let Some((one, other)) = two_with(vec![("relay-url", url.clone()), ("region-id", "7".into())]).await
    else {
        return;
    };
    let reached = listed(&one).await;
    assert!(reached.iter().all(|replica| replica["error"] == "" && replica["region_id"] == 7), "{reached:?}");
    assert!(reached.iter().all(|replica| replica["relay_address"] == url.as_str()), "{reached:?}");
    relay.stop().await;
    one.clock.advance(TimeDelta::seconds(5));
    one.tick().await;
    other.tick().await;
    for replica in listed(&one).await {
        let host = replica["hostname"].as_str().unwrap();
        let expected = format!("Failed to dial peers: relay {host} ({url}): there is no answer");
        assert_eq!(replica["error"], expected);
    }
}

#[apply(case)]
async fn what_one_replica_writes_the_other_reads() {
    let Some((one, other)) = two(0).await else { return };
    let amira = one.member("amira").await;
    let there = Person { address: other.owner().await.address, ..amira.clone() };
    assert_eq!(there.get(ME).await.json_of(200), amira.get(ME).await.json_of(200));
    amira.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    there.get(ME).await.expect(401);
}
