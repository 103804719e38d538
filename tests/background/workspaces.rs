//! Workspaces start, stop, become dormant and are deleted at their times.

use burgrave_core::Clock as _;
use burgrave_core::provisioning::build::Transition;
use burgrave_provisioner::Applied;
use burgrave_provisioner::echo::EchoStep;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};
use crate::routes::templates::scene::id;
use crate::routes::workspace_changes::scene::{
    Declared, activate, build, ended, path, ruled, start, template, template_of, text, version, waits,
    workspace, workspace_with,
};

/// The same person with a session that has not ended.
async fn again(person: &Person) -> Person {
    Person { token: person.log_in().await, ..person.clone() }
}

async fn read(person: &Person, workspace: &Value) -> Value {
    again(person).await.get(&path(workspace)).await.json_of(200)
}

/// The latest build after it has ended.
async fn latest(server: &Server, person: &Person, workspace: &Value) -> Value {
    let now = read(person, workspace).await;
    ended(server, &now["latest_build"]).await;
    read(person, workspace).await["latest_build"].clone()
}

fn number(build: &Value) -> i64 {
    build["build_number"].as_i64().unwrap()
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// Moves the clock to this moment and looks for what is due.
async fn at(server: &Server, moment: &str) {
    let moment: DateTime<Utc> = moment.parse().unwrap();
    server.clock.advance(moment - server.clock.now());
    server.tick().await;
}

/// TestExecutorAutostopOK
#[apply(case)]
async fn a_workspace_stops_at_its_deadline(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"ttl_ms": 3_600_000});
    let made = workspace_with(&server, &amira, &template(&server, "base").await, "dev", body).await;
    server.clock.advance(TimeDelta::minutes(59));
    server.tick().await;
    assert_eq!(number(&read(&amira, &made).await["latest_build"]), 1);
    server.clock.advance(TimeDelta::minutes(1));
    server.tick().await;
    let stopped = latest(&server, &amira, &made).await;
    assert_eq!((&stopped["status"], &stopped["reason"]), (&json!("stopped"), &json!("autostop")));
    assert_eq!((&stopped["initiator_name"], number(&stopped)), (&json!("amira"), 2));
    server.clock.advance(TimeDelta::hours(9));
    server.tick().await;
    assert_eq!(number(&read(&amira, &made).await["latest_build"]), 2, "once");
    let q = "/api/v2/audit?q=resource_type:workspace_build%20action:stop";
    let entry = again(server.owner().await).await.get(q).await.json_of(200)["audit_logs"][0].clone();
    assert_eq!(
        (&entry["user"]["username"], &entry["diff"]["reason"]["new"]),
        (&json!("amira"), &json!("autostop"))
    );
}

/// TestExecutorAutostartOK
#[apply(case)]
async fn a_workspace_starts_by_its_schedule_once(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"autostart_schedule": "CRON_TZ=Europe/Berlin 30 9 * * MON-FRI"});
    let made = workspace_with(&server, &amira, &template(&server, "base").await, "dev", body).await;
    let berlin = "2026-03-03T08:30:00Z";
    assert_eq!(time(&made["next_start_at"]), berlin.parse::<DateTime<Utc>>().unwrap());
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    at(&server, "2026-03-03T08:29:59Z").await;
    assert_eq!(number(&read(&amira, &made).await["latest_build"]), 2);
    at(&server, "2026-03-03T08:31:00Z").await;
    let started = latest(&server, &amira, &made).await;
    assert_eq!((&started["status"], &started["reason"]), (&json!("running"), &json!("autostart")));
    assert_eq!(started["initiator_name"], "amira");
    let now = read(&amira, &made).await;
    assert_eq!(time(&now["next_start_at"]), "2026-03-04T08:30:00Z".parse::<DateTime<Utc>>().unwrap());
    at(&server, "2026-03-04T08:31:00Z").await;
    let now = read(&amira, &made).await;
    assert_eq!(number(&now["latest_build"]), 3, "it runs already");
    assert_eq!(time(&now["next_start_at"]), "2026-03-05T08:30:00Z".parse::<DateTime<Utc>>().unwrap());
}

/// TestExecutorAutostartTemplateUpdated: only those that follow their template go to its active version
#[apply(case)]
async fn an_autostart_uses_the_version_that_the_workspace_has_or_follows(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    let body = |updates: &str| json!({"autostart_schedule": "0 9 * * *", "automatic_updates": updates});
    let stays = workspace_with(&server, &amira, &base, "stays", body("never")).await;
    let follows = workspace_with(&server, &amira, &base, "follows", body("always")).await;
    for one in [&stays, &follows] {
        build(&server, &amira, one, json!({"transition": "stop"})).await;
    }
    let second = version(&server, &base, "second", &Declared::default()).await;
    activate(&server, &base, &second).await;
    at(&server, "2026-03-02T09:01:00Z").await;
    assert_eq!(latest(&server, &amira, &stays).await["template_version_id"], base["active_version_id"]);
    assert_eq!(latest(&server, &amira, &follows).await["template_version_id"], second["id"]);
}

/// A failed autostart moves next_start_at to the next time.
#[apply(case)]
async fn an_autostart_that_is_not_possible_waits_for_its_next_time(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    let body = json!({"autostart_schedule": "0 9 * * *", "automatic_updates": "always"});
    let made = workspace_with(&server, &amira, &base, "dev", body).await;
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    let needed = ruled("needed", |rule| {
        rule.required = true;
        rule.default = String::new();
    });
    let second = version(&server, &base, "second", &Declared::with(vec![needed])).await;
    activate(&server, &base, &second).await;
    at(&server, "2026-03-02T09:01:00Z").await;
    let now = read(&amira, &made).await;
    assert_eq!(number(&now["latest_build"]), 2);
    assert_eq!(time(&now["next_start_at"]), "2026-03-03T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
    let lines = server.log.lines_with("workspace", id(&made));
    assert!(lines.iter().any(|line| line["message"] == "a workspace could not be built at its time"));
    let third = version(&server, &base, "third", &Declared::with(vec![text("free")])).await;
    activate(&server, &base, &third).await;
    at(&server, "2026-03-03T09:01:00Z").await;
    assert_eq!(latest(&server, &amira, &made).await["template_version_id"], third["id"]);
}

/// Both changes of daylight saving: the clock of Berlin goes on at 2:00 on March 29th, and back at 3:00 on
/// October 25th.
#[apply(case)]
async fn schedules_follow_the_clocks_of_their_zone(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"autostart_schedule": "CRON_TZ=Europe/Berlin 30 2 * * *"});
    let made = workspace_with(&server, &amira, &template(&server, "base").await, "dev", body).await;
    let stop = json!({"transition": "stop"});
    build(&server, &amira, &made, stop.clone()).await;
    let starts = async |before: &str, after: &str, next: &str| {
        at(&server, before).await;
        let person = again(&amira).await;
        let seen = number(&latest(&server, &amira, &made).await);
        at(&server, after).await;
        let started = latest(&server, &amira, &made).await;
        assert_eq!((number(&started), &started["reason"]), (seen + 1, &json!("autostart")), "{after}");
        let found = time(&read(&amira, &made).await["next_start_at"]);
        assert_eq!(found, next.parse::<DateTime<Utc>>().unwrap());
        build(&server, &person, &made, stop.clone()).await;
    };
    starts("2026-03-28T01:29:00Z", "2026-03-28T01:31:00Z", "2026-03-29T01:00:00Z").await;
    starts("2026-03-29T00:59:00Z", "2026-03-29T01:01:00Z", "2026-03-30T00:30:00Z").await;
    starts("2026-03-30T00:29:00Z", "2026-03-30T00:31:00Z", "2026-03-31T00:30:00Z").await;
    at(&server, "2026-04-15T12:00:00Z").await;
    latest(&server, &amira, &made).await;
    build(&server, &again(&amira).await, &made, stop.clone()).await;
    let person = again(&amira).await;
    let schedule = json!({"schedule": "CRON_TZ=America/New_York 30 1 * * *"});
    person.put(&format!("{}/autostart", path(&made)), &schedule).await.expect(204);
    let clocks =
        [("2026-04-16T05:31:00Z", "2026-04-17T05:30:00Z"), ("2026-04-17T05:31:00Z", "2026-04-18T05:30:00Z")];
    for (moment, next) in clocks {
        at(&server, moment).await;
        latest(&server, &amira, &made).await;
        let found = time(&read(&amira, &made).await["next_start_at"]);
        assert_eq!(found, next.parse::<DateTime<Utc>>().unwrap());
    }
}

/// In autumn an hour comes twice, and what is due in it once.
#[apply(case)]
async fn an_hour_that_comes_twice_starts_a_workspace_once(engine: Engine) {
    let clock = std::sync::Arc::new(crate::harness::TestClock::default());
    let autumn: DateTime<Utc> = "2026-10-24T12:00:00Z".parse().unwrap();
    clock.advance(autumn - clock.now());
    let flags = vec![("provisioner-daemons", "1".to_owned())];
    let options = crate::harness::Options { flags, ..Default::default() };
    let server = Server::start_at(engine, options, clock).await;
    let amira = server.member("amira").await;
    let body = json!({"autostart_schedule": "CRON_TZ=Europe/Berlin 30 2 * * *"});
    let made = workspace_with(&server, &amira, &template(&server, "base").await, "dev", body).await;
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    let next = time(&read(&amira, &made).await["next_start_at"]);
    assert_eq!(next, "2026-10-25T00:30:00Z".parse::<DateTime<Utc>>().unwrap());
    at(&server, "2026-10-25T00:31:00Z").await;
    assert_eq!(number(&latest(&server, &amira, &made).await), 3);
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    at(&server, "2026-10-25T01:31:00Z").await;
    let now = read(&amira, &made).await;
    assert_eq!(number(&now["latest_build"]), 4, "not again");
    assert_eq!(time(&now["next_start_at"]), "2026-10-26T01:30:00Z".parse::<DateTime<Utc>>().unwrap());
}

#[apply(case)]
async fn a_start_that_was_missed_for_long_is_not_made_up_for(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"autostart_schedule": "0 9 * * *"});
    let made = workspace_with(&server, &amira, &template(&server, "base").await, "dev", body).await;
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    at(&server, "2026-03-02T21:00:01Z").await;
    let now = read(&amira, &made).await;
    assert_eq!(number(&now["latest_build"]), 2);
    assert_eq!(time(&now["next_start_at"]), "2026-03-03T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
    at(&server, "2026-03-03T20:59:59Z").await;
    assert_eq!(
        number(&latest(&server, &amira, &made).await),
        3,
        "a server that was away for hours starts it"
    );
}

/// A template that takes the days away, and gives them back.
#[apply(case)]
async fn a_template_decides_on_which_days_its_workspaces_start(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let base = template(&server, "base").await;
    let body = json!({"autostart_schedule": "0 9 * * *"});
    let made = workspace_with(&server, &amira, &base, "dev", body).await;
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    let change = async |body: Value| {
        let path = format!("/api/v2/templates/{}", id(&base));
        again(owner).await.patch(&path, &body).await.expect(200);
    };
    change(json!({"autostart_requirement": {"days_of_week": ["wednesday"]}})).await;
    at(&server, "2026-03-02T08:45:00Z").await;
    let next = time(&read(&amira, &made).await["next_start_at"]);
    assert_eq!(next, "2026-03-04T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
    change(json!({"allow_user_autostart": false})).await;
    at(&server, "2026-03-02T08:50:00Z").await;
    assert_eq!(read(&amira, &made).await["next_start_at"], json!(null));
    change(json!({"allow_user_autostart": true, "autostart_requirement": {"days_of_week": []}})).await;
    at(&server, "2026-03-02T08:55:00Z").await;
    let next = time(&read(&amira, &made).await["next_start_at"]);
    assert_eq!(next, "2026-03-02T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(number(&read(&amira, &made).await["latest_build"]), 2);
}

/// TestExecutorFailedWorkspace
#[apply(case)]
async fn what_a_failed_start_has_left_is_stopped(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let broken = Applied { state: b"half".to_vec(), error: Some("no machine".into()), ..Applied::default() };
    let archive = Declared::default()
        .beginning("base")
        .apply(Some(Transition::Start), &[EchoStep::Complete(broken)])
        .apply(None, &[EchoStep::Complete(Applied::default())]);
    let settings = json!({"failure_ttl_ms": 600_000});
    let base = template_of(&server, "base", archive.into_tar(), settings).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    assert_eq!(made["latest_build"]["status"], "failed");
    server.clock.advance(TimeDelta::minutes(9));
    server.tick().await;
    assert_eq!(number(&read(&amira, &made).await["latest_build"]), 1);
    server.clock.advance(TimeDelta::minutes(1));
    server.tick().await;
    let stopped = latest(&server, &amira, &made).await;
    assert_eq!((&stopped["status"], &stopped["reason"]), (&json!("stopped"), &json!("autostop")));
}

/// TestExecutorInactiveWorkspace
#[apply(case)]
async fn what_nobody_uses_becomes_dormant_and_is_deleted(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let settings = json!({"dormant_ttl_ms": 86_400_000, "delete_ttl_ms": 172_800_000});
    let base = template_of(&server, "base", Declared::default().archive("base"), settings).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    let used = workspace(&server, &amira, &base, "used").await;
    server.clock.advance(TimeDelta::hours(20));
    again(&amira).await.post(&format!("{}/usage", path(&used)), &json!({})).await.expect(204);
    server.clock.advance(TimeDelta::hours(4) + TimeDelta::minutes(5));
    server.tick().await;
    let stopped = latest(&server, &amira, &made).await;
    assert_eq!((&stopped["status"], &stopped["reason"]), (&json!("stopped"), &json!("dormancy")));
    let now = read(&amira, &made).await;
    assert_eq!(time(&now["deleting_at"]), time(&now["dormant_at"]) + TimeDelta::days(2));
    assert_eq!(read(&amira, &used).await["dormant_at"], json!(null));
    let change = json!({"time_til_dormant_autodelete_ms": 86_400_000});
    again(owner).await.patch(&format!("/api/v2/templates/{}", id(&base)), &change).await.expect(200);
    let now = read(&amira, &made).await;
    assert_eq!(time(&now["deleting_at"]), time(&now["dormant_at"]) + TimeDelta::days(1));
    server.clock.advance(TimeDelta::days(1));
    let renew = json!({"update_workspace_dormant_at": true, "update_workspace_last_used_at": true});
    again(owner).await.patch(&format!("/api/v2/templates/{}", id(&base)), &renew).await.expect(200);
    server.tick().await;
    let now = read(&amira, &made).await;
    assert_eq!(time(&now["dormant_at"]), server.clock.now(), "it has a day more");
    assert_eq!(time(&read(&amira, &used).await["last_used_at"]), server.clock.now());
    server.clock.advance(TimeDelta::days(1));
    server.tick().await;
    let person = again(&amira).await;
    let deleted = person.get(&format!("{}?include_deleted=true", path(&made))).await.json_of(200);
    ended(&server, &deleted["latest_build"]).await;
    person.get(&path(&made)).await.expect(410);
    let deleted = person.get(&format!("{}?include_deleted=true", path(&made))).await.json_of(200);
    assert_eq!(deleted["latest_build"]["reason"], "dormancy");
}

/// A build on its way is let go to its end, and the start comes then.
#[apply(case)]
async fn a_start_waits_for_the_build_that_is_on_its_way(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let line = burgrave_provisioner::LogLine {
        level: burgrave_core::provisioning::job::LogLevel::Info,
        output: "waiting".into(),
    };
    let archive = Declared::default()
        .beginning("base")
        .apply(Some(Transition::Stop), &[EchoStep::Log(line)])
        .apply(None, &[EchoStep::Complete(Applied::default())]);
    let settings = json!({"allow_user_cancel_workspace_jobs": true});
    let base = template_of(&server, "base", archive.into_tar(), settings).await;
    let body = json!({"autostart_schedule": "32 8 * * *"});
    let made = workspace_with(&server, &amira, &base, "dev", body).await;
    let stops = amira.post(&format!("{}/builds", path(&made)), &json!({"transition": "stop"})).await;
    let stops = stops.json_of(201);
    waits(&server, &stops).await;
    at(&server, "2026-03-02T08:32:30Z").await;
    assert_eq!(number(&read(&amira, &made).await["latest_build"]), 2);
    let cancel = format!("/api/v2/workspacebuilds/{}/cancel", id(&stops));
    again(&amira).await.patch(&cancel, &json!({})).await.expect(200);
    ended(&server, &stops).await;
    at(&server, "2026-03-02T08:34:00Z").await;
    let started = latest(&server, &amira, &made).await;
    assert_eq!((number(&started), &started["reason"]), (3, &json!("autostart")));
}

/// The workspace of a user who can't log in doesn't run on.
#[apply(case)]
async fn what_runs_for_a_suspended_owner_is_stopped(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let base = template(&server, "base").await;
    let body = json!({"autostart_schedule": "0 9 * * *"});
    let made = workspace_with(&server, &amira, &base, "dev", body).await;
    owner.put(&format!("/api/v2/users/{}/status/suspend", amira.id), &json!({})).await.expect(200);
    server.clock.advance(TimeDelta::minutes(1));
    server.tick().await;
    let stopped = latest(&server, owner, &made).await;
    assert_eq!((&stopped["status"], &stopped["reason"]), (&json!("stopped"), &json!("autostop")));
    at(&server, "2026-03-03T09:01:00Z").await;
    assert_eq!(number(&read(owner, &made).await["latest_build"]), 2, "nor is it started");
}
