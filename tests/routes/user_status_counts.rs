//! `/insights/user-status-counts`: recorded-governance.md §6

use std::collections::BTreeSet;

use burgrave_core::Clock as _;
use chrono::{NaiveTime, TimeDelta};
use http::Method;
use serde_json::{Value, json};

use super::scim::scene::{delete, made, operation, patch};
use crate::harness::{Engine, Person, Server};

const COUNTS: &str = "/api/v2/insights/user-status-counts";
const USERS: &str = "/api/v2/users";
const STATUSES: [&str; 3] = ["active", "dormant", "suspended"];

/// The owner with a session of the day: those of before have ended.
async fn owner(server: &Server) -> Person {
    let owner = server.owner().await;
    Person { token: owner.log_in().await, ..owner.clone() }
}

/// How many users have each status now, as the list of users says.
async fn listed(server: &Server) -> [i64; 3] {
    let (owner, mut counts) = (owner(server).await, [0; 3]);
    for (status, count) in STATUSES.iter().zip(&mut counts) {
        let page = owner.get(&format!("{USERS}?q=status:{status}&limit=1")).await.json_of(200);
        *count = page["count"].as_i64().unwrap();
    }
    counts
}

/// The days, the earliest first: when each begins, and how many users had each status.
async fn told(owner: &Person, query: &str) -> Vec<(String, [i64; 3])> {
    let told = owner.get(&format!("{COUNTS}?{query}")).await.json_of(200);
    let of = |status: &str| told["status_counts"][status].as_array().unwrap().clone();
    let [active, dormant, suspended] = STATUSES.map(of);
    assert_eq!([active.len(), dormant.len(), suspended.len()], [61; 3]);
    let count = |point: &Value| point["count"].as_i64().unwrap();
    let day = |((active, dormant), suspended): ((&Value, &Value), &Value)| {
        assert!(active["date"] == dormant["date"] && dormant["date"] == suspended["date"]);
        let date = active["date"].as_str().unwrap().to_owned();
        (date, [active, dormant, suspended].map(count))
    };
    active.iter().zip(&dormant).zip(&suspended).map(day).collect()
}

async fn set(owner: &Person, user: &str, verb: &str) {
    owner.call(Method::PUT, &format!("{USERS}/{user}/status/{verb}")).send().await.expect(200);
}

#[apply(case)]
async fn history_says_of_each_day_what_the_list_of_users_said_at_its_end(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let mut seen = Vec::new();
    server.member("jonas").await;
    server.clock.advance(TimeDelta::days(91));
    seen.push(listed(&server).await);
    let mut end_day = async || {
        seen.push(listed(&server).await);
        server.clock.advance(TimeDelta::days(1));
    };
    // Who is away becomes dormant, and wakes with a login.
    server.clock.advance(TimeDelta::days(1));
    server.tick().await;
    end_day().await;
    amira.log_in().await;
    end_day().await;
    // The provider makes accounts, and suspends them.
    let mina = format!("/Users/{}", made(&server, "mina").await);
    end_day().await;
    patch(&server, &mina, &operation("replace", "active", json!(false))).await.expect(200);
    end_day().await;
    patch(&server, &mina, &operation("replace", "active", json!(true))).await.expect(200);
    end_day().await;
    // Several changes at one time.
    let today = owner(&server).await;
    for verb in ["suspend", "activate", "suspend"] {
        set(&today, "jonas", verb).await;
    }
    end_day().await;
    let robot = json!({
        "email": "", "username": "robot", "service_account": true,
        "organization_ids": ["00000000-0000-0000-0000-000000000000"],
    });
    owner(&server).await.post(USERS, &robot).await.expect(201);
    end_day().await;
    owner(&server).await.delete(&format!("{USERS}/amira")).await.expect(200);
    delete(&server, &mina).await.expect(204);
    end_day().await;
    seen.push(listed(&server).await);
    let days = told(&owner(&server).await, "").await;
    let counts: Vec<_> = days.iter().map(|(_, counts)| *counts).collect();
    assert_eq!(counts[61 - seen.len()..], seen);
    assert_eq!(counts[..61 - seen.len()], vec![[3, 0, 0]; 61 - seen.len()], "nothing had happened yet");
    let different: BTreeSet<_> = seen.iter().collect();
    assert!(different.len() >= 7, "the days tell what is done on them apart: {seen:?}");
}

#[apply(case)]
async fn a_day_is_that_of_the_time_zone(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let midnight = server.clock.now().date_naive().and_time(NaiveTime::MIN).and_utc();
    for name in ["amira", "jonas"] {
        server.member(name).await;
    }
    let at = |hour: i64, minute: i64| {
        let time = midnight + TimeDelta::minutes(60 * hour + minute);
        server.clock.advance(time - server.clock.now());
    };
    // In Kathmandu, days begin at a quarter past six in the evening.
    at(18, 10);
    set(owner, "amira", "suspend").await;
    at(18, 20);
    set(owner, "jonas", "suspend").await;
    for (query, last) in [
        ("", [("2026-03-01T00:00:00Z", [0, 0, 0]), ("2026-03-02T00:00:00Z", [1, 0, 2])]),
        ("tz_offset=&timezone=", [("2026-03-01T00:00:00Z", [0, 0, 0]), ("2026-03-02T00:00:00Z", [1, 0, 2])]),
        ("tz_offset=6", [("2026-03-01T18:00:00Z", [3, 0, 0]), ("2026-03-02T18:00:00Z", [1, 0, 2])]),
        ("tz_offset=-23", [("2026-02-28T23:00:00Z", [0, 0, 0]), ("2026-03-01T23:00:00Z", [1, 0, 2])]),
        (
            "timezone=Asia/Kathmandu",
            [("2026-03-01T18:15:00Z", [2, 0, 1]), ("2026-03-02T18:15:00Z", [1, 0, 2])],
        ),
    ] {
        let days = told(owner, query).await;
        let last = last.map(|(date, counts)| (date.to_owned(), counts));
        assert_eq!(days[59..], last, "{query}");
    }
    let days = told(owner, "timezone=UTC").await;
    assert_eq!(days[0], ("2026-01-01T00:00:00Z".to_owned(), [0, 0, 0]));
    let days = told(owner, "timezone=America/New_York").await;
    assert_eq!(days[0].0, "2026-01-01T05:00:00Z");
}

#[apply(case)]
async fn what_is_no_time_zone_is_refused_and_so_is_who_may_not_read_every_user(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    for (query, field) in [
        ("tz_offset=24", "tz_offset"),
        ("tz_offset=-24", "tz_offset"),
        ("tz_offset=99", "tz_offset"),
        ("tz_offset=soon", "tz_offset"),
        ("timezone=Mars/Olympus", "timezone"),
        ("timezone=Local", "timezone"),
        ("timezone=%2B01:00", "timezone"),
        ("tz_offset=0&timezone=UTC", "timezone"),
        ("moon=1", "moon"),
    ] {
        let refused = owner.get(&format!("{COUNTS}?{query}")).await.expect(400);
        assert_eq!(refused.faulty_fields(), [field], "{query}");
    }
    amira.get(COUNTS).await.expect(403);
    server.get(COUNTS).send().await.expect(401);
}
