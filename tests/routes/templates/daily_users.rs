//! `GET /templates/{template}/daus`

use burgrave_core::Clock as _;
use chrono::{DateTime, TimeDelta};
use http::Method;
use serde_json::{Value, json};

use super::scene::{id, path};
use crate::harness::{Engine, Person, Server};
use crate::routes::workspace_changes::scene::{self, start, template, workspace};

async fn days(person: &Person, template: &Value, query: &str) -> Value {
    person.get(&format!("{}/daus{query}", path(template))).await.json_of(200)
}

/// How many people there were on the last days, the present one last.
fn last(days: &Value, count: usize) -> Vec<i64> {
    let entries = days["entries"].as_array().unwrap();
    entries[entries.len() - count..].iter().map(|entry| entry["amount"].as_i64().unwrap()).collect()
}

async fn uses(server: &Server, person: &Person, workspace: &Value) {
    let usage = format!("{}/usage", scene::path(workspace));
    server.call(Method::POST, &usage).token(&person.token).send().await.expect(204);
}

#[apply(case)]
async fn people_who_use_a_template_are_counted_by_day(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let (base, other) = (template(&server, "base").await, template(&server, "other").await);
    let first = workspace(&server, &amira, &base, "first").await;
    let second = workspace(&server, &amira, &base, "second").await;
    let of_jonas = workspace(&server, &jonas, &base, "dev").await;
    let owner = server.owner().await;
    assert_eq!(last(&days(owner, &base, "").await, 2), [0, 2], "who starts a workspace uses it");
    server.clock.advance(TimeDelta::days(1));
    let amira = Person { token: amira.log_in().await, ..amira };
    for _ in 0..2 {
        uses(&server, &amira, &first).await;
        uses(&server, &amira, &second).await;
    }
    server.clock.advance(TimeDelta::days(2));
    let jonas = Person { token: jonas.log_in().await, ..jonas };
    uses(&server, &jonas, &of_jonas).await;
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    let told = days(&owner, &base, "").await;
    assert_eq!(last(&told, 5), [0, 2, 1, 0, 1]);
    let entries = told["entries"].as_array().unwrap();
    let dates = (&entries[0]["date"], &entries[60]["date"]);
    assert_eq!((entries.len(), dates), (61, (&json!("2026-01-04"), &json!("2026-03-05"))));
    assert_eq!(last(&days(&owner, &other, "").await, 61), [0; 61]);

    // What is older than the oldest day is forgotten, and no day before.
    server.clock.advance(TimeDelta::days(60));
    server.tick().await;
    let owner = Person { token: owner.log_in().await, ..owner };
    assert_eq!(days(&owner, &base, "").await["entries"][0], json!({"date": "2026-03-05", "amount": 1}));
    server.clock.advance(TimeDelta::days(4));
    server.tick().await;
    let template = id(&base).parse().unwrap();
    let begin = DateTime::UNIX_EPOCH;
    let left = server.store().read(move |reader| async move {
        // All that there is.
        reader.template_days(template, begin, 0).await
    });
    assert_eq!(left.await.unwrap(), []);
}

#[apply(case)]
async fn days_are_those_of_the_time_zone_that_is_asked_for(engine: Engine) {
    let server = start(engine).await;
    let base = template(&server, "base").await;
    let owner = server.owner().await;
    let made = workspace(&server, owner, &base, "dev").await;
    // Half past eight, and half past eleven in the evening.
    server.clock.advance(TimeDelta::hours(15));
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    assert_eq!(server.clock.now().to_rfc3339(), "2026-03-02T23:30:00.123456+00:00");
    uses(&server, &owner, &made).await;
    for (query, zone, today, counted) in [
        ("", 0, "2026-03-02", [0, 1]),
        ("?tz_offset=", 0, "2026-03-02", [0, 1]),
        ("?tz_offset=1", 1, "2026-03-03", [1, 1]),
        ("?tz_offset=14", 14, "2026-03-03", [1, 1]),
        ("?tz_offset=-8", -8, "2026-03-02", [0, 1]),
        ("?tz_offset=-9", -9, "2026-03-02", [1, 1]),
        ("?tz_offset=-12", -12, "2026-03-02", [1, 1]),
    ] {
        let told = days(&owner, &base, query).await;
        assert_eq!((&told["tz_hour_offset"], &told["entries"][60]["date"]), (&json!(zone), &json!(today)));
        assert_eq!(last(&told, 2), counted, "{query}");
    }
    for query in ["?tz_offset=15", "?tz_offset=-13", "?tz_offset=99", "?tz_offset=1.5", "?tz=UTC"] {
        owner.get(&format!("{}/daus{query}", path(&base))).await.expect(400);
    }
}

#[apply(case)]
async fn who_uses_a_template_is_hidden_from_those_who_only_use_it(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let base = template(&server, "base").await;
    let rights = json!({"user_perms": {amira.id.clone(): "admin", jonas.id.clone(): "use"}});
    server.owner().await.patch(&format!("{}/acl", path(&base)), &rights).await.expect(200);
    let read = format!("{}/daus", path(&base));
    amira.get(&read).await.expect(200);
    jonas.get(&path(&base)).await.expect(200);
    jonas.get(&read).await.expect(404);
}
