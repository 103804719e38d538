//! `POST /workspaceproxies/me/app-stats`

use burgrave_core::Clock as _;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::scene::{proxy, say};
use crate::harness::Engine;
use crate::routes::workspace_changes::scene::{Declared, start, template_of, workspace_with};

/// A session with an app of this agent.
fn session(workspace: &Value, agent: &Value, began: DateTime<Utc>, ended: DateTime<Utc>) -> Value {
    json!({
        "user_id": workspace["owner_id"], "workspace_id": workspace["id"], "agent_id": agent,
        "access_method": "path", "slug_or_port": "code", "session_id": workspace["id"],
        "session_started_at": began, "session_ended_at": ended, "requests": 3,
    })
}

/// A workspace is used by its apps, too.
#[apply(case)]
async fn use_of_apps_is_use_of_their_workspaces(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let settings = json!({"activity_bump_ms": 3_600_000});
    let base = template_of(&server, "base", Declared::default().archive("base"), settings).await;
    let made = workspace_with(&server, &amira, &base, "dev", json!({"ttl_ms": 3_600_000})).await;
    let (_, token) = proxy(&server, "oslo").await;
    let report = async |stats: Value| say(&server, &token, "app-stats", &json!({ "stats": stats })).await;
    let read = async || {
        let path = format!("/api/v2/workspaces/{}", made["id"].as_str().unwrap());
        let found = amira.get(&path).await.json_of(200);
        let time = |value: &Value| -> DateTime<Utc> { value.as_str().unwrap().parse().unwrap() };
        (time(&found["last_used_at"]), time(&found["latest_build"]["deadline"]))
    };
    let agent = &made["latest_build"]["resources"][0]["agents"][0]["id"];
    let before = read().await;
    server.clock.advance(TimeDelta::minutes(30));
    let now = server.clock.now();
    // Of others nothing is believed.
    let unknown = json!("7d2e1b63-7e8f-4c1a-8b4e-1f3a8d9c0b21");
    let gone = json!({"id": unknown, "owner_id": unknown});
    let strange = json!([session(&made, &unknown, now, now), session(&gone, agent, now, now)]);
    report(strange).await.expect(204);
    assert_eq!(read().await, before);
    let (early, late) = (now - TimeDelta::minutes(20), now - TimeDelta::minutes(10));
    let sessions = json!([session(&made, agent, early, late), session(&made, agent, early, early)]);
    report(sessions).await.expect(204);
    assert_eq!(read().await, (late, late + TimeDelta::hours(1)));
    // One that goes on, and one that is said to end later.
    let never = DateTime::<Utc>::UNIX_EPOCH;
    for end in [never, now + TimeDelta::hours(5)] {
        report(json!([session(&made, agent, early, end)])).await.expect(204);
        assert_eq!(read().await, (now, now + TimeDelta::hours(1)));
    }
    report(json!([])).await.expect(204);
    let refused = report(json!([{"agent_id": "main"}])).await.expect(400);
    assert!(refused.faulty_fields().iter().any(|field| field.contains("agent_id")), "{}", refused.text());
    let many: Vec<_> = (0..1025).map(|_| session(&made, agent, early, late)).collect();
    assert_eq!(report(json!(many)).await.expect(400).faulty_fields(), ["stats"]);
}
