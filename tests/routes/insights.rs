//! `/insights/daus`, `/insights/templates`, `/insights/user-activity`, `/insights/user-latency`:
//! recorded-governance.md §6

use burgrave_core::provisioning::build::BuildReason;
use burgrave_core::provisioning::build::Transition::{Start, Stop};
use burgrave_core::provisioning::parameters::DescribedParameter;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::quotas::scene::Built;
use crate::harness::{Engine, Person, Server};
use crate::routes::template_versions::scene::site_role;
use crate::routes::templates::scene::id;
use crate::routes::workspace_changes::scene as changes;
use crate::routes::workspaces::scene::{Asked, ended, workspace};

const DAYS: &str = "/api/v2/insights/daus";
const TEMPLATES: &str = "/api/v2/insights/templates";

/// The time from a midnight some days before the server's day, up to that of the day after so many.
fn within(server: &Server, before: i64, days: i64) -> String {
    let today = burgrave_core::Clock::now(&*server.clock).date_naive();
    let from = today - TimeDelta::days(before);
    let until = from + TimeDelta::days(days);
    format!("start_time={from}T00:00:00Z&end_time={until}T00:00:00Z")
}

#[apply(case)]
async fn people_who_build_are_counted_by_day(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let [amira, jonas] = [server.member("amira").await, server.member("jonas").await];
    let forge = Built::new(&server, "forge").await;
    for (person, name) in [(&amira, "a"), (&amira, "b"), (&jonas, "c")] {
        forge.build(&server, person, name, (Start, 0)).await;
    }
    server.clock.advance(TimeDelta::days(1));
    forge.build(&server, &amira, "a", (Stop, 0)).await;
    let told = owner.get(DAYS).await;
    let told = match told.status {
        401 => server.get(DAYS).token(&owner.log_in().await).send().await.json_of(200),
        _ => told.json_of(200),
    };
    let entries = told["entries"].as_array().unwrap();
    let amounts: Vec<_> = entries.iter().map(|day| day["amount"].as_i64().unwrap()).collect();
    assert_eq!((entries.len(), &amounts[58..]), (61, &[0, 2, 1][..]));
    let today = burgrave_core::Clock::now(&*server.clock).date_naive().to_string();
    assert_eq!((&entries[60]["date"], &told["tz_hour_offset"]), (&json!(today), &json!(0)));
}

#[apply(case)]
async fn builds_from_templates_are_counted(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, forge) = (server.member("amira").await, Built::new(&server, "forge").await);
    let spare = Built::new(&server, "spare").await;
    forge.build(&server, &amira, "a", (Start, 0)).await;
    server.clock.advance(TimeDelta::days(1));
    spare.build(&server, &amira, "b", (Start, 0)).await;
    server.clock.advance(TimeDelta::days(1));
    let token = server.owner().await.log_in().await;
    let get = async |query: &str| server.get(&format!("{TEMPLATES}?{query}")).token(&token).send().await;
    let both = get(&within(&server, 2, 2)).await.json_of(200);
    let report = &both["report"];
    let templates = report["template_ids"].as_array().unwrap();
    assert_eq!((templates.len(), &report["active_users"]), (2, &json!(1)));
    let slugs: Vec<_> =
        report["apps_usage"].as_array().unwrap().iter().map(|app| app["slug"].clone()).collect();
    assert_eq!(slugs, ["vscode", "jetbrains", "reconnecting-pty", "ssh", "sftp"]);
    assert!(both.get("interval_reports").is_none());
    let days =
        get(&format!("{}&interval=day&sections=interval_reports", within(&server, 2, 2))).await.json_of(200);
    assert!(days.get("report").is_none());
    let of = |day: usize| days["interval_reports"][day]["template_ids"].clone();
    assert_eq!((of(0), of(1)), (json!([forge.template]), json!([spare.template])));
    let one = get(&format!("{}&template_ids={}", within(&server, 2, 2), forge.template)).await.json_of(200);
    assert_eq!(one["report"]["template_ids"], json!([forge.template]));
    get(&format!("{}&interval=week", within(&server, 2, 2))).await.expect(400);
    let faults = get("start_time=x&end_time=2026-03-01T00:00:00Z").await.expect(400).faulty_fields();
    assert_eq!(faults, ["start_time"]);
    get(&format!("{}&moon=1", within(&server, 2, 2))).await.expect(400);
}

/// A small workspace that the server's daemon has started for this reason.
async fn started(server: &Server, owner: &Person, template: &Value, name: &str, reason: BuildReason) {
    let parameters = changes::kept(&[("size", "small")]);
    let asked = Asked { reason, parameters, ..Asked::default() };
    ended(server, &workspace(server, owner, id(template), name, asked).await).await;
}

#[apply(case)]
async fn values_with_which_people_start_workspaces_are_counted(engine: Engine) {
    let server = changes::start(engine).await;
    let [amira, jonas] = [server.member("amira").await, server.member("jonas").await];
    let size = DescribedParameter {
        display_name: "Size".into(),
        description: "How **large** it is".into(),
        ..changes::text("size")
    };
    let declared = changes::Declared::with(vec![changes::text("zone"), size]);
    let [forge, spare] = [
        changes::template_of(&server, "forge", declared.archive("forge"), json!({})).await,
        changes::template_of(&server, "spare", declared.archive("spare"), json!({})).await,
    ];
    for (name, size) in [("a", "small"), ("b", "large"), ("c", "large")] {
        let values = json!({"rich_parameter_values": changes::given(&[("size", size)])});
        let made = changes::workspace_with(&server, &amira, &forge, name, values).await;
        assert_eq!(made["latest_build"]["job"]["status"], "succeeded", "{made}");
        if name == "a" {
            let stopped = changes::build(&server, &amira, &made, json!({"transition": "stop"})).await;
            assert!(!changes::values(&server, &stopped).await.is_empty(), "a stop has values as well");
        }
    }
    // What the server does by itself is nobody's choice.
    for reason in
        [BuildReason::Autostart, BuildReason::Autostop, BuildReason::Dormancy, BuildReason::TaskAutoPause]
    {
        for template in [&forge, &spare] {
            let name =
                format!("{}-{}", reason.as_str().replace('_', "-"), template["name"].as_str().unwrap());
            started(&server, &jonas, template, &name, reason).await;
        }
    }
    server.clock.advance(TimeDelta::days(1));
    let token = server.owner().await.log_in().await;
    let told = async || {
        let path = format!("{TEMPLATES}?{}", within(&server, 1, 1));
        server.get(&path).token(&token).send().await.json_of(200)["report"].clone()
    };
    let report = told().await;
    assert_eq!((&report["template_ids"], &report["active_users"]), (&json!([forge["id"]]), &json!(1)));
    let size = json!({
        "template_ids": [forge["id"]],
        "display_name": "Size",
        "name": "size",
        "type": "string",
        "description": "How **large** it is",
        "values": [{"value": "large", "count": 2}, {"value": "small", "count": 1}],
    });
    let parameters = report["parameters_usage"].as_array().unwrap();
    let names: Vec<_> = parameters.iter().map(|one| one["name"].clone()).collect();
    assert_eq!((names, &parameters[0]), (vec![json!("size"), json!("zone")], &size));
    assert_eq!(parameters[1]["values"], json!([{"value": "default", "count": 3}]));
}

#[apply(case)]
async fn what_agents_would_tell_is_told_of_nobody(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira, noor) =
        (server.owner().await, server.member("amira").await, server.member("noor").await);
    site_role(&server, &noor, "template-admin").await;
    let query = within(&server, 1, 1);
    for path in ["/api/v2/insights/user-activity", "/api/v2/insights/user-latency"] {
        let told: Value = owner.get(&format!("{path}?{query}")).await.json_of(200);
        assert_eq!(told["report"]["users"], json!([]));
        noor.get(&format!("{path}?{query}")).await.expect(200);
        amira.get(&format!("{path}?{query}")).await.expect(404);
        owner.get(path).await.expect(400);
        server.get(&format!("{path}?{query}")).send().await.expect(401);
    }
    amira.get(DAYS).await.expect(403);
    server.get(DAYS).send().await.expect(401);
    owner.get(&format!("{DAYS}?tz_offset=99")).await.expect(400);
    server.get(&format!("{TEMPLATES}?{query}")).send().await.expect(401);
    amira.get(&format!("{TEMPLATES}?{query}")).await.expect(404);
}
