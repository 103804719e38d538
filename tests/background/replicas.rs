//! Two servers on one PostgreSQL database.

use chrono::TimeDelta;
use http::Method;

use crate::harness::{Engine, Options, Person, Server};

const ME: &str = "/api/v2/users/me";

/// Two servers that share a database; none where there is no PostgreSQL, which was said then.
async fn two(limit: u32) -> Option<(Server, Server)> {
    if !Engine::available().contains(&Engine::Postgres) {
        return None;
    }
    let flags = vec![("rate-limit-api", limit.to_string())];
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
async fn each_replica_takes_its_share_of_the_rate_limits() {
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

#[apply(case)]
async fn what_one_replica_writes_the_other_reads() {
    let Some((one, other)) = two(0).await else { return };
    let amira = one.member("amira").await;
    let there = Person { address: other.owner().await.address, ..amira.clone() };
    assert_eq!(there.get(ME).await.json_of(200), amira.get(ME).await.json_of(200));
    amira.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    there.get(ME).await.expect(401);
}
