//! What an import found: `…/resources`, `…/variables`, `…/rich-parameters`, `…/presets`,
//! `…/external-auth`

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::parameters::{
    DescribedParameter, FormType, Monotonic, Parameter, ParameterOption, ParameterType, Validation,
};
use burgrave_core::provisioning::resources::{
    Agent, App, DisplayApp, Healthcheck, Metadata, Script, SharingLevel,
};
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth};
use burgrave_store::{NewAgent, NewResource, VersionParameter, VersionVariable};
use serde_json::{Value, json};
use uuid::Uuid;

use super::hand::take;
use super::scene::{path, version};
use crate::harness::{Engine, Server};

const WHAT: [&str; 5] = ["resources", "variables", "rich-parameters", "presets", "external-auth"];

/// TestTemplateVersionResources/Before, TestTemplateVersionPresets
#[apply(case)]
async fn results_of_an_import_before_its_end_have_each_operations_own_status(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let check = async |statuses: [u16; 5]| {
        for (what, status) in WHAT.into_iter().zip(statuses) {
            let answer = owner.get(&format!("{}/{what}", path(&made))).await.expect(status);
            if status == 200 {
                assert_eq!(answer.json(), json!([]), "{what}");
            }
        }
    };
    check([400, 403, 425, 200, 200]).await;
    let hand = take(&server, &made).await;
    check([400, 403, 425, 200, 200]).await;
    hand.fails("There is no plan.").await;
    check([200; 5]).await;
}

fn variable(name: &str, value: &str, sensitive: bool) -> VersionVariable {
    VersionVariable {
        name: name.into(),
        description: "What it is".into(),
        kind: "list(string)".into(),
        value: value.into(),
        default_value: format!("{value} by default"),
        required: false,
        sensitive,
    }
}

/// TestTemplateVersionVariables/Redact
#[apply(case)]
async fn variables_are_sorted_by_name_and_secrets_are_hidden(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let hand = take(&server, &made).await;
    hand.finds(|tx, job, _| async move {
        let kept = [variable("zone", "eu", false), variable("key", "a-secret-variable-4711", true)];
        tx.set_version_variables(&job, &kept).await
    })
    .await;
    hand.ends().await;
    let found = owner.get(&format!("{}/variables", path(&made))).await.json_of(200);
    let shown = |name: &str, value: &str, default: &str, sensitive: bool| {
        json!({
            "name": name, "description": "What it is", "type": "list(string)", "value": value,
            "default_value": default, "required": false, "sensitive": sensitive,
        })
    };
    let expected =
        json!([shown("key", "*redacted*", "*redacted*", true), shown("zone", "eu", "eu by default", false)]);
    assert_eq!(found, expected);
}

fn parameter(name: &str, order: i32) -> DescribedParameter {
    DescribedParameter {
        rule: Parameter {
            name: name.into(),
            of: ParameterType::String,
            options: Vec::new(),
            default: "eu".into(),
            required: false,
            mutable: true,
            ephemeral: false,
            validation: Validation::default(),
        },
        display_name: String::new(),
        description: "Where **it** stands".into(),
        icon: String::new(),
        order,
        form_type: FormType::Input,
        options: Vec::new(),
    }
}

/// TestTemplateVersionParameters
#[apply(case)]
async fn parameters_are_in_the_order_of_the_template(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let hand = take(&server, &made).await;
    let mut size = parameter("size", 1);
    let validation = Validation {
        min: Some(1),
        max: Some(9),
        monotonic: Some(Monotonic::Increasing),
        error: Some("1 to 9".into()),
        regex: None,
    };
    size.rule = Parameter { of: ParameterType::Number, required: true, validation, ..size.rule };
    size.form_type = FormType::Slider;
    size.display_name = "Size".into();
    let mut region = parameter("region", 1);
    region.form_type = FormType::Radio;
    region.options =
        vec![ParameterOption { name: "Europe".into(), value: "eu".into(), ..Default::default() }];
    let all = [parameter("zoo", 0), size, region].map(|one| VersionParameter {
        name: one.rule.name.clone(),
        definition: serde_json::to_string(&one).unwrap(),
    });
    hand.finds(move |tx, job, _| {
        let all = all.clone();
        async move { tx.set_version_parameters(&job, &all).await }
    })
    .await;
    hand.ends().await;
    let found = owner.get(&format!("{}/rich-parameters", path(&made))).await.json_of(200);
    let names: Vec<_> = found.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["zoo", "region", "size"]);
    assert_eq!(
        found[0],
        json!({
            "name": "zoo", "description": "Where **it** stands", "description_plaintext": "Where it stands",
            "type": "string", "form_type": "input", "mutable": true, "default_value": "eu", "icon": "",
            "options": [], "required": false, "ephemeral": false,
        })
    );
    let options = json!([{"name": "Europe", "description": "", "value": "eu", "icon": ""}]);
    assert_eq!((&found[1]["options"], &found[1]["form_type"]), (&options, &json!("radio")));
    let size = &found[2];
    assert_eq!((&size["default_value"], &size["display_name"]), (&json!(""), &json!("Size")));
    assert_eq!((&size["validation_min"], &size["validation_max"]), (&json!(1), &json!(9)));
    assert_eq!(
        (&size["validation_monotonic"], &size["validation_error"]),
        (&json!("increasing"), &json!("1 to 9"))
    );
    assert_eq!(size.get("validation_regex"), None);
}

#[apply(case)]
async fn presets_have_their_values_by_name(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let hand = take(&server, &made).await;
    hand.finds(|tx, job, _| async move {
        let preset = |number: u128, name: &str| {
            let values = [("region", "eu"), ("age", "3")].map(|(name, value)| (name.into(), value.into()));
            let preset = DescribedPreset {
                name: name.into(),
                default: number == 2,
                values: values.into(),
                ..DescribedPreset::default()
            };
            let id = Uuid::from_u128(number).into();
            (id, name.to_owned(), serde_json::to_string(&preset).unwrap())
        };
        tx.set_version_presets(&job, &[preset(1, "Zed"), preset(2, "Abe")]).await
    })
    .await;
    hand.ends().await;
    let found = owner.get(&format!("{}/presets", path(&made))).await.json_of(200);
    let preset = |number: u128, name: &str, default: bool| {
        json!({
            "ID": Uuid::from_u128(number), "Name": name, "Default": default, "DesiredPrebuildInstances": 0,
            "Parameters": [{"Name": "age", "Value": "3"}, {"Name": "region", "Value": "eu"}],
            "Description": "", "Icon": "",
        })
    };
    assert_eq!(found, json!([preset(1, "Zed", false), preset(2, "Abe", true)]), "in the template's order");
}

#[apply(case)]
async fn a_service_that_workspaces_need_and_this_server_does_not_have_is_named(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (optional, status) in [(true, 200), (false, 404)] {
        let made = version(owner, json!({})).await;
        let hand = take(&server, &made).await;
        hand.finds(move |tx, job, _| async move {
            let forge = ExternalAuth { id: "forge".into(), optional };
            tx.set_version_external_auth(&job, &[forge]).await
        })
        .await;
        hand.fails("There is no plan.").await;
        let answer = owner.get(&format!("{}/external-auth", path(&made))).await.expect(status);
        assert_eq!(answer.text().contains("forge"), !optional, "{}", answer.text());
    }
}

fn agent(name: &str, order: i64) -> Agent {
    let app = |slug: &str, order| App { slug: slug.into(), order, ..App::default() };
    let editor = App {
        url: "http://localhost:8080".into(),
        healthcheck: Some(Healthcheck { url: "http://localhost:8080".into(), interval: 5, threshold: 6 }),
        sharing_level: SharingLevel::Public,
        ..app("editor", 2)
    };
    let script = Script {
        display_name: "Start".into(),
        script: "echo ready".into(),
        run_on_start: true,
        start_blocks_login: true,
        timeout_seconds: 7,
        ..Script::default()
    };
    Agent {
        name: name.into(),
        order,
        operating_system: "linux".into(),
        connection_timeout_seconds: 120,
        display_apps: DisplayApp::USUAL.into(),
        apps: vec![editor, app("b", 1), app("a", 1)],
        scripts: vec![script],
        ..Agent::default()
    }
}

/// TestTemplateVersionResources/List
#[apply(case)]
async fn resources_are_sorted_by_name_with_their_agents_and_without_secrets(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let hand = take(&server, &made).await;
    hand.finds(|tx, job, now| async move {
        let told =
            |key: &str, sensitive| Metadata { key: key.into(), value: "a-secret-4712".into(), sensitive };
        let metadata = serde_json::to_string(&[told("hidden", true)]).unwrap();
        let resource = |number: u128, name: &str, transition, metadata: &str| NewResource {
            id: Uuid::from_u128(number).into(),
            job_id: job.id,
            position: i64::try_from(number).unwrap(),
            transition,
            kind: "null_resource".into(),
            name: name.into(),
            hide: false,
            icon: String::new(),
            daily_cost: 2,
            metadata: metadata.into(),
            module_path: String::new(),
            instance_type: String::new(),
            now,
        };
        let kept = |number: u128, agent: Agent| NewAgent {
            id: Uuid::from_u128(number).into(),
            resource_id: Uuid::from_u128(1).into(),
            job_id: job.id,
            position: i64::try_from(number).unwrap(),
            name: agent.name.clone(),
            definition: serde_json::to_string(&agent).unwrap(),
            times_out_at: agent.times_out_at(now),
            now,
        };
        let resources = [
            resource(1, "tower", Transition::Start, &metadata),
            resource(2, "gate", Transition::Start, "[]"),
            resource(3, "gate", Transition::Stop, "[]"),
        ];
        tx.insert_resources(&job, &resources, &[kept(10, agent("z", 1)), kept(11, agent("a", 2))]).await
    })
    .await;
    hand.ends().await;
    let resources = format!("{}/resources", path(&made));
    let found = owner.get(&resources).await.json_of(200);
    let names = |list: &Value, of: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one[of].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&found, "name"), ["gate", "gate", "tower"]);
    assert_eq!(names(&found, "workspace_transition"), ["start", "stop", "start"]);
    assert_eq!((found[0].get("agents"), found[0].get("metadata")), (None, None));
    let tower = &found[2];
    assert_eq!(tower["metadata"], json!([{"key": "hidden", "value": "*redacted*", "sensitive": true}]));
    assert_eq!(names(&tower["agents"], "name"), ["z", "a"], "in the order of the template");
    let agent = &tower["agents"][0];
    assert_eq!((&agent["status"], &agent["health"]["healthy"]), (&json!("connecting"), &json!(false)));
    assert_eq!(names(&agent["apps"], "slug"), ["a", "b", "editor"]);
    let editor = &agent["apps"][2];
    assert_eq!((&editor["health"], &editor["sharing_level"]), (&json!("initializing"), &json!("public")));
    assert_eq!(agent["startup_script_behavior"], "blocking");
    assert_eq!(agent["scripts"][0]["timeout"], 7_000_000_000_i64);
    assert_eq!(agent["scripts"][0]["log_source_id"], agent["log_sources"][0]["id"]);
    assert_eq!(agent["display_apps"][0], "vscode");
    assert!(!found.to_string().contains("a-secret-4712"));
    assert_eq!(owner.get(&resources).await.json_of(200), found, "two reads are equal");
}
