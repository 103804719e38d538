//! The requests of the command line, in their order. The fields that it reads must be in the answers.

use serde_json::{Value, json};

use super::scene::{
    BUILDS, Declared, WORKSPACES, activate, given, kept, start, template_of, text, values, version,
};
use crate::harness::{Answer, Engine, Person, Server};
use crate::routes::sockets::{follow, rest};
use crate::routes::templates::scene::id;

/// The command line of a person.
struct Cli<'a> {
    person: &'a Person,
}

const NIL: &str = "00000000-0000-0000-0000-000000000000";

impl Cli<'_> {
    async fn get(&self, path: &str) -> Value {
        self.person.get(&format!("/api/v2/{path}")).await.json_of(200)
    }

    /// The request before every command on a workspace.
    async fn workspace(&self, name: &str) -> Answer {
        self.person.get(&format!("/api/v2/users/me/workspace/{name}?include_deleted=false")).await
    }

    async fn found(&self, name: &str) -> Value {
        self.workspace(name).await.json_of(200)
    }

    /// What it does after it has asked for a build: it reads it, follows its log until that ends, and reads
    /// it again.
    async fn watch(&self, build: &Value) -> Value {
        let path = format!("/api/v2/workspacebuilds/{}", id(build));
        self.get(&format!("workspacebuilds/{}", id(build))).await;
        let log = follow(self.person, &format!("{path}/logs?follow")).await.unwrap();
        let (lines, code) = rest(log).await;
        assert!(code == 1000 && !lines.is_empty(), "{code}: {lines:?}");
        let now = self.get(&format!("workspacebuilds/{}", id(build))).await;
        assert_eq!(now["job"]["status"], "succeeded", "{now}");
        now
    }

    /// Asks for a build, and waits for it.
    async fn build(&self, workspace: &Value, body: Value) -> Value {
        let asked = self.person.post(&format!("{WORKSPACES}/{}/builds", id(workspace)), &body).await;
        self.watch(&asked.json_of(201)).await
    }

    /// What it reads of a version before it asks for parameters.
    async fn prepare(&self, version: &Value, owner: &str) -> Value {
        let version = self.get(&format!("templateversions/{}", version.as_str().unwrap())).await;
        let template = self.get(&format!("templates/{}", version["template_id"].as_str().unwrap())).await;
        if template["use_classic_parameter_flow"] == true {
            let asked = self.get(&format!("templateversions/{}/rich-parameters", id(&version))).await;
            assert!(asked.is_array());
        } else {
            self.evaluate(&version, owner).await;
        }
        assert_eq!(self.get(&format!("templateversions/{}/external-auth", id(&version))).await, json!([]));
        version
    }

    /// What it reads of the parameters: those that are needed and have no value are asked for.
    async fn evaluate(&self, version: &Value, owner: &str) {
        let organization = version["organization_id"].as_str().unwrap();
        let member = self.get(&format!("organizations/{organization}/members/{owner}")).await;
        let body = json!({"id": 0, "inputs": {}, "owner_id": member["user_id"]});
        let at = format!("/api/v2/templateversions/{}/dynamic-parameters/evaluate", id(version));
        let told = self.person.post(&at, &body).await.json_of(200);
        assert_eq!((&told["id"], &told["diagnostics"]), (&json!(0), &json!([])));
        for one in told["parameters"].as_array().unwrap() {
            for name in ["name", "display_name", "description", "type", "form_type"] {
                assert!(one[name].is_string(), "{name}: {one}");
            }
            for name in ["mutable", "required", "ephemeral"] {
                assert!(one[name].is_boolean(), "{name}: {one}");
            }
            assert!(one["default_value"]["valid"].is_boolean() && one["options"].is_array(), "{one}");
            assert!(one["validations"].is_array(), "{one}");
        }
    }

    /// What it shows before it makes or updates a workspace.
    async fn try_out(&self, version: &Value, name: &str, typed: &Value) {
        let at = format!("templateversions/{}/dry-run", id(version));
        let body = json!({"workspace_name": name, "rich_parameter_values": typed});
        let job = self.person.post(&format!("/api/v2/{at}"), &body).await.json_of(201);
        self.get(&format!("{at}/{}/matched-provisioners", id(&job))).await;
        self.get(&format!("{at}/{}", id(&job))).await;
        let log = follow(self.person, &format!("/api/v2/{at}/{}/logs?follow", id(&job))).await.unwrap();
        assert_eq!(rest(log).await.1, 1000);
        assert_eq!(self.get(&format!("{at}/{}", id(&job))).await["status"], "succeeded");
        assert!(self.get(&format!("{at}/{}/resources", id(&job))).await.is_array());
    }

    async fn create(&self, name: &str, template: &str, typed: Value) -> Value {
        self.workspace(name).await.expect(404);
        let found = self.get(&format!("templates?q=exact_name:%22{template}%22")).await[0].clone();
        let active = &found["active_version_id"];
        self.get(&format!("templateversions/{}/presets", active.as_str().unwrap())).await;
        let version = self.prepare(active, "me").await;
        self.try_out(&version, name, &typed).await;
        let body = json!({
            "template_id": NIL, "template_version_id": version["id"], "name": name,
            "automatic_updates": "never", "rich_parameter_values": typed, "template_version_preset_id": NIL,
        });
        let made = self.person.post("/api/v2/users/me/workspaces", &body).await.json_of(201);
        assert_eq!(made["name"], name);
        self.watch(&made["latest_build"]).await;
        made
    }

    async fn start(&self, workspace: &Value, version: &Value, typed: Value) -> Value {
        let latest = workspace["latest_build"]["id"].as_str().unwrap();
        self.get(&format!("workspacebuilds/{latest}/parameters")).await;
        let version = self.prepare(version, workspace["owner_id"].as_str().unwrap()).await;
        if latest_version(workspace) != id(&version) {
            self.try_out(&version, workspace["name"].as_str().unwrap(), &typed).await;
        }
        let body = json!({
            "transition": "start", "template_version_id": version["id"], "rich_parameter_values": typed,
            "reason": "cli", "template_version_preset_id": NIL,
        });
        self.build(workspace, body).await
    }
}

fn latest_version(workspace: &Value) -> &str {
    workspace["latest_build"]["template_version_id"].as_str().unwrap()
}

/// `create`, `stop`, `start`, `restart`, `update`, `delete`
#[apply(case)]
async fn a_workspace_is_led_through_its_life_by_the_command_line(engine: Engine) {
    let server = start(engine).await;
    for classic in [false, true] {
        led_through_its_life(&server, classic).await;
    }
}

async fn led_through_its_life(server: &Server, classic: bool) {
    let amira = server.member(if classic { "amira" } else { "bela" }).await;
    let declared = Declared::with(vec![text("size")]);
    let name = format!("base-{classic}");
    let settings = json!({"template_use_classic_parameter_flow": classic});
    let base = template_of(server, &name, declared.archive(&name), settings).await;
    let cli = Cli { person: &amira };
    cli.create("dev", &name, given(&[("size", "small")])).await;
    let found = cli.found("dev").await;
    cli.build(&found, json!({"transition": "stop"})).await;
    let found = cli.found("dev").await;
    let same = found["latest_build"]["template_version_id"].clone();
    cli.start(&found, &same, json!(null)).await;
    // A restart is a stop and a start.
    let found = cli.found("dev").await;
    cli.build(&found, json!({"transition": "stop"})).await;
    let restarted = cli.start(&found, &same, given(&[("size", "large")])).await;
    assert_eq!((&restarted["build_number"], &restarted["reason"]), (&json!(5), &json!("cli")));
    assert_eq!(values(server, &restarted).await, kept(&[("size", "large")]));
    let second = version(server, &base, "second", &declared).await;
    activate(server, &base, &second).await;
    let found = cli.found("dev").await;
    assert_eq!((&found["outdated"], &found["template_active_version_id"]), (&json!(true), &second["id"]));
    cli.build(&found, json!({"transition": "stop"})).await;
    let updated = cli.start(&found, &second["id"], json!([])).await;
    assert_eq!(updated["template_version_id"], second["id"]);
    assert_eq!(cli.found("dev").await["outdated"], false);
    let found = cli.found("dev").await;
    cli.build(&found, json!({"transition": "delete"})).await;
    cli.workspace("dev").await.expect(404);
}

/// `schedule start`, `schedule stop`, `schedule extend`, `favorite`, `unfavorite`, `autoupdate`, `rename`
#[apply(case)]
async fn settings_are_changed_by_the_command_line(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    template_of(&server, "base", Declared::default().archive("base"), json!({})).await;
    let cli = Cli { person: &amira };
    let made = cli.create("dev", "base", json!(null)).await;
    let put = async |what: &str, body: Value, status| {
        let found = cli.found("dev").await;
        amira.put(&format!("{WORKSPACES}/{}/{what}", id(&found)), &body).await.expect(status);
        cli.found("dev").await
    };
    let listed = cli.get("workspaces?q=owner:me%20name:dev").await;
    assert_eq!((&listed["count"], &listed["workspaces"][0]["id"]), (&json!(1), &made["id"]));
    let template = cli.get(&format!("templates/{}", made["template_id"].as_str().unwrap())).await;
    assert!(template["autostart_requirement"]["days_of_week"].is_array());
    let schedule = "CRON_TZ=Europe/Dublin 30 9 * * Mon-Fri";
    let found = put("autostart", json!({"schedule": schedule}), 204).await;
    assert_eq!((&found["autostart_schedule"], found["next_start_at"].is_string()), (&json!(schedule), true));
    assert_eq!(put("autostart", json!({"schedule": null}), 204).await.get("autostart_schedule"), None);
    assert_eq!(put("ttl", json!({"ttl_ms": 28_800_000}), 204).await["ttl_ms"], 28_800_000);
    let found = cli.found("dev").await;
    cli.start(&found, &found["latest_build"]["template_version_id"], json!(null)).await;
    let deadline = "2026-03-02T20:00:00Z";
    let found = put("extend", json!({"deadline": deadline}), 200).await;
    assert!(found["latest_build"]["deadline"].as_str().unwrap().starts_with("2026-03-02T20:00:00"));
    assert_eq!(put("favorite", json!(null), 204).await["favorite"], true);
    amira.delete(&format!("{WORKSPACES}/{}/favorite", id(&made))).await.expect(204);
    assert_eq!(cli.found("dev").await["favorite"], false);
    assert_eq!(
        put("autoupdates", json!({"automatic_updates": "always"}), 204).await["automatic_updates"],
        "always"
    );
    amira.patch(&format!("{WORKSPACES}/{}", id(&made)), &json!({"name": "dev"})).await.expect(204);
}

/// `state pull`, `state push` with and without a build, `start` of a dormant workspace
#[apply(case)]
async fn states_are_pulled_and_pushed_by_the_command_line(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    template_of(&server, "base", Declared::default().archive("base"), json!({})).await;
    let cli = Cli { person: owner };
    cli.create("dev", "base", json!(null)).await;
    let found = cli.found("dev").await;
    let state = format!("{BUILDS}/{}/state", id(&found["latest_build"]));
    assert_eq!(owner.get(&state).await.expect(200).text(), "state of base");
    owner.put(&state, &json!({"state": "cHVzaGVk"})).await.expect(204);
    assert_eq!(owner.get(&state).await.expect(200).text(), "pushed");
    let found = cli.found("dev").await;
    let version = &found["latest_build"]["template_version_id"];
    let body = json!({"transition": "start", "template_version_id": version, "state": "bWluZQ=="});
    cli.build(&found, body).await;
    let dormant = format!("{WORKSPACES}/{}/dormant", id(&found));
    owner.put(&dormant, &json!({"dormant": true})).await.expect(200);
    let found = cli.found("dev").await;
    assert!(found["dormant_at"].is_string());
    owner.put(&dormant, &json!({"dormant": false})).await.expect(200);
    cli.start(&found, version, json!(null)).await;
}
