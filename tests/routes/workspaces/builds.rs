//! `GET /workspaces/{workspace}/builds`, `GET /workspacebuilds/{workspaceBuild}/…`

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::parameters::{DescribedParameter, FormType, Parameter, ParameterType};
use burgrave_core::provisioning::resources::Resource;
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use burgrave_provisioner::{Applied, Parsed, Planned};
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::{Value, json};

use super::scene::{
    Asked, Made, build, built, cancel, change, ended, machine, running, template_of, workspace,
};
use crate::harness::{Engine, Person, Server};
use crate::routes::sockets::{follow, rest};
use crate::routes::template_versions::scene::{role_here, site_role};
use crate::routes::templates::scene::{HERE, id, path, start, version_of};

/// The numbers of builds in a list.
async fn numbers(who: &Person, made: &Made, query: &str) -> Vec<u64> {
    let list = who.get(&format!("{}/builds?{query}", made.path())).await.json_of(200);
    list.as_array().unwrap().iter().map(|one| one["build_number"].as_u64().unwrap()).collect()
}

/// Unlike the documented server's, `after_id` leads on to older ones.
#[apply(case)]
async fn builds_are_listed_newest_first_and_a_cursor_leads_to_the_older_ones(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    let mut all = vec![made.clone()];
    for transition in [Transition::Stop, Transition::Start, Transition::Stop] {
        server.clock.advance(TimeDelta::seconds(60));
        all.push(built(&server, &made.workspace, transition).await);
    }
    assert_eq!(numbers(&amira, &made, "").await, [4, 3, 2, 1]);
    assert_eq!(numbers(&amira, &made, "limit=2").await, [4, 3]);
    assert_eq!(numbers(&amira, &made, "limit=2&offset=1").await, [3, 2]);
    assert_eq!(numbers(&amira, &made, "limit=0&offset=9").await, [0; 0]);
    let third = &all[2].build;
    assert_eq!(numbers(&amira, &made, &format!("after_id={third}")).await, [2, 1]);
    assert_eq!(numbers(&amira, &made, &format!("after_id={third}&limit=1")).await, [2]);
    assert_eq!(numbers(&amira, &made, &format!("after_id={third}&offset=1")).await, [1]);
    let second = amira.get(&all[1].build_path()).await.json_of(200);
    let since = second["created_at"].as_str().unwrap();
    assert_eq!(numbers(&amira, &made, &format!("since={since}")).await, [4, 3], "later than that only");
    let list = amira.get(&format!("{}/builds", made.path())).await.json_of(200);
    assert_eq!(list[2], second, "each is as it is alone");
    let other = running(&server, &amira, &template, "other").await;
    let builds = format!("{}/builds", made.path());
    for (query, field) in [
        (format!("after_id={}", other.build), "after_id"),
        ("after_id=2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40".into(), "after_id"),
        ("since=yesterday".into(), "since"),
        ("limit=-1".into(), "limit"),
        ("offset=x".into(), "offset"),
    ] {
        let wrong = amira.get(&format!("{builds}?{query}")).await.expect(400);
        assert_eq!(wrong.faulty_fields(), [field], "{query}");
    }
    jonas.get(&builds).await.expect(404);
    server.get(&builds).send().await.expect(401);
    built(&server, &made.workspace, Transition::Delete).await;
    assert_eq!(numbers(&amira, &made, "limit=1").await, [5], "also of a deleted workspace");
}

#[apply(case)]
async fn parameters_of_a_build_are_there_from_the_beginning(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let template = template_of(&server, "castle", &machine()).await;
    let given = [("zone", "eu"), ("size", "large")].map(|(name, value)| (name.into(), value.into()));
    let asked = Asked { parameters: given.into(), ..Asked::default() };
    let made = workspace(&server, &amira, id(&template), "dev", asked).await;
    let parameters = format!("{}/parameters", made.build_path());
    let expected = json!([{"name": "size", "value": "large"}, {"name": "zone", "value": "eu"}]);
    assert_eq!(amira.get(&parameters).await.json_of(200), expected);
    ended(&server, &made).await;
    assert_eq!(amira.get(&parameters).await.json_of(200), expected);
    jonas.get(&parameters).await.expect(404);
    server.get(&parameters).send().await.expect(401);
    let stopped = built(&server, &made.workspace, Transition::Stop).await;
    let none = amira.get(&format!("{}/parameters", stopped.build_path())).await.json_of(200);
    assert_eq!(none, json!([]));
}

/// A template whose builds fail with something left behind.
async fn failing(server: &Server) -> Value {
    let half = Resource { name: "half".into(), kind: "vm".into(), ..Resource::default() };
    let error = Some("no machine is free".to_owned());
    let applied = Applied { state: b"half".to_vec(), resources: vec![half], error };
    let archive = EchoArchive::new()
        .parse(&[EchoStep::Complete(Parsed::default())])
        .plan(None, &[EchoStep::Complete(Planned::default())])
        .apply(None, &[EchoStep::Complete(applied)])
        .into_tar();
    let owner = server.owner().await;
    let version = version_of(server, owner, archive, json!({})).await;
    let body = json!({"name": "ruin", "template_version_id": version["id"]});
    owner.post(HERE, &body).await.json_of(201)
}

/// Unlike the documented server's, a build that fails keeps its timings and lists what it left.
#[apply(case)]
async fn a_failed_build_keeps_its_timings_and_what_it_left(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let template = failing(&server).await;
    let made = running(&server, &amira, &template, "dev").await;
    let found = amira.get(&made.build_path()).await.json_of(200);
    let job = &found["job"];
    assert_eq!((&found["status"], &job["error"]), (&json!("failed"), &json!("no machine is free")));
    assert_eq!((found.get("has_ai_task"), &found["deadline"]), (None, &json!(null)));
    assert_eq!(found["resources"][0]["name"], "half");
    let resources = format!("{}/resources", made.build_path());
    assert_eq!(amira.get(&resources).await.json_of(200), found["resources"]);
    jonas.get(&resources).await.expect(404);
    server.get(&resources).send().await.expect(401);
    for timings in [format!("{}/timings", made.build_path()), format!("{}/timings", made.path())] {
        let told = amira.get(&timings).await.json_of(200);
        let parts = told["provisioner_timings"].as_array().unwrap();
        let parts: Vec<_> = parts.iter().map(|part| (&part["stage"], &part["resource"])).collect();
        let stage = |stage, resource| (json!(stage), json!(resource));
        let expected = [stage("plan", "coder_stage_plan"), stage("apply", "coder_stage_apply")];
        assert_eq!(parts, expected.each_ref().map(|(stage, resource)| (stage, resource)));
        assert_eq!(told["provisioner_timings"][0]["job_id"], json!(made.job));
        assert_eq!(
            (&told["agent_script_timings"], &told["agent_connection_timings"]),
            (&json!([]), &json!([]))
        );
        jonas.get(&timings).await.expect(404);
        server.get(&timings).send().await.expect(401);
    }
}

/// A server without daemons, and a build there that waits.
async fn waiting(engine: Engine) -> (Server, Person, Made) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_of(&server, "castle", &machine()).await;
    let server = server.restart_with(vec![("provisioner-daemons", "0".into())]).await;
    let amira = Person { address: server.owner().await.address, ..amira };
    let made = workspace(&server, &amira, id(&template), "dev", Asked::default()).await;
    (server, amira, made)
}

#[apply(case)]
async fn a_build_that_waits_has_no_resources_yet_and_an_empty_log(engine: Engine) {
    let (server, amira, made) = waiting(engine).await;
    let of = |what: &str| format!("{}/{what}", made.build_path());
    amira.get(&of("resources")).await.expect(400);
    assert_eq!(amira.get(&of("logs")).await.json_of(200), json!([]));
    assert_eq!(amira.get(&of("timings")).await.json_of(200)["provisioner_timings"], json!([]));
    let state = server.owner().await.get(&of("state")).await.expect(200);
    assert_eq!(state.body.len(), 0);
}

/// Unlike on the documented server, a follow of a build that waits ends when it is canceled.
#[apply(case)]
async fn a_follow_of_a_build_that_is_canceled_while_it_waits_ends(engine: Engine) {
    let (server, amira, made) = waiting(engine).await;
    let socket = follow(&amira, &format!("{}/logs?follow", made.build_path())).await.unwrap();
    cancel(&server, &made).await;
    assert_eq!(rest(socket).await, (vec![], 1000));
    let found = amira.get(&made.build_path()).await.json_of(200);
    assert_eq!(
        (&found["status"], &found["job"]["canceled_at"]),
        (&json!("canceled"), &found["job"]["completed_at"])
    );
}

#[apply(case)]
async fn a_follow_of_a_build_ends_with_the_session(engine: Engine) {
    let (_server, amira, made) = waiting(engine).await;
    let socket = follow(&amira, &format!("{}/logs?follow", made.build_path())).await.unwrap();
    amira.call(http::Method::POST, "/api/v2/users/logout").send().await.expect(200);
    assert_eq!(rest(socket).await, (vec![], 1008));
}

/// TestWorkspaceBuildLogs; unlike the documented server's, `before` bounds the page.
#[apply(case)]
async fn the_log_of_a_build_is_read_from_place_to_place_and_followed(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    let logs = format!("{}/logs", made.build_path());
    let all = amira.get(&logs).await.json_of(200);
    let all = all.as_array().unwrap();
    assert!(all.len() >= 3, "{all:?}");
    let number = |at: usize| all[at]["id"].as_i64().unwrap();
    let part = async |query: String| amira.get(&format!("{logs}?{query}")).await.json_of(200);
    assert_eq!(part(format!("after={}", number(0))).await, json!(all[1..]));
    assert_eq!(part(format!("before={}", number(2))).await, json!(all[..2]));
    assert_eq!(part(format!("after={}&before={}", number(0), number(2))).await, json!(all[1..2]));
    assert_eq!(part("after=&before=".into()).await, json!(all));
    assert_eq!(part("after=-1".into()).await, json!(all));
    let text = amira.get(&format!("{logs}?format=text")).await.expect(200);
    assert_eq!(text.text().lines().count(), all.len());
    assert!(text.header("content-type").unwrap().starts_with("text/plain"));
    for (query, field) in [("after=x", "after"), ("before=x", "before"), ("format=xml", "format")] {
        let wrong = amira.get(&format!("{logs}?{query}")).await.expect(400);
        assert_eq!(wrong.faulty_fields(), [field], "{query}");
    }
    let wrong = amira.get(&format!("{logs}?follow&format=text")).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["format"]);
    let outputs: Vec<_> = all.iter().map(|line| line["output"].as_str().unwrap().to_owned()).collect();
    let socket = follow(&amira, &format!("{logs}?follow")).await.unwrap();
    assert_eq!(rest(socket).await, (outputs.clone(), 1000));
    let socket = follow(&amira, &format!("{logs}?follow&after={}", number(0))).await.unwrap();
    assert_eq!(rest(socket).await, (outputs[1..].to_vec(), 1000));
    amira.get(&format!("{logs}?follow")).await.expect(426);
    jonas.get(&logs).await.expect(404);
    assert_eq!(follow(&jonas, &format!("{logs}?follow")).await.err(), Some(StatusCode::NOT_FOUND));
    server.get(&logs).send().await.expect(401);
}

#[apply(case)]
async fn the_state_is_for_those_who_govern_the_template(engine: Engine) {
    let server = start(engine).await;
    let template = failing(&server).await;
    let amira = server.member("amira").await;
    let made = running(&server, &amira, &template, "dev").await;
    let state = format!("{}/state", made.build_path());
    let found = server.owner().await.get(&state).await.expect(200);
    assert_eq!(
        (&found.body[..], found.header("content-type")),
        (&b"half"[..], Some("application/octet-stream"))
    );
    let (tina, oscar, axel) =
        (server.member("tina").await, server.member("oscar").await, server.member("axel").await);
    site_role(&server, &tina, "template-admin").await;
    role_here(&server, &oscar, "organization-template-admin").await;
    site_role(&server, &axel, "auditor").await;
    for (who, status) in [(&amira, 403), (&tina, 200), (&oscar, 200), (&axel, 404)] {
        who.get(&state).await.expect(status);
    }
    server.get(&state).send().await.expect(401);
}

fn parameter(name: &str, required: bool, ephemeral: bool) -> DescribedParameter {
    DescribedParameter {
        rule: Parameter {
            name: name.into(),
            of: ParameterType::String,
            options: vec![],
            default: if required { String::new() } else { "usual".into() },
            required,
            mutable: true,
            ephemeral,
            validation: Default::default(),
        },
        display_name: String::new(),
        description: String::new(),
        icon: String::new(),
        order: 0,
        form_type: FormType::Input,
        options: vec![],
    }
}

fn asking(parameters: Vec<DescribedParameter>) -> Planned {
    Planned { parameters, ..machine() }
}

/// TestWorkspaceResolveAutostart
#[apply(case)]
async fn an_update_that_asks_for_a_value_keeps_a_workspace_from_starting_by_itself(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let owner = server.owner().await;
    let template = template_of(&server, "castle", &asking(vec![])).await;
    let made = running(&server, &amira, &template, "dev").await;
    let asked = format!("{}/resolve-autostart", made.path());
    assert_eq!(amira.get(&asked).await.json_of(200), json!({"parameter_mismatch": false}));
    let planned = asking(vec![parameter("zone", true, false)]);
    let archive = EchoArchive::simple(&Parsed::default(), &planned).into_tar();
    let newer = version_of(&server, owner, archive, json!({"template_id": template["id"]})).await;
    owner.patch(&format!("{}/versions", path(&template)), &json!({"id": newer["id"]})).await.expect(200);
    assert_eq!(amira.get(&asked).await.json_of(200), json!({"parameter_mismatch": false}), "it stays behind");
    change(&server, &made, |tx, found| async move {
        let always = burgrave_core::provisioning::build::AutomaticUpdates::Always;
        tx.set_automatic_updates(&found, always).await.map(drop)
    })
    .await;
    assert_eq!(amira.get(&asked).await.json_of(200), json!({"parameter_mismatch": true}));
    jonas.get(&asked).await.expect(404);
    server.get(&asked).send().await.expect(401);
    let given = vec![("zone".to_owned(), "eu".to_owned())];
    let next = Asked { parameters: given, version: Some(id(&newer).into()), ..Asked::default() };
    let next = build(&server, &made.workspace, next).await;
    ended(&server, &next).await;
    assert_eq!(amira.get(&asked).await.json_of(200), json!({"parameter_mismatch": false}));
}

#[apply(case)]
async fn forms_begin_with_what_was_given_last(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let planned = asking(vec![parameter("zone", false, false), parameter("once", false, true)]);
    let template = template_of(&server, "castle", &planned).await;
    let given =
        [("zone", "eu"), ("once", "now"), ("area", "big")].map(|(name, value)| (name.into(), value.into()));
    let asked = Asked { parameters: given.into(), ..Asked::default() };
    workspace(&server, &amira, id(&template), "dev", asked).await;
    let of = |who: &str| format!("/api/v2/users/{who}/autofill-parameters?template_id={}", id(&template));
    let expected = json!([{"name": "area", "value": "big"}, {"name": "zone", "value": "eu"}]);
    assert_eq!(amira.get(&of("me")).await.json_of(200), expected);
    assert_eq!(jonas.get(&of("me")).await.json_of(200), json!([]));
    jonas.get(&of("amira")).await.expect(404);
    server.get(&of("me")).send().await.expect(401);
    let unknown = "/api/v2/users/me/autofill-parameters?template_id=2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40";
    assert_eq!(amira.get(unknown).await.json_of(200), json!([]));
    let wrong = amira.get("/api/v2/users/me/autofill-parameters").await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["template_id"]);
}

#[apply(case)]
async fn users_who_may_create_workspaces_for_others_see_the_possible_owners(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, dora) = (server.member("amira").await, server.member("dora").await);
    role_here(&server, &dora, "organization-admin").await;
    let users = "/api/v2/organizations/default/members/me/workspaces/available-users";
    let list = dora.get(users).await.json_of(200);
    let names: Vec<_> =
        list.as_array().unwrap().iter().map(|one| one["username"].as_str().unwrap()).collect();
    assert!(names.contains(&"amira") && names.contains(&"dora") && names.is_sorted(), "{names:?}");
    let found = dora.get(&format!("{users}?q=ami&limit=1")).await.json_of(200);
    assert_eq!((&found[0]["id"], found.as_array().unwrap().len()), (&json!(amira.id), 1));
    assert_eq!(
        server.owner().await.get(&format!("{users}?limit=1&offset=1")).await.json_of(200)[0]["username"],
        names[1]
    );
    amira.get(users).await.expect(403);
    let wrong = dora.get(&format!("{users}?q=role:owner")).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["role"]);
    server.get(users).send().await.expect(401);
}
