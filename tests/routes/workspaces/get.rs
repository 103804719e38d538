//! `GET /workspaces/{workspace}`, `GET /workspacebuilds/{workspaceBuild}`

use burgrave_core::provisioning::build::Transition;
use serde_json::json;

use super::scene::{Asked, BUILDS, WORKSPACES, build, built, machine, running, template_of, workspace};
use crate::harness::{Engine, Person, Server};
use crate::routes::template_versions::scene::{role_here, site_role};
use crate::routes::templates::scene::{id, start};

/// TestWorkspace
#[apply(case)]
async fn a_workspace_is_read_by_its_owner_and_those_who_govern_templates(engine: Engine) {
    let server = start(engine).await;
    let [amira, jonas, noor, samir] = people(&server).await;
    role_here(&server, &noor, "organization-admin").await;
    site_role(&server, &samir, "auditor").await;
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    for (who, status) in
        [(&amira, 200), (server.owner().await, 200), (&noor, 200), (&jonas, 404), (&samir, 404)]
    {
        for path in [made.path(), made.build_path()] {
            who.get(&path).await.expect(status);
        }
    }
    let hidden = jonas.get(&made.path()).await.expect(404);
    let missing = format!("{WORKSPACES}/2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40");
    assert_eq!(hidden.text(), jonas.get(&missing).await.expect(404).text());
    let missing = format!("{BUILDS}/2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40");
    assert_eq!(hidden.text(), amira.get(&missing).await.expect(404).text());
    let wrong = amira.get(&format!("{WORKSPACES}/no-uuid")).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["workspace"]);
    let wrong = amira.get(&format!("{BUILDS}/no-uuid")).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["workspaceBuild"]);
    server.get(&made.path()).send().await.expect(401);
    server.get(&made.build_path()).send().await.expect(401);
}

async fn people(server: &Server) -> [Person; 4] {
    let mut all = Vec::new();
    for name in ["amira", "jonas", "noor", "samir"] {
        all.push(server.member(name).await);
    }
    all.try_into().ok().unwrap()
}

/// TestWorkspace/Deleted
#[apply(case)]
async fn a_deleted_workspace_is_gone_unless_it_is_asked_for(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    let deleted = built(&server, &made.workspace, Transition::Delete).await;
    let gone = amira.get(&made.path()).await.expect(410);
    assert!(gone.message().contains("dev"), "{}", gone.text());
    jonas.get(&made.path()).await.expect(404);
    let found = amira.get(&format!("{}?include_deleted=true", made.path())).await.json_of(200);
    let latest = &found["latest_build"];
    assert_eq!((&latest["status"], &latest["id"]), (&json!("deleted"), &json!(deleted.build)));
    assert_eq!(amira.get(&deleted.build_path()).await.json_of(200), *latest, "its builds stay");
    amira.get(&format!("{}?include_deleted=false", made.path())).await.expect(410);
}

/// What a build shows of its job at each point of its life; the workspace shows the same.
#[apply(case)]
async fn a_build_follows_its_job(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    let first = amira.get(&made.build_path()).await.json_of(200);
    let shown = amira.get(&made.path()).await.json_of(200);
    assert_eq!(shown["latest_build"], first);
    assert_eq!((&first["status"], &first["build_number"]), (&json!("running"), &json!(1)));
    assert_eq!(first["updated_at"], first["job"]["completed_at"]);
    assert!(first["deadline"].is_string());
    assert_eq!((&first["has_ai_task"], &first["has_external_agent"]), (&json!(false), &json!(false)));
    let names: Vec<_> = first["resources"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["cask", "dev"]);
    let dev = &first["resources"][1];
    assert_eq!(dev["metadata"][1], json!({"key": "password", "value": "*redacted*", "sensitive": true}));
    let agent = &dev["agents"][0];
    assert_eq!((&agent["status"], &agent["health"]["healthy"]), (&json!("connecting"), &json!(false)));
    assert_eq!(shown["health"], json!({"healthy": false, "failing_agents": [agent["id"]]}));
    let stopped = built(&server, &made.workspace, Transition::Stop).await;
    let stopped = amira.get(&stopped.build_path()).await.json_of(200);
    assert_eq!((&stopped["status"], &stopped["deadline"]), (&json!("stopped"), &json!(null)));
    assert_eq!(
        (&stopped["build_number"], &stopped["template_version_name"]),
        (&json!(2), &first["template_version_name"])
    );
    let shown = amira.get(&made.path()).await.json_of(200);
    assert_eq!(shown["health"], json!({"healthy": true, "failing_agents": []}));
    assert_eq!((&shown["outdated"], &shown["favorite"]), (&json!(false), &json!(false)));
}

/// The answer to a reader says why a build waits.
#[apply(case)]
async fn a_waiting_build_shows_its_owner_and_its_place_in_the_queue(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_of(&server, "castle", &machine()).await;
    let server = server.restart_with(vec![("provisioner-daemons", "0".into())]).await;
    let amira = Person { address: server.owner().await.address, ..amira };
    let one = workspace(&server, &amira, id(&template), "one", Asked::default()).await;
    let two = workspace(&server, &amira, id(&template), "two", Asked::default()).await;
    let first = amira.get(&one.build_path()).await.json_of(200);
    assert_eq!((&first["status"], &first["resources"]), (&json!("pending"), &json!([])));
    let places = [&one, &two].map(|made| made.build_path());
    let mut found = Vec::new();
    for place in &places {
        let job = amira.get(place).await.json_of(200)["job"].clone();
        found.push((job["queue_position"].clone(), job["queue_size"].clone()));
    }
    let sizes: Vec<_> = found.iter().map(|(_, size)| size.clone()).collect();
    assert_eq!(sizes, [json!(2), json!(2)], "both wait: {found:?}");
    assert!(first["matched_provisioners"]["count"].as_u64().unwrap() > 0, "{first}");
    assert_eq!(first.get("has_ai_task"), None);
    assert!(first["job"]["waits_because"].as_str().is_some_and(|why| !why.is_empty()), "{first}");
    let whole = amira.get(&one.path()).await.json_of(200);
    let by_number = amira.get("/api/v2/users/me/workspace/one/builds/1").await.json_of(200);
    for build in [&whole["latest_build"], &by_number] {
        assert_eq!(
            build["job"]["waits_because"], first["job"]["waits_because"],
            "wherever one build is read"
        );
    }
    let listed = amira.get("/api/v2/workspaces").await.json_of(200);
    assert_eq!(listed["workspaces"][0]["latest_build"]["job"].get("waits_because"), None);
    let again = build(&server, &one.workspace, Asked::to(Transition::Stop)).await;
    assert_eq!(amira.get(&one.path()).await.json_of(200)["latest_build"]["id"], json!(again.build));
}

#[apply(case)]
async fn a_workspace_is_found_by_its_owner_and_its_name_in_any_case(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "Dev").await;
    let found = amira.get(&made.path()).await.json_of(200);
    for path in ["me/workspace/Dev", "AMIRA/workspace/dev?include_deleted=false"] {
        assert_eq!(amira.get(&format!("/api/v2/users/{path}")).await.json_of(200), found, "{path}");
    }
    let by_id = format!("/api/v2/users/{}/workspace/dev", amira.id);
    assert_eq!(server.owner().await.get(&by_id).await.json_of(200)["id"], found["id"]);
    jonas.get(&by_id).await.expect(404);
    amira.get("/api/v2/users/me/workspace/other").await.expect(404);
    server.get(&by_id).send().await.expect(401);
    let gone = built(&server, &made.workspace, Transition::Delete).await;
    amira.get(&by_id).await.expect(404);
    let all = format!("{by_id}?include_deleted=true");
    assert_eq!(amira.get(&all).await.json_of(200)["latest_build"]["id"], json!(gone.build));
    let again = running(&server, &amira, &template, "dev").await;
    assert_eq!(amira.get(&all).await.json_of(200)["id"], json!(again.workspace), "the name is free again");
    let wrong = amira.get(&format!("{by_id}?include_deleted=perhaps")).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["include_deleted"]);
}

#[apply(case)]
async fn a_build_is_found_by_its_number(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    let second = built(&server, &made.workspace, Transition::Stop).await;
    let builds = "/api/v2/users/amira/workspace/DEV/builds";
    for (number, of) in [("1", &made), ("2", &second)] {
        let found = amira.get(&format!("{builds}/{number}")).await.json_of(200);
        assert_eq!(found["id"], json!(of.build));
    }
    for number in ["-1", "0", "99"] {
        amira.get(&format!("{builds}/{number}")).await.expect(404);
    }
    let wrong = amira.get(&format!("{builds}/last")).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["buildnumber"]);
    jonas.get(&format!("{builds}/1")).await.expect(404);
    server.get(&format!("{builds}/1")).send().await.expect(401);
}
