//! `GET`, `PUT /users/{user}/quiet-hours`, and what they do to workspaces.

use burgrave_core::Clock as _;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::scene::licensed;
use crate::harness::{Engine, Options, Person, Server};
use crate::routes::template_versions::scene::site_role;
use crate::routes::workspace_changes::scene::{
    Declared, build, path, start, start_with, template_of, workspace, workspace_with,
};

const MINE: &str = "/api/v2/users/me/quiet-hours";

#[apply(case)]
async fn quiet_hours_are_the_deployments_until_somebody_chooses(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    assert_eq!(
        amira.get(MINE).await.json_of(200),
        json!({
            "raw_schedule": "CRON_TZ=UTC 0 0 * * *", "user_set": false, "user_can_set": true, "time": "00:00",
            "timezone": "UTC", "next": "2026-03-03T00:00:00Z",
        })
    );
    let chosen = json!({
        "raw_schedule": "CRON_TZ=Australia/Sydney 15 9 * * *", "user_set": true, "user_can_set": true, "time": "09:15",
        "timezone": "Australia/Sydney", "next": "2026-03-02T22:15:00Z",
    });
    let put = json!({"schedule": "CRON_TZ=Australia/Sydney  15 9 * * *"});
    assert_eq!(amira.put(MINE, &put).await.json_of(200), chosen);
    assert_eq!(amira.get(MINE).await.json_of(200), chosen);
    let log =
        server.owner().await.get("/api/v2/audit?q=resource_type:user%20action:write").await.json_of(200);
    let diff = json!({"old": "", "new": "CRON_TZ=Australia/Sydney 15 9 * * *", "secret": false});
    let mut entries = log["audit_logs"].as_array().unwrap().iter();
    assert!(entries.any(|entry| entry["diff"]["quiet_hours_schedule"] == diff), "{log}");
}

#[apply(case)]
async fn what_is_no_time_of_day_is_refused_with_the_reason(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for (schedule, words) in [
        ("garbage", "parse daily schedule"),
        ("0 0 * * 1", "parse daily schedule"),
        ("CRON_TZ=Deans/House 0 0 * * *", "parse daily schedule"),
        ("0 0,12 * * *", "more than one time"),
        ("0-30 0 * * *", "more than one time"),
    ] {
        let refused = amira.put(MINE, &json!({"schedule": schedule})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["schedule"]);
        assert!(refused.text().contains(words), "{schedule}: {}", refused.text());
    }
    for body in [json!({}), json!({"schedule": ""}), json!({"schedule": null})] {
        assert_eq!(amira.put(MINE, &body).await.expect(400).faulty_fields(), ["schedule"]);
    }
    assert_eq!(amira.get(MINE).await.json_of(200)["user_set"], false);
}

#[apply(case)]
async fn others_quiet_hours_are_for_those_who_govern_users(engine: Engine) {
    let server = Server::start(engine).await;
    let [amira, jonas, noor] =
        [server.member("amira").await, server.member("jonas").await, server.member("noor").await];
    site_role(&server, &noor, "user-admin").await;
    let (put, theirs) = (json!({"schedule": "0 1 * * *"}), "/api/v2/users/amira/quiet-hours");
    for (person, status) in [(&noor, 200), (server.owner().await, 200), (&jonas, 404), (&amira, 200)] {
        person.get(theirs).await.expect(status);
        person.put(theirs, &put).await.expect(status);
    }
    noor.get("/api/v2/users/owner/quiet-hours").await.expect(200);
    noor.put("/api/v2/users/owner/quiet-hours", &put).await.expect(403);
    server.get(MINE).send().await.expect(401);
}

#[apply(case)]
async fn the_operator_sets_the_default_and_whether_people_choose(engine: Engine) {
    let mut flags = vec![("default-quiet-hours-schedule", "CRON_TZ=America/Chicago 35 1 * * *".to_owned())];
    let server = Server::start_with(engine, Options { flags: flags.clone(), ..Options::default() }).await;
    let owner = server.owner().await;
    let found = owner.get(MINE).await.json_of(200);
    assert_eq!((&found["time"], &found["timezone"]), (&json!("01:35"), &json!("America/Chicago")));
    owner.put(MINE, &json!({"schedule": "0 5 * * *"})).await.expect(200);
    flags.push(("allow-custom-quiet-hours", "false".to_owned()));
    let server = server.restart_with(flags.split_off(1)).await;
    let owner = server.owner().await;
    let found = owner.get(MINE).await.json_of(200);
    assert_eq!(
        (&found["user_set"], &found["user_can_set"], &found["time"]),
        (&json!(false), &json!(false), &json!("01:35"))
    );
    let refused = owner.put(MINE, &json!({"schedule": "0 5 * * *"})).await.expect(403);
    assert!(refused.message().contains("Users cannot set custom quiet hours"), "{}", refused.text());
}

#[apply(case)]
async fn quiet_hours_need_their_feature(engine: Engine) {
    let server = licensed(engine).await;
    let owner = server.owner().await;
    let refused = owner.get(MINE).await.expect(403);
    assert!(refused.message().starts_with("Advanced Template Scheduling is a Premium feature"));
    owner.put(MINE, &json!({"schedule": "0 5 * * *"})).await.expect(403);
}

/// A template whose workspaces are stopped in quiet hours on these days.
async fn quiet_template(server: &Server, days: &Value, weeks: i64) -> Value {
    let requirement = json!({"autostop_requirement": {"days_of_week": days, "weeks": weeks}});
    template_of(server, "base", Declared::default().archive("base"), requirement).await
}

fn times(build: &Value) -> (Option<&str>, Option<&str>) {
    (build["deadline"].as_str(), build["max_deadline"].as_str())
}

#[apply(case)]
async fn a_workspace_stops_in_the_quiet_hours_of_its_owner(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    amira.put(MINE, &json!({"schedule": "CRON_TZ=Europe/Berlin 0 22 * * *"})).await.expect(200);
    let base = quiet_template(&server, &json!(["monday", "wednesday"]), 1).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    let end = "2026-03-02T21:00:00Z";
    let latest = Some(end);
    assert_eq!(times(&made["latest_build"]), (latest, latest), "there is no time to live");
    let with = workspace_with(&server, &amira, &base, "short", json!({"ttl_ms": 3_600_000})).await;
    assert_eq!(times(&with["latest_build"]), (Some("2026-03-02T09:30:00.123456Z"), latest));
    let late = json!({"deadline": "2026-03-02T21:00:01Z"});
    amira.put(&format!("{}/extend", path(&with)), &late).await.expect(400);
    amira.put(&format!("{}/ttl", path(&with)), &json!({"ttl_ms": null})).await.expect(204);
    let moved = amira.get(&path(&with)).await.json_of(200);
    assert_eq!(times(&moved["latest_build"]), (latest, latest), "quiet hours stay");
    amira.put(MINE, &json!({"schedule": "CRON_TZ=Europe/Berlin 0 23 * * *"})).await.expect(200);
    let kept = amira.get(&path(&made)).await.json_of(200);
    assert_eq!(times(&kept["latest_build"]), (latest, latest), "what runs keeps its own");
    let moment: DateTime<Utc> = end.parse().unwrap();
    server.clock.advance(moment - server.clock.now() + TimeDelta::seconds(1));
    server.tick().await;
    let again = Person { token: amira.log_in().await, ..amira.clone() };
    let stopping = again.get(&path(&made)).await.json_of(200)["latest_build"].clone();
    assert_eq!((&stopping["transition"], &stopping["reason"]), (&json!("stop"), &json!("autostop")));
}

#[apply(case)]
async fn the_next_start_has_the_new_quiet_hours(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = quiet_template(&server, &json!(["tuesday"]), 2).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    assert_eq!(times(&made["latest_build"]).1, Some("2026-03-10T00:00:00Z"), "the week after this one");
    amira.put(MINE, &json!({"schedule": "CRON_TZ=America/New_York 0 21 * * *"})).await.expect(200);
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    let started = build(&server, &amira, &made, json!({"transition": "start"})).await;
    assert_eq!(times(&started).1, Some("2026-03-11T01:00:00Z"), "summer time has begun there");
}

#[apply(case)]
async fn without_days_or_the_feature_workspaces_run_on(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let plain = quiet_template(&server, &json!([]), 1).await;
    let made = workspace(&server, &amira, &plain, "dev").await;
    assert_eq!(times(&made["latest_build"]), (None, None));
    let server = start_with(engine, vec![super::scene::keys()]).await;
    let amira = server.member("amira").await;
    let base = quiet_template(&server, &json!(["monday"]), 1).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    assert_eq!(times(&made["latest_build"]), (None, None));
}
