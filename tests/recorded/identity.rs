//! Refusals of quotas, access lists of templates, refusals of builds: `identity.txt` has each row that is
//! documented of them, and the cases that hold it. Those that stood nowhere else stand here.

use std::collections::BTreeSet;

use serde_json::json;

use super::table::lines;
use crate::harness::{Case, Engine};
use crate::routes::template_versions::scene::{role_here, site_role};
use crate::routes::templates::scene::{HERE, VERSIONS, archive, id, version_of};
use crate::routes::workspace_changes::scene::{
    Declared, MINE, ask, ask_build, build, ended, outsider, path, start, template, template_of, version,
    workspace,
};

#[apply(case)]
async fn every_documented_row_of_quotas_access_and_refused_builds_has_its_case() {
    let cases: BTreeSet<_> = Case::all().into_iter().map(|case| case.name).collect();
    let (mut missing, mut rows) = (Vec::new(), 0);
    for (line, text) in lines("identity") {
        let (row, named) =
            text.rsplit_once(" | ").unwrap_or_else(|| panic!("identity.txt:{line} names cases"));
        rows += 1;
        missing.extend(
            named.split(", ").filter(|case| !cases.contains(case)).map(|case| format!("{row}: {case}")),
        );
    }
    assert!(rows > 30, "the rows are read");
    assert!(missing.is_empty(), "there is no case of this name:\n{}", missing.join("\n"));
}

/// §7.4: the answer comes first, and the refusal in the job, its log and its build
#[apply(case)]
async fn a_start_beyond_the_budget_is_answered_201_and_its_log_tells_the_sums(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let declared = Declared { cost: 2, ..Declared::default() };
    let base = template_of(&server, "base", declared.archive("base"), json!({})).await;
    let group = format!("/api/v2/groups/{}", base["organization_id"].as_str().unwrap());
    server.owner().await.patch(&group, &json!({"quota_allowance": 1})).await.expect(200);
    let made = ask(&amira, &base, "dev", json!({})).await.json_of(201);
    ended(&server, &made["latest_build"]).await;
    let refused = amira.get(&path(&made)).await.json_of(200)["latest_build"].clone();
    assert_eq!((&refused["status"], &refused["daily_cost"]), (&json!("failed"), &json!(0)));
    assert_eq!(refused["job"]["error_code"], "INSUFFICIENT_QUOTA");
    assert!(refused["job"]["error"].as_str().unwrap().contains("quota"));
    let log = amira.get(&format!("/api/v2/workspacebuilds/{}/logs", id(&refused))).await.json_of(200);
    let told: Vec<_> =
        log.as_array().unwrap().iter().filter(|line| line["stage"] == "Commit quota").collect();
    let levels: Vec<_> = told.iter().map(|line| line["log_level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["info", "info", "info", "warn"]);
    for (line, number) in told.iter().zip(["2", "1", "0"]) {
        assert_eq!(line["log_source"], "provisioner");
        assert!(line["output"].as_str().unwrap().contains(number), "{line}");
    }
}

/// §7.4: the latest build of a workspace costs nothing once it was refused
#[apply(case)]
async fn a_refused_start_frees_what_the_workspace_has_cost(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let declared = Declared { cost: 2, ..Declared::default() };
    let base = template_of(&server, "base", declared.archive("base"), json!({})).await;
    let group = format!("/api/v2/groups/{}", base["organization_id"].as_str().unwrap());
    owner.patch(&group, &json!({"quota_allowance": 4})).await.expect(200);
    let first = workspace(&server, &amira, &base, "first").await;
    workspace(&server, &amira, &base, "second").await;
    let quota =
        async || amira.get("/api/v2/workspace-quota/me").await.json_of(200)["credits_consumed"].clone();
    assert_eq!(quota().await, 4);
    let dearer = Declared { cost: 3, ..Declared::default() };
    let next = version(&server, &base, "dearer", &dearer).await;
    let asked = json!({"transition": "start", "template_version_id": next["id"]});
    let refused = build(&server, &amira, &first, asked).await;
    assert_eq!(refused["job"]["error_code"], "INSUFFICIENT_QUOTA");
    assert_eq!(quota().await, 2, "only the second one counts");
    let asked = json!({"transition": "start", "template_version_id": base["active_version_id"]});
    assert_eq!(build(&server, &amira, &first, asked).await["status"], "running");
    assert_eq!(quota().await, 4);
}

/// TestWorkspaceQuota/ManyWorkspaces: workspaces are added up, not their builds
#[apply(case)]
async fn many_builds_of_a_workspace_cost_once(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let declared = Declared { cost: 1, ..Declared::default() };
    let base = template_of(&server, "base", declared.archive("base"), json!({})).await;
    let group = format!("/api/v2/groups/{}", base["organization_id"].as_str().unwrap());
    server.owner().await.patch(&group, &json!({"quota_allowance": 9})).await.expect(200);
    for name in ["one", "two", "three"] {
        let made = workspace(&server, &amira, &base, name).await;
        build(&server, &amira, &made, json!({"transition": "start"})).await;
    }
    let quota = amira.get("/api/v2/workspace-quota/me").await.json_of(200);
    assert_eq!(quota, json!({"credits_consumed": 3, "budget": 9}));
}

/// TestTemplateACL/AdminCanPushVersions, TestReadFileWithTemplateUpdate
#[apply(case)]
async fn an_admin_by_the_list_pushes_versions_and_makes_them_active(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let base = template(&server, "base").await;
    let at = format!("/api/v2/templates/{}", id(&base));
    let body = json!({"user_perms": {amira.id.clone(): "admin"}});
    owner.patch(&format!("{at}/acl"), &body).await.expect(200);
    let fields = json!({"template_id": base["id"], "name": "pushed"});
    let pushed = version_of(&server, &amira, archive("pushed"), fields).await;
    amira.patch(&format!("{at}/versions"), &json!({"id": pushed["id"]})).await.expect(200);
    let read = amira.get(&at).await.json_of(200);
    assert_eq!(read["active_version_id"], pushed["id"]);
    let first = owner.get(&format!("{at}/versions")).await.json_of(200)[0].clone();
    let file = format!("/api/v2/files/{}", first["job"]["file_id"].as_str().unwrap());
    amira.get(&file).await.expect(200);
    // What isn't this template's is not theirs.
    let elsewhere = json!({
        "storage_method": "file", "file_id": pushed["job"]["file_id"], "provisioner": "echo",
    });
    amira.post(VERSIONS, &elsewhere).await.expect(403);
}

/// §8: reading a template is not using it
#[apply(case)]
async fn who_only_reads_a_template_makes_no_workspace_of_it(engine: Engine) {
    let server = start(engine).await;
    let axel = server.member("axel").await;
    site_role(&server, &axel, "auditor").await;
    let shut = json!({"disable_everyone_group_access": true});
    let base = template_of(&server, "base", Declared::default().archive("base"), shut).await;
    axel.get(&format!("/api/v2/templates/{}", id(&base))).await.expect(200);
    ask(&axel, &base, "dev", json!({})).await.expect(403);
}

/// §8: entries of people who are no members
#[apply(case)]
async fn somebody_of_another_organization_reads_by_the_list_and_makes_nothing(engine: Engine) {
    let server = start(engine).await;
    let base = template(&server, "base").await;
    let yan = outsider(&server, "yan").await;
    let at = format!("/api/v2/templates/{}", id(&base));
    yan.get(&at).await.expect(404);
    let body = json!({"user_perms": {yan.id.clone(): "use"}});
    server.owner().await.patch(&format!("{at}/acl"), &body).await.expect(200);
    yan.get(&at).await.expect(200);
    let refused = yan.post(MINE, &json!({"name": "dev", "template_id": base["id"]})).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
}

/// TestTemplateAccess
#[apply(case)]
async fn templates_are_read_by_roles_and_by_groups(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let open = template(&server, "open").await;
    let shut = json!({"disable_everyone_group_access": true});
    let closed = template_of(&server, "closed", Declared::default().archive("closed"), shut).await;
    let group =
        owner.post("/api/v2/organizations/default/groups", &json!({"name": "masons"})).await.json_of(201);
    let acl = format!("/api/v2/templates/{}/acl", id(&closed));
    owner.patch(&acl, &json!({"group_perms": {id(&group): "use"}})).await.expect(200);
    let (tina, dora) = (server.member("tina").await, server.member("dora").await);
    site_role(&server, &tina, "template-admin").await;
    role_here(&server, &dora, "organization-admin").await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let add = json!({"add_users": [jonas.id]});
    owner.patch(&format!("/api/v2/groups/{}", id(&group)), &add).await.expect(200);
    let yan = outsider(&server, "yan").await;
    for (person, of_open, of_closed) in [
        (owner, 200, 200),
        (&tina, 200, 200),
        (&dora, 200, 200),
        (&jonas, 200, 200),
        (&amira, 200, 404),
        (&yan, 404, 404),
    ] {
        for (one, status) in [(&open, of_open), (&closed, of_closed)] {
            person.get(&format!("/api/v2/templates/{}", id(one))).await.expect(status);
        }
        let seen = [of_open, of_closed].iter().filter(|status| **status == 200).count();
        let listed = person.get("/api/v2/templates").await.json_of(200);
        assert_eq!(listed.as_array().unwrap().len(), seen, "{}", person.username);
    }
    yan.get(HERE).await.expect(404);
}

/// §10.4: six at the same moment
#[apply(case)]
async fn of_builds_at_the_same_moment_one_begins(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    let made = workspace(&server, &amira, &base, "dev").await;
    let all = (0..6).map(|_| ask_build(&amira, &made, json!({"transition": "start"})));
    let answers = futures::future::join_all(all).await;
    let begun = answers.iter().filter(|answer| answer.status == 201).count();
    // Where one ends before another is asked for, that one may begin as well.
    assert!(begun >= 1 && answers.iter().all(|answer| [201, 409].contains(&answer.status)));
    let builds = amira.get(&format!("{}/builds", path(&made))).await.json_of(200);
    let numbers: BTreeSet<_> =
        builds.as_array().unwrap().iter().map(|one| one["build_number"].as_u64()).collect();
    assert_eq!(numbers.len(), begun + 1, "each has a number of its own");
}
