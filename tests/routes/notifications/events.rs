//! Who is told of what happens.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::resources::Resource;
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use burgrave_provisioner::{Applied, Parsed, Planned};
use chrono::TimeDelta;
use http::Method;
use serde_json::json;

use super::scene::{again, inbox, pass, send, settle, titles};
use crate::harness::{Engine, Person, Server};
use crate::routes::quotas::scene::allow_everyone;
use crate::routes::template_versions::scene::{site_role, version as waiting};
use crate::routes::templates::scene::{HERE, path, start, template, version, version_of};
use crate::routes::workspaces::scene::{running, template_of};

const CREATED: &str = "281fdf73-c6d6-4cbb-8ff5-888baf8a2fff";
const UPDATED: &str = "d089fe7b-d5c5-4c0c-aaf5-689859f7d392";

async fn with_role(server: &Server, name: &str, role: &str) -> Person {
    let person = server.member(name).await;
    site_role(server, &person, role).await;
    person
}

/// Builds a workspace by a request, and waits for the end.
async fn build(server: &Server, by: &Person, workspace: &str, body: serde_json::Value) {
    let made = by.post(&format!("/api/v2/workspaces/{workspace}/builds"), &body).await.json_of(201);
    server.log.wait_for(1, "job ended", "job", made["job"]["id"].as_str().unwrap()).await;
}

async fn wants(person: &Person, template: &str) {
    let said = json!({"template_disabled_map": {template: false}});
    person.put("/api/v2/users/me/notifications/preferences", &said).await.expect(200);
}

#[apply(case)]
async fn changes_of_accounts_reach_those_who_look_after_them(engine: Engine) {
    let server = Server::start(engine).await;
    let uma = with_role(&server, "uma", "user-admin").await;
    server.clock.advance(TimeDelta::seconds(1));
    let amira = server.member("amira").await;
    settle(&server).await;
    assert_eq!(titles(&uma).await, ["The account uma was created", "The account amira was created"]);
    let message = inbox(&uma).await.remove(0);
    assert_eq!(message["targets"], json!([amira.id]));
    assert_eq!(message["icon"], "DEFAULT_ICON_ACCOUNT");
    assert_eq!(message["content"], "**owner** has created the account **amira**.");
    let url = message["actions"][0]["url"].as_str().unwrap();
    assert!(url.ends_with("/deployment/users?filter=status:active"), "{url}");
    assert_eq!(inbox(&amira).await.len(), 0);
    let owner = server.owner().await;
    for status in ["suspend", "activate", "activate"] {
        send(owner, Method::PUT, &format!("/api/v2/users/amira/status/{status}"), 200).await;
        settle(&server).await;
    }
    let mine = titles(&again(&amira).await).await;
    assert_eq!(mine, ["Your account was suspended", "Your account is active again"]);
    send(owner, Method::DELETE, "/api/v2/users/amira", 200).await;
    settle(&server).await;
    let all = titles(&uma).await;
    assert_eq!(
        all[2..],
        ["suspended", "activated", "deleted"].map(|what| format!("The account amira was {what}"))
    );
    assert_eq!(titles(owner).await.len(), 5, "owners are told too, also of what they did");
}

#[apply(case)]
async fn owners_of_workspaces_hear_of_what_others_do_to_them(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let made = template_of(&server, "forge", &Planned::default()).await;
    let [mine, other] =
        [running(&server, &amira, &made, "mine").await, running(&server, &amira, &made, "other").await];
    for (who, workspace) in [(&amira, &mine), (owner, &other)] {
        who.put(&format!("{}/dormant", workspace.path()), &json!({"dormant": true})).await.expect(200);
        server.clock.advance(TimeDelta::seconds(1));
        build(&server, who, &workspace.workspace, json!({"transition": "delete"})).await;
    }
    settle(&server).await;
    let told = inbox(&amira).await;
    assert_eq!(titles(&amira).await, ["The workspace other is dormant", "The workspace other was deleted"]);
    let targets = json!([other.workspace, amira.id, made["id"], made["organization_id"]]);
    assert!(told.iter().all(|message| message["targets"] == targets), "{told:?}");
    assert_eq!(told[0]["content"], "Your workspace **other** was deleted by **owner** (initiated by user).");
    assert_eq!(told[1]["content"], "Your workspace **other** is dormant (owner has put it to sleep).");
}

#[apply(case)]
async fn a_failed_build_is_told_to_template_admins_alone(engine: Engine) {
    let server = start(engine).await;
    let (owner, tara) = (server.owner().await, with_role(&server, "tara", "template-admin").await);
    let amira = server.member("amira").await;
    let failing = Applied { error: Some("no machine is free".into()), ..Applied::default() };
    let archive = EchoArchive::simple(&Parsed::default(), &Planned::default())
        .apply(Some(Transition::Stop), &[EchoStep::Complete(failing)])
        .into_tar();
    let version = version_of(&server, owner, archive, json!({"name": "first"})).await;
    let body = json!({"name": "forge", "display_name": "The Forge", "template_version_id": version["id"]});
    let made = owner.post(HERE, &body).await.json_of(201);
    let mine = running(&server, &amira, &made, "mine").await;
    build(&server, &amira, &mine.workspace, json!({"transition": "stop"})).await;
    settle(&server).await;
    let failed = "A build of the workspace mine has failed";
    let told = inbox(&tara).await;
    let found = told.iter().find(|message| message["title"] == failed).expect("it is told");
    let content = found["content"].as_str().unwrap();
    assert!(content.contains("Build 2 of the workspace **mine** of **amira**"), "{content}");
    assert!(content.contains("template **The Forge** (version **first**)"), "{content}");
    for other in [owner, &amira] {
        assert!(!titles(other).await.contains(&failed.to_owned()));
    }
}

#[apply(case)]
async fn workspaces_that_are_made_or_updated_are_told_to_those_who_want_it(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let [tara, theo] = [
        with_role(&server, "tara", "template-admin").await,
        with_role(&server, "theo", "template-admin").await,
    ];
    for template in [CREATED, UPDATED] {
        wants(&tara, template).await;
        wants(owner, template).await;
    }
    let forge = template(&server, "forge").await;
    let body = json!({"name": "mine", "template_id": forge["id"]});
    let made = amira.post("/api/v2/users/me/workspaces", &body).await.json_of(201);
    let job = made["latest_build"]["job"]["id"].as_str().unwrap();
    server.log.wait_for(1, "job ended", "job", job).await;
    server.clock.advance(TimeDelta::seconds(1));
    let next = version(&server, owner, json!({"template_id": forge["id"], "name": "next"})).await;
    let workspace = made["id"].as_str().unwrap();
    let update = json!({"transition": "start", "template_version_id": next["id"]});
    build(&server, owner, workspace, update).await;
    settle(&server).await;
    let about = ["The workspace mine was created", "The workspace mine was updated"];
    let of = async |person: &Person| -> Vec<String> {
        titles(person).await.into_iter().filter(|title| title.contains("mine")).collect()
    };
    assert_eq!(of(&tara).await, about);
    assert_eq!(of(owner).await, about[..1], "the initiator of the update isn't told of it");
    assert!(of(&theo).await.is_empty(), "they are off until somebody wants them");
}

#[apply(case)]
async fn templates_that_go_are_told_to_those_whom_it_concerns(engine: Engine) {
    let server = start(engine).await;
    let (owner, tara) = (server.owner().await, with_role(&server, "tara", "template-admin").await);
    let [amira, jonas] = [server.member("amira").await, server.member("jonas").await];
    let forge = template_of(&server, "forge", &Planned::default()).await;
    let spare = template(&server, "spare").await;
    for name in ["one", "two"] {
        running(&server, &amira, &forge, name).await;
    }
    let message = json!({"deprecation_message": "Use the **smithy** instead."});
    owner.patch(&path(&forge), &message).await.expect(200);
    send(owner, Method::DELETE, &path(&spare), 200).await;
    settle(&server).await;
    assert_eq!(titles(&amira).await, ["The template forge is deprecated"], "once, however many they have");
    assert!(inbox(&amira).await[0]["content"].as_str().unwrap().contains("Use the **smithy** instead."));
    assert!(inbox(&jonas).await.is_empty());
    let told = titles(&tara).await;
    assert_eq!(told.last().unwrap(), "The template spare was deleted");
    assert!(!titles(owner).await.contains(told.last().unwrap()), "the one who did it knows");
}

#[apply(case)]
async fn a_workspace_that_has_changed_is_told_of_until_nothing_new_is_found(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let found = json!([
        {"address": "machine.dev", "kind": "machine", "name": "dev", "action": "changed", "attributes": ["size"]},
        {"address": "disk.cask", "kind": "disk", "name": "cask", "action": "gone", "attributes": []},
    ]);
    let archive = EchoArchive::simple(&Parsed::default(), &Planned::default());
    let archive = archive.file("drift.json", &found.to_string()).into_tar();
    let version = version_of(&server, owner, archive, json!({"name": "first"})).await;
    let body = json!({"name": "forge", "template_version_id": version["id"]});
    let forge = owner.post(HERE, &body).await.json_of(201);
    let mine = running(&server, &amira, &forge, "mine").await;
    let check = async || {
        server.clock.advance(TimeDelta::seconds(1));
        let asked = amira.post(&format!("{}/drift", mine.path()), &json!(null)).await.json_of(201);
        server.log.wait_for(1, "job ended", "job", asked["check"]["job"]["id"].as_str().unwrap()).await;
        settle(&server).await;
        titles(&amira).await
    };
    let title = "The workspace mine has changed without a build";
    assert_eq!(check().await, [title]);
    let content = inbox(&amira).await[0]["content"].as_str().unwrap().to_owned();
    assert!(content.contains("2 resources") && content.contains("machine.dev, disk.cask"), "{content}");
    assert_eq!(check().await, [title], "the same is told once");
    let baseline = json!({"ignore": ["machine.dev", "disk.cask"]});
    amira.put(&format!("{}/drift/baseline", mine.path()), &baseline).await.expect(200);
    assert_eq!(check().await, [title], "this may change");
    build(&server, &amira, &mine.workspace, json!({"transition": "start"})).await;
    amira.put(&format!("{}/drift/baseline", mine.path()), &json!({"ignore": []})).await.expect(200);
    assert_eq!(check().await, [title, title], "a build later it has changed anew");
}

#[apply(case)]
async fn a_quota_is_told_of_when_it_is_nearly_and_when_it_is_wholly_used(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    allow_everyone(&server, 10).await;
    let costs = |cost: i64| {
        let resource =
            Resource { name: "dev".into(), kind: "machine".into(), daily_cost: cost, ..Resource::default() };
        Planned { resources: vec![resource], ..Planned::default() }
    };
    let (four, two) =
        (template_of(&server, "four", &costs(4)).await, template_of(&server, "two", &costs(2)).await);
    let mut told = Vec::new();
    for (template, name) in [(&four, "a"), (&four, "b"), (&two, "c"), (&two, "d")] {
        server.clock.advance(TimeDelta::seconds(1));
        running(&server, &amira, template, name).await;
        settle(&server).await;
        told.push(titles(&amira).await.len());
    }
    assert_eq!(told, [0, 1, 2, 2]);
    let titles = titles(&amira).await;
    assert_eq!(titles, ["Your quota in coder is nearly used", "Your quota in coder is used up"]);
    let content = inbox(&amira).await[0]["content"].as_str().unwrap().to_owned();
    assert!(content.contains("**c**") && content.contains("10 of 10 a day"), "{content}");
}

#[apply(case)]
async fn a_job_that_no_daemon_can_take_is_told_of_once(engine: Engine) {
    let server = start(engine).await;
    let (owner, tara) = (server.owner().await, with_role(&server, "tara", "template-admin").await);
    waiting(owner, json!({"tags": {"gpu": "yes"}})).await;
    for _ in 0..3 {
        pass(&server, TimeDelta::minutes(3)).await;
        settle(&server).await;
    }
    let title = "A job in coder waits for a daemon that isn't there";
    let found: Vec<_> = inbox(&tara).await.into_iter().filter(|one| one["title"] == title).collect();
    let [told] = &found[..] else { panic!("once: {found:?}") };
    let content = told["content"].as_str().unwrap();
    assert!(content.contains("**owner**") && content.contains("gpu"), "{content}");
}

#[apply(case)]
async fn a_workspace_that_nobody_uses_is_told_of_when_it_falls_asleep(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let forge = template_of(&server, "forge", &Planned::default()).await;
    let settings = json!({"time_til_dormant_ms": 1_800_000, "time_til_dormant_autodelete_ms": 604_800_000});
    owner.patch(&path(&forge), &settings).await.expect(200);
    let amira = server.member("amira").await;
    running(&server, &amira, &forge, "mine").await;
    pass(&server, TimeDelta::minutes(31)).await;
    settle(&server).await;
    let told = inbox(&amira).await;
    let found = told.iter().find(|message| message["title"] == "The workspace mine is dormant");
    let content = found.expect("it is told")["content"].as_str().unwrap();
    assert!(content.contains("(it was not used). It is deleted in 7 days unless you use it."), "{content}");
}
