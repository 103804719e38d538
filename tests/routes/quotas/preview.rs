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
async fn a_preview_tells_what_a_start_and_its_stop_would_come_to(engine: Engine) {
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
