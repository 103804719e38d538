//! `PATCH /workspaces/{workspace}`, `PUT …/autostart`, `…/ttl`, `…/extend`, `…/dormant`, `…/autoupdates`,
//! `…/favorite`, `POST …/usage`

use burgrave_core::Clock as _;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::scene::{
    Declared, ask, audited, build, path, start, start_with, template, template_of, workspace, workspace_with,
};
use crate::harness::{Engine, Person};

async fn read(person: &Person, workspace: &Value) -> Value {
    person.get(&path(workspace)).await.json_of(200)
}

async fn set(person: &Person, workspace: &Value, what: &str, body: Value) -> crate::harness::Answer {
    person.put(&format!("{}/{what}", path(workspace)), &body).await
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

#[apply(case)]
async fn a_workspace_is_renamed_only_where_the_operator_lets_people(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let rename = async |name: &str| amira.patch(&path(&made), &json!({"name": name})).await;
    rename("dev").await.expect(204);
    rename("other").await.expect(400);
    assert_eq!(read(&amira, &made).await["allow_renames"], false);
    for name in ["", "-", "new"] {
        assert_eq!(rename(name).await.expect(400).faulty_fields(), ["name"], "{name}");
    }
    let server = start_with(engine, vec![("workspace-renames", "true".to_owned())]).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    let made = workspace(&server, &amira, &base, "dev").await;
    ask(&amira, &base, "second", json!({})).await.expect(201);
    let rename = async |name: &str| amira.patch(&path(&made), &json!({"name": name})).await;
    rename("SECOND").await.expect(409);
    rename("Dev").await.expect(204);
    rename("third").await.expect(204);
    let renamed = read(&amira, &made).await;
    assert_eq!((&renamed["name"], &renamed["allow_renames"]), (&json!("third"), &json!(true)));
    assert_eq!(audited(&server, "third").await, [("workspace".to_owned(), "write".to_owned())]);
}

/// Schedules may have names of days.
#[apply(case)]
async fn a_schedule_says_when_the_workspace_starts_next(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let now = server.clock.now();
    for schedule in ["CRON_TZ=Europe/Berlin 30 9 * * MON-FRI", "30 9 * * 1-5", "*/15 0-6,12 * * *"] {
        set(&amira, &made, "autostart", json!({"schedule": schedule})).await.expect(204);
        let found = read(&amira, &made).await;
        assert_eq!(found["autostart_schedule"], schedule);
        let next = time(&found["next_start_at"]);
        assert!(next > now && next < now + TimeDelta::days(4), "{schedule}: {next}");
    }
    for schedule in [
        "CRON_TZ=Local 30 9 * * *",
        "30 9 * *",
        "30 9 1 * *",
        "30 9 * 1 *",
        "61 9 * * *",
        "@daily",
        "30 9 * * 8",
    ] {
        let refused = set(&amira, &made, "autostart", json!({"schedule": schedule})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["schedule"], "{schedule}");
    }
    for none in [json!({"schedule": null}), json!({"schedule": ""}), json!({})] {
        set(&amira, &made, "autostart", json!({"schedule": "0 9 * * *"})).await.expect(204);
        set(&amira, &made, "autostart", none).await.expect(204);
        let found = read(&amira, &made).await;
        assert_eq!((found.get("autostart_schedule"), &found["next_start_at"]), (None, &json!(null)));
    }
}

/// A running workspace keeps its deadline, and loses it when there is no limit any more.
#[apply(case)]
async fn a_time_to_live_leaves_the_deadline_alone_until_it_is_gone(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"ttl_ms": 3_600_000});
    let made = workspace_with(&server, &amira, &template(&server, "base").await, "dev", body).await;
    let deadline = made["latest_build"]["deadline"].clone();
    set(&amira, &made, "ttl", json!({"ttl_ms": 7_261_500})).await.expect(204);
    let found = read(&amira, &made).await;
    assert_eq!((&found["ttl_ms"], &found["latest_build"]["deadline"]), (&json!(7_261_500), &deadline));
    for ttl in [json!(1), json!(59_999), json!(-5), json!(2_592_000_001_i64), json!(i64::MAX)] {
        let refused = set(&amira, &made, "ttl", json!({"ttl_ms": ttl})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["ttl_ms"]);
    }
    for none in [json!({"ttl_ms": 0}), json!({"ttl_ms": null}), json!({})] {
        set(&amira, &made, "ttl", none).await.expect(204);
        let found = read(&amira, &made).await;
        assert_eq!((found.get("ttl_ms"), &found["latest_build"]["deadline"]), (None, &json!(null)));
    }
    set(&amira, &made, "ttl", json!({"ttl_ms": 60_000})).await.expect(204);
    let stopped = build(&server, &amira, &made, json!({"transition": "stop"})).await;
    assert_eq!(stopped["deadline"], json!(null), "what is stopped has none");
}

#[apply(case)]
async fn a_deadline_is_moved_to_where_it_is_set(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    let made = workspace_with(&server, &amira, &base, "dev", json!({"ttl_ms": 36_000_000})).await;
    let now = server.clock.now();
    for ahead in [TimeDelta::days(40), TimeDelta::minutes(31)] {
        let deadline = now + ahead;
        set(&amira, &made, "extend", json!({"deadline": deadline.to_rfc3339()})).await.expect(200);
        assert_eq!(time(&read(&amira, &made).await["latest_build"]["deadline"]), deadline);
    }
    for deadline in [json!((now + TimeDelta::minutes(29)).to_rfc3339()), json!(null), json!("soon")] {
        let refused = set(&amira, &made, "extend", json!({"deadline": deadline})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["deadline"]);
    }
    let later = json!({"deadline": (now + TimeDelta::hours(9)).to_rfc3339()});
    let endless = workspace(&server, &amira, &base, "endless").await;
    set(&amira, &endless, "extend", later.clone()).await.expect(409);
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    set(&amira, &made, "extend", later).await.expect(409);
}

#[apply(case)]
async fn a_dormant_workspace_is_to_be_deleted_when_its_template_says_so(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let settings = json!({"delete_ttl_ms": 86_400_000});
    let base = template_of(&server, "base", Declared::default().archive("base"), settings).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    set(&amira, &made, "dormant", json!({"dormant": false})).await.expect(304);
    let dormant = set(&amira, &made, "dormant", json!({"dormant": true})).await.json_of(200);
    assert_eq!(time(&dormant["deleting_at"]), time(&dormant["dormant_at"]) + TimeDelta::days(1));
    set(&amira, &made, "dormant", json!({"dormant": true})).await.expect(304);
    server.clock.advance(TimeDelta::hours(1));
    let woken = set(&amira, &made, "dormant", json!({})).await.json_of(200);
    assert_eq!((&woken["deleting_at"], &woken["dormant_at"]), (&json!(null), &json!(null)));
    assert_eq!(time(&woken["last_used_at"]), server.clock.now());
}

#[apply(case)]
async fn favourites_and_updates_are_set_and_taken_back(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let favorite = format!("{}/favorite", path(&made));
    for _ in 0..2 {
        amira.put(&favorite, &json!({})).await.expect(204);
        assert_eq!(read(&amira, &made).await["favorite"], true);
    }
    assert_eq!(read(owner, &made).await["favorite"], false, "it is the owner's");
    owner.put(&favorite, &json!({})).await.expect(403);
    owner.delete(&favorite).await.expect(403);
    for _ in 0..2 {
        amira.delete(&favorite).await.expect(204);
        assert_eq!(read(&amira, &made).await["favorite"], false);
    }
    for updates in ["always", "never"] {
        set(&amira, &made, "autoupdates", json!({"automatic_updates": updates})).await.expect(204);
        assert_eq!(read(&amira, &made).await["automatic_updates"], updates);
    }
    for wrong in [json!({}), json!({"automatic_updates": "weekly"})] {
        let refused = set(&amira, &made, "autoupdates", wrong).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["automatic_updates"]);
    }
}

/// Use prolongs what runs, by what the template says.
#[apply(case)]
async fn use_is_noted_and_moves_the_deadline(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let settings = json!({"activity_bump_ms": 3_600_000});
    let base = template_of(&server, "base", Declared::default().archive("base"), settings).await;
    let made = workspace_with(&server, &amira, &base, "dev", json!({"ttl_ms": 3_600_000})).await;
    let usage = format!("{}/usage", path(&made));
    server.clock.advance(TimeDelta::minutes(30));
    amira.call(http::Method::POST, &usage).send().await.expect(204);
    let used = read(&amira, &made).await;
    assert_eq!(time(&used["last_used_at"]), server.clock.now());
    let deadline = time(&used["latest_build"]["deadline"]);
    assert_eq!(deadline, server.clock.now() + TimeDelta::hours(1));
    let agent = &made["latest_build"]["resources"][0]["agents"][0]["id"];
    amira.post(&usage, &json!({"agent_id": agent, "app_name": "ssh"})).await.expect(204);
    for (body, field) in [
        (json!({"agent_id": made["id"], "app_name": "ssh"}), "agent_id"),
        (json!({"agent_id": "main"}), "agent_id"),
        (json!({"app_name": "carrier pigeon"}), "app_name"),
    ] {
        assert_eq!(amira.post(&usage, &body).await.expect(400).faulty_fields(), [field]);
    }
}
