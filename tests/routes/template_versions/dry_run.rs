//! `POST /templateversions/{templateVersion}/dry-run`, `…/{job}`, `…/cancel`, `…/logs`, `…/resources`,
//! `…/matched-provisioners`

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::parameters::{
    DescribedParameter, FormType, Parameter, ParameterType, Validation,
};
use burgrave_core::provisioning::resources::Resource;
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use burgrave_provisioner::{Parsed, Planned};
use burgrave_store::VersionParameter;
use http::Method;
use serde_json::{Value, json};

use super::hand::take;
use super::scene::{path, role_here, site_role, template, version};
use crate::harness::{Engine, Person, Server};
use crate::routes::sockets::{follow, rest};
use crate::routes::templates::scene::{start, version_of};

const UNKNOWN: &str = "7e4c0a9b-3d58-4f12-8c6e-1b9f5d2a7e03";
const PARTS: [&str; 4] = ["", "/logs", "/resources", "/matched-provisioners"];

/// A template that makes a machine, which stops to nothing.
fn archive() -> Vec<u8> {
    let vm = Resource { name: "vm".into(), kind: "machine".into(), daily_cost: 3, ..Resource::default() };
    let planned = Planned { resources: vec![vm], ..Planned::default() };
    EchoArchive::new()
        .parse(&[EchoStep::Complete(Parsed::default())])
        .plan(None, &[EchoStep::Complete(planned)])
        .plan(Some(Transition::Stop), &[EchoStep::Complete(Planned::default())])
        .into_tar()
}

async fn ask(person: &Person, version: &Value, body: Value) -> Value {
    person.post(&format!("{}/dry-run", path(version)), &body).await.json_of(201)
}

fn of(version: &Value, job: &Value) -> String {
    format!("{}/dry-run/{}", path(version), job["id"].as_str().unwrap())
}

async fn cancel(person: &Person, target: &str) -> crate::harness::Answer {
    person.call(Method::PATCH, &format!("{target}/cancel")).send().await
}

/// TestTemplateVersionDryRun: OK, AlreadyCompleted
#[apply(case)]
async fn a_dry_run_lists_what_a_start_would_create(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let made = version_of(&server, owner, archive(), json!({})).await;
    template(&server, &made, "base", true).await;
    let job = ask(&amira, &made, json!({"workspace_name": "Bad Name"})).await;
    assert_eq!((&job["type"], &job["initiator_id"]), (&json!("template_version_dry_run"), &json!(amira.id)));
    assert_eq!(job["input"], json!({"template_version_id": made["id"]}));
    server.log.wait_for(1, "job ended", "job", job["id"].as_str().unwrap()).await;
    let target = of(&made, &job);
    let ended = amira.get(&target).await.json_of(200);
    assert_eq!((&ended["status"], ended.get("waits_because")), (&json!("succeeded"), None));
    let resources = amira.get(&format!("{target}/resources")).await.json_of(200);
    assert_eq!(resources.as_array().unwrap().len(), 1, "a start only");
    let vm = &resources[0];
    assert_eq!((&vm["name"], &vm["daily_cost"], &vm["job_id"]), (&json!("vm"), &json!(3), &job["id"]));
    let lines = amira.get(&format!("{target}/logs")).await.json_of(200);
    assert_eq!((&lines[0]["stage"], &lines[0]["output"]), (&json!("Setting up"), &json!("")));
    let text = amira.get(&format!("{target}/logs?format=text")).await.expect(200).text();
    assert_eq!(text.lines().count(), lines.as_array().unwrap().len());
    let refused = amira.get(&format!("{target}/logs?format=text&follow")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["format"]);
    amira.get(&format!("{target}/logs?follow")).await.expect(426);
    let matched = amira.get(&format!("{target}/matched-provisioners")).await.json_of(200);
    assert_eq!((&matched["count"], &matched["available"]), (&json!(1), &json!(1)));
    cancel(&amira, &target).await.expect(400);
}

/// A version whose import found a number of at most 8, and that no daemon can try.
async fn imported(server: &Server) -> Value {
    let made = version(server.owner().await, json!({})).await;
    let hand = take(server, &made).await;
    hand.finds(|tx, job, _| async move {
        let rule = |name: &str, required| Parameter {
            name: name.into(),
            of: ParameterType::Number,
            options: Vec::new(),
            default: if required { String::new() } else { "1".into() },
            required,
            mutable: true,
            ephemeral: false,
            validation: Validation { max: Some(8), ..Validation::default() },
        };
        let described = |rule| DescribedParameter {
            rule,
            display_name: String::new(),
            description: String::new(),
            icon: String::new(),
            order: 0,
            form_type: FormType::Input,
            options: Vec::new(),
        };
        let kept = [rule("size", false), rule("needed", true)].map(|rule| VersionParameter {
            name: rule.name.clone(),
            definition: serde_json::to_string(&described(rule)).unwrap(),
        });
        tx.set_version_parameters(&job, &kept).await
    })
    .await;
    hand.ends().await;
    made
}

/// TestTemplateVersionDryRun: Pending, Cancel
#[apply(case)]
async fn a_dry_run_that_waits_says_why_and_can_be_canceled(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let waits = version(owner, json!({"tags": {"gpu": "yes"}})).await;
    owner.post(&format!("{}/dry-run", path(&waits)), &json!({})).await.expect(425);
    cancel(owner, &path(&waits)).await.expect(200);
    let job = ask(owner, &waits, json!({})).await;
    assert_eq!(job["tags"]["gpu"], "yes", "as its import");
    assert!(job["waits_because"].as_str().unwrap().contains("no provisioner daemon"), "{job}");
    let target = of(&waits, &job);
    assert_eq!(owner.get(&target).await.json_of(200), job);
    owner.get(&format!("{target}/resources")).await.expect(400);
    assert_eq!(owner.get(&format!("{target}/logs")).await.json_of(200), json!([]));
    let matched = owner.get(&format!("{target}/matched-provisioners")).await.json_of(200);
    assert_eq!(matched, json!({"count": 0, "available": 0, "most_recently_seen": null}));
    let socket = follow(owner, &format!("{target}/logs?follow")).await.unwrap();
    cancel(owner, &target).await.expect(200);
    assert_eq!(rest(socket).await, (Vec::new(), 1000));
    let read = owner.get(&target).await.json_of(200);
    assert_eq!((&read["status"], read.get("started_at")), (&json!("canceled"), None));
    assert_eq!(owner.get(&format!("{target}/resources")).await.json_of(200), json!([]));
    cancel(owner, &target).await.expect(400);
}

#[apply(case)]
async fn a_follow_of_a_dry_run_ends_with_the_session(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let waits = version(owner, json!({"tags": {"gpu": "yes"}})).await;
    cancel(owner, &path(&waits)).await.expect(200);
    let target = of(&waits, &ask(owner, &waits, json!({})).await);
    let socket = follow(owner, &format!("{target}/logs?follow")).await.unwrap();
    owner.call(http::Method::POST, "/api/v2/users/logout").send().await.expect(200);
    assert_eq!(rest(socket).await, (Vec::new(), 1008));
}

#[apply(case)]
async fn a_dry_run_is_for_who_asked_for_it_and_who_governs_the_template(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let made = imported(&server).await;
    let other = imported(&server).await;
    let (open, closed) = (&made, &other);
    template(&server, open, "open", true).await;
    template(&server, closed, "closed", false).await;
    let job = ask(&amira, open, json!({})).await;
    let target = of(open, &job);
    let governor = server.member("governor").await;
    role_here(&server, &governor, "organization-template-admin").await;
    let auditor = server.member("auditor").await;
    site_role(&server, &auditor, "auditor").await;
    for (person, allowed) in
        [(&amira, true), (owner, true), (&governor, true), (&jonas, false), (&auditor, false)]
    {
        for part in PARTS {
            let status = if !allowed {
                403
            } else if part == "/resources" {
                400
            } else {
                200
            };
            person.get(&format!("{target}{part}")).await.expect(status);
        }
    }
    cancel(&jonas, &target).await.expect(403);
    server.get(&target).send().await.expect(401);
    amira.post(&format!("{}/dry-run", path(closed)), &json!({})).await.expect(404);
    server.post(&format!("{}/dry-run", path(open)), &json!({})).send().await.expect(401);
    for wrong in [
        format!("{}/dry-run/{UNKNOWN}", path(open)),
        format!("{}/dry-run/{}", path(open), open["job"]["id"].as_str().unwrap()),
        of(closed, &job),
    ] {
        for part in PARTS {
            owner.get(&format!("{wrong}{part}")).await.expect(404);
        }
        cancel(owner, &wrong).await.expect(404);
    }
    amira.get(&format!("{}/dry-run/no-uuid", path(open))).await.expect(400);
    cancel(&governor, &target).await.expect(200);
}

#[apply(case)]
async fn values_that_are_given_to_a_dry_run_have_to_fit(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = imported(&server).await;
    let value = |name: &str, value: &str| json!({"name": name, "value": value});
    for values in [json!([]), json!([value("size", "8")]), json!([value("nothing", "x")])] {
        ask(owner, &made, json!({"rich_parameter_values": values})).await;
    }
    let body = json!({
        "rich_parameter_values": [value("size", "9"), value("needed", "many")],
        "user_variable_values": [value("a", "1"), value("a", "2")],
    });
    let refused = owner.post(&format!("{}/dry-run", path(&made)), &body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["needed", "size", "user_variable_values[1].name"]);
}

/// What only the daemon of a job is told lies in the database so that nobody else can read it.
#[apply(case)]
async fn given_values_of_variables_are_sealed(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let secret = "a-secret-variable-4713";
    let variables = json!({"user_variable_values": [{"name": "key", "value": secret}]});
    let waits = version(owner, variables.clone()).await;
    let made = imported(&server).await;
    let tried = ask(owner, &made, variables).await;
    for job in [&waits["job"], &tried] {
        let id = job["id"].as_str().unwrap().parse().unwrap();
        let read = server.store().read(move |reader| async move { reader.job_input(id).await });
        let kept = read.await.unwrap().unwrap();
        assert!(kept.len() > 40 && !kept.contains(secret) && !kept.contains("key"), "{kept}");
    }
}
