//! What is counted about templates now and then.

use chrono::TimeDelta;
use serde_json::json;

use crate::harness::{Engine, Person};
use crate::routes::templates::scene::id;
use crate::routes::workspace_changes::scene::{build, start, template, workspace};

#[apply(case)]
async fn people_who_use_a_template_and_the_time_of_its_builds_are_counted(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let (base, other) = (template(&server, "base").await, template(&server, "other").await);
    let made = workspace(&server, &amira, &base, "dev").await;
    workspace(&server, &amira, &base, "second").await;
    workspace(&server, &jonas, &base, "dev").await;
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    server.clock.advance(TimeDelta::hours(1));
    server.tick().await;
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    let counted = owner.get(&format!("/api/v2/templates/{}", id(&base))).await.json_of(200);
    assert_eq!(counted["active_user_count"], 2);
    let times = &counted["build_time_stats"];
    assert!(times["start"]["P50"].is_i64() && times["stop"]["P95"].is_i64(), "{times}");
    assert_eq!(times["delete"], json!({"P50": null, "P95": null}));
    let other = owner.get(&format!("/api/v2/templates/{}", id(&other))).await.json_of(200);
    assert_eq!(
        (&other["active_user_count"], &other["build_time_stats"]["start"]["P50"]),
        (&json!(0), &json!(null))
    );
    server.clock.advance(TimeDelta::days(31));
    server.tick().await;
    let owner = Person { token: owner.log_in().await, ..owner };
    let counted = owner.get(&format!("/api/v2/templates/{}", id(&base))).await.json_of(200);
    assert_eq!(counted["active_user_count"], 0, "that is long ago");
}
