//! Sessions that ended long ago are deleted.

use chrono::TimeDelta;

use crate::harness::{Engine, Person, Server};

const ME: &str = "/api/v2/users/me";

async fn detail(person: &Person) -> String {
    person.get(ME).await.json_of(401)["detail"].as_str().unwrap().to_owned()
}

#[apply(case)]
async fn a_session_is_deleted_a_week_after_its_end(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    server.clock.advance(TimeDelta::hours(24) + TimeDelta::days(7));
    server.tick().await;
    assert!(detail(&amira).await.contains("expired at"), "it is kept for a week");
    server.clock.advance(TimeDelta::minutes(59));
    server.tick().await;
    assert!(detail(&amira).await.contains("expired at"), "it is looked for them once an hour");
    server.clock.advance(TimeDelta::minutes(1));
    server.tick().await;
    assert!(detail(&amira).await.contains("no session with this token"));
}

#[apply(case)]
async fn what_has_not_ended_stays(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for _ in 0..10 {
        server.clock.advance(TimeDelta::hours(20));
        server.tick().await;
        amira.get(ME).await.expect(200);
    }
}
