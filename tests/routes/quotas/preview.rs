//! `POST /organizations/{organization}/members/{user}/workspace-quota/preview`

use burgrave_core::provisioning::build::Transition::{self, Start, Stop};
use burgrave_core::provisioning::parameters::{
    DescribedParameter, FormType, Parameter, ParameterType, Validation,
};
use burgrave_store::{NewResource, VersionParameter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::scene::{Built, allow_everyone, quota_of};
use crate::harness::{Engine, Server};
use crate::routes::template_versions::hand::take;

fn preview_of(who: &str) -> String {
    format!("{}/preview", quota_of(who))
}

/// A template whose import found a machine that costs 3 while it runs, a disk that costs 1 for ever, and a
/// parameter.
async fn imported(server: &Server) -> Built {
    let base = Built::new(server, "base").await;
    let hand = take(server, &base.version).await;
    hand.finds(|tx, job, now| async move {
        let resource = |position: i64, transition: Transition, name: &str, daily_cost: i64| NewResource {
            id: Uuid::new_v4().into(),
            job_id: job.id,
            position,
            transition,
            kind: "machine".into(),
            name: name.into(),
            hide: false,
            icon: String::new(),
            daily_cost,
            metadata: "[]".into(),
            module_path: String::new(),
            instance_type: String::new(),
            now,
        };
        let planned =
            [resource(0, Start, "vm", 3), resource(1, Start, "disk", 1), resource(2, Stop, "disk", 1)];
        tx.insert_resources(&job, &planned, &[]).await?;
        let size = DescribedParameter {
            rule: Parameter {
                name: "size".into(),
                of: ParameterType::Number,
                options: Vec::new(),
                default: "1".into(),
                required: false,
                mutable: true,
                ephemeral: false,
                validation: Validation { max: Some(8), ..Validation::default() },
            },
            display_name: String::new(),
            description: String::new(),
            icon: String::new(),
            order: 0,
            form_type: FormType::Input,
            options: Vec::new(),
        };
        let definition = serde_json::to_string(&size).unwrap();
        tx.set_version_parameters(&job, &[VersionParameter { name: "size".into(), definition }]).await
    })
    .await;
    hand.ends().await;
    base
}

fn step(cost: i64, consumed: i64, permitted: bool) -> Value {
    json!({"cost": cost, "credits_consumed": consumed, "permitted": permitted})
}

#[apply(case)]
async fn a_preview_has_the_costs_of_a_start_and_a_stop(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    allow_everyone(&server, 6).await;
    let base = imported(&server).await;
    let body = json!({"template_version_id": base.version["id"]});
    let told = amira.post(&preview_of("me"), &body).await.json_of(200);
    let expected = json!({
        "budget": 6, "credits_consumed": 0, "start": step(4, 4, true), "stop": step(1, 1, true),
        "exact": true, "differing_parameters": [],
    });
    assert_eq!(told, expected);
    assert!(base.build(&server, &amira, "dev", (Start, 4)).await.decision.permitted);
    let told = amira.post(&preview_of("me"), &body).await.json_of(200);
    assert_eq!((&told["credits_consumed"], &told["start"]), (&json!(4), &step(4, 4, false)));
    assert_eq!(told["stop"], step(1, 5, true));
    let before = amira.get(&quota_of("me")).await.json_of(200);
    assert!(!base.build(&server, &amira, "two", (Start, 4)).await.decision.permitted, "as it was foretold");
    assert_eq!(amira.get(&quota_of("me")).await.json_of(200), before);
    let others = server.owner().await.post(&preview_of("amira"), &body).await.json_of(200);
    assert_eq!(others["start"], told["start"]);
}

#[apply(case)]
async fn a_workspace_gives_back_what_it_costs_before_it_is_built_again(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    allow_everyone(&server, 4).await;
    let base = imported(&server).await;
    base.build(&server, &amira, "dev", (Start, 4)).await;
    let ledger = "/api/v2/organizations/default/workspace-quota/ledger";
    let workspace = amira.get(ledger).await.json_of(200)["entries"][0]["workspace_id"].clone();
    let body = json!({"template_version_id": base.version["id"], "workspace_id": workspace});
    let told = amira.post(&preview_of("me"), &body).await.json_of(200);
    assert_eq!((&told["credits_consumed"], &told["start"]), (&json!(4), &step(4, 4, true)));
    let refused = server.owner().await.post(&preview_of("me"), &body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["workspace_id"], "it is somebody else's");
}

#[apply(case)]
async fn values_that_the_import_did_not_plan_with_are_named(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let base = imported(&server).await;
    let asked = |value: &str| {
        let values = json!([{"name": "size", "value": value}, {"name": "nothing", "value": "x"}]);
        json!({"template_version_id": base.version["id"], "rich_parameter_values": values})
    };
    let told = amira.post(&preview_of("me"), &asked("1")).await.json_of(200);
    assert_eq!((&told["exact"], &told["differing_parameters"]), (&json!(true), &json!([])));
    let told = amira.post(&preview_of("me"), &asked("2")).await.json_of(200);
    assert_eq!((&told["exact"], &told["differing_parameters"]), (&json!(false), &json!(["size"])));
    let refused = amira.post(&preview_of("me"), &asked("9")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["size"]);
}

/// What was planned with the same values is more than what the import made of the defaults.
#[apply(case)]
async fn a_dry_run_with_the_same_values_says_what_a_start_costs(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let base = imported(&server).await;
    let values = json!([{"name": "size", "value": "2"}]);
    let body = json!({"template_version_id": base.version["id"], "rich_parameter_values": values});
    let path = format!("/api/v2/templateversions/{}/dry-run", base.version["id"].as_str().unwrap());
    let asked = json!({"workspace_name": "dev", "rich_parameter_values": values});
    let with_variables = json!({
        "rich_parameter_values": values, "user_variable_values": [{"name": "zone", "value": "b"}],
    });
    for asked in [asked, with_variables] {
        let told = amira.post(&preview_of("me"), &body).await.json_of(200);
        let run = amira.post(&path, &asked).await.json_of(201);
        let job = json!({"organization_id": run["organization_id"], "job": run});
        let hand = take(&server, &job).await;
        assert_eq!(amira.post(&preview_of("me"), &body).await.json_of(200), told, "it isn't over");
        hand.finds(|tx, job, now| async move {
            let machine = NewResource {
                id: Uuid::new_v4().into(),
                job_id: job.id,
                position: 0,
                transition: Start,
                kind: "machine".into(),
                name: "vm".into(),
                hide: false,
                icon: String::new(),
                daily_cost: 9,
                metadata: "[]".into(),
                module_path: String::new(),
                instance_type: String::new(),
                now,
            };
            tx.insert_resources(&job, &[machine], &[]).await
        })
        .await;
        hand.ends().await;
        let told = amira.post(&preview_of("me"), &body).await.json_of(200);
        assert_eq!((&told["start"]["cost"], &told["stop"]["cost"]), (&json!(9), &json!(1)));
        if asked.get("user_variable_values").is_none() {
            assert_eq!((&told["dry_run_id"], &told["exact"]), (&run["id"], &json!(false)));
        } else {
            assert_ne!(told["dry_run_id"], run["id"], "other variables, another plan");
        }
    }
    let other = json!({"template_version_id": base.version["id"]});
    let told = amira.post(&preview_of("me"), &other).await.json_of(200);
    assert_eq!((&told["start"]["cost"], told.get("dry_run_id")), (&json!(4), None));
    let told = server.owner().await.post(&preview_of("me"), &body).await.json_of(200);
    assert_eq!(told.get("dry_run_id"), None, "dry runs of others say nothing");
}

#[apply(case)]
async fn what_can_not_be_previewed_is_refused_all_at_once(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let waits = Built::new(&server, "waits").await;
    let body = json!({"template_version_id": waits.version["id"]});
    amira.post(&preview_of("me"), &body).await.expect(425);
    let unknown = "7e4c0a9b-3d58-4f12-8c6e-1b9f5d2a7e03";
    let body = json!({"template_version_id": unknown, "workspace_id": unknown});
    let refused = amira.post(&preview_of("me"), &body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["template_version_id", "workspace_id"]);
    take(&server, &waits.version).await.fails("There is no plan.").await;
    let body = json!({"template_version_id": waits.version["id"]});
    let refused = amira.post(&preview_of("me"), &body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["template_version_id"]);
    let hidden = server.member("jonas").await.post(&preview_of("amira"), &body).await.expect(404);
    assert!(hidden.json().get("validations").is_none());
}
