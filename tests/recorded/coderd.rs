//! The requests of a program that keeps a deployment as it is written down, in their order.
//!
//! What it sends about licences, provisioner keys and workspace proxies has no operation here yet.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server, secrets};
use crate::routes::files::scene::{TAR, tar};
use crate::routes::sockets::{follow, next};
use crate::routes::template_versions::hand::take;
use crate::routes::templates::scene::id;

const PASSWORD: &str = "kept-Likes-47-Green-Lanterns";
const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// The program, with a token of somebody's.
struct Program<'a> {
    server: &'a Server,
    person: &'a Person,
    /// The organization by its id.
    organization: String,
}

impl<'a> Program<'a> {
    /// The beginning of every step.
    async fn begin(server: &'a Server, person: &'a Person) -> Program<'a> {
        let me = person.get("/api/v2/users/me").await.json_of(200);
        let organization = me["organization_ids"][0].as_str().unwrap().to_owned();
        let told = person.get("/api/v2/entitlements").await.json_of(200);
        for feature in [
            "template_rbac",
            "workspace_proxy",
            "advanced_template_scheduling",
            "access_control",
            "control_shared_ports",
        ] {
            assert!(told["features"][feature]["enabled"].is_boolean(), "{feature}");
        }
        Program { server, person, organization }
    }

    async fn get(&self, path: &str) -> Value {
        self.person.get(&format!("/api/v2/{path}")).await.json_of(200)
    }

    async fn patch(&self, path: &str, body: Value) -> Value {
        self.person.patch(&format!("/api/v2/{path}"), &body).await.json_of(200)
    }

    fn of_organization(&self, path: &str) -> String {
        format!("/api/v2/organizations/{}/{path}", self.organization)
    }

    /// An upload whose length isn't told before: blocks of 512 bytes, without the padding of other programs.
    async fn upload(&self, text: &str) -> String {
        let whole = tar(&[("main.tf", text.as_bytes())]);
        let blocks = whole.chunks(512).rposition(|block| block.iter().any(|byte| *byte != 0)).unwrap() + 3;
        let bytes = whole[..(blocks * 512).min(whole.len())].to_vec();
        let call = self.person.call(Method::POST, "/api/v2/files").body(TAR, bytes).chunked();
        let sent = call.send().await;
        assert!([200, 201].contains(&sent.status), "{}", sent.text());
        sent.json()["hash"].as_str().unwrap().to_owned()
    }

    /// A new version, of a template unless that is nil; a daemon imports it meanwhile.
    async fn version(&self, name: Value, text: &str, template: &str) -> Value {
        let file = self.upload(text).await;
        let mut body = json!({
            "message": text, "template_id": template, "storage_method": "file", "file_id": file,
            "provisioner": "terraform", "tags": {}, "user_variable_values": [{"name": "zone", "value": "a"}],
        });
        if name.is_string() {
            body["name"] = name;
        }
        let made = self.person.post(&self.of_organization("templateversions"), &body).await.json_of(201);
        assert!(made["name"].is_string());
        let path = format!("templateversions/{}", id(&made));
        let mut log = follow(self.person, &format!("/api/v2/{path}/logs?follow")).await.unwrap();
        let hand = take(self.server, &made).await;
        hand.writes(&["first", &"long ".repeat(20_000)]).await;
        let first = next(&mut log).await.unwrap();
        for field in ["id", "output", "created_at", "stage", "log_source", "log_level"] {
            assert!(!first[field].is_null(), "{field}: {first}");
        }
        // The stream breaks off, and goes on behind the last line.
        drop(log);
        let after = format!("/api/v2/{path}/logs?follow&after={}", first["id"]);
        let mut log = follow(self.person, &after).await.unwrap();
        hand.ends().await;
        loop {
            match next(&mut log).await {
                Ok(line) => {
                    assert!(line.to_string().len() <= 32 * 1024, "a frame that is too long ends the stream")
                }
                Err(code) => break assert_eq!(code, 1000),
            }
        }
        let ended = self.get(&path).await;
        assert_eq!((&ended["job"]["status"], ended["job"].get("error")), (&json!("succeeded"), None));
        ended
    }
}

/// The settings of a template, as the creation spells them.
fn settings(version: &Value) -> Value {
    json!({
        "name": "kept", "display_name": "Kept", "template_version_id": version["id"],
        "default_ttl_ms": 3_600_000, "activity_bump_ms": 3_600_000,
        "autostop_requirement": {"days_of_week": ["sunday"], "weeks": 2},
        "autostart_requirement": {"days_of_week": ["monday", "friday"]},
        "allow_user_cancel_workspace_jobs": true, "allow_user_autostart": true, "allow_user_autostop": true,
        "failure_ttl_ms": 60_000, "dormant_ttl_ms": 3_600_000, "delete_ttl_ms": 7_200_000,
        "disable_everyone_group_access": false, "require_active_version": false,
        "max_port_share_level": null, "cors_behavior": "simple",
    })
}

/// The fields that it reads of a template.
const FIELDS: [&str; 23] = [
    "id",
    "organization_id",
    "name",
    "display_name",
    "description",
    "icon",
    "default_ttl_ms",
    "activity_bump_ms",
    "autostop_requirement",
    "autostart_requirement",
    "allow_user_cancel_workspace_jobs",
    "allow_user_autostart",
    "allow_user_autostop",
    "failure_ttl_ms",
    "time_til_dormant_ms",
    "time_til_dormant_autodelete_ms",
    "require_active_version",
    "deprecation_message",
    "active_version_id",
    "max_port_share_level",
    "cors_behavior",
    "use_classic_parameter_flow",
    "active_user_count",
];

/// Template, new version; template, create; template, afterwards
#[apply(case)]
async fn a_template_is_kept_as_it_is_written_down(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let owner = server.owner().await;
    let program = Program::begin(&server, owner).await;
    let first = program.version(json!("first"), "# first", NIL).await;
    let made = owner.post(&program.of_organization("templates"), &settings(&first)).await.json_of(201);
    let template = format!("templates/{}", id(&made));
    assert_eq!(
        (&made["time_til_dormant_ms"], &made["autostop_requirement"]["weeks"]),
        (&json!(3_600_000), &json!(2))
    );
    program.patch(&format!("{template}/acl"), json!({})).await;
    program.patch(&format!("{template}/versions"), json!({"id": first["id"]})).await;
    let second = program.version(json!(null), "# second", id(&made)).await;
    let read = program.get(&template).await;
    for field in FIELDS {
        assert!(!read[field].is_null(), "{field}: {read}");
    }
    // What was read is what is sent, so that nothing changes.
    let mut same = settings(&first);
    for (of_create, of_update) in
        [("dormant_ttl_ms", "time_til_dormant_ms"), ("delete_ttl_ms", "time_til_dormant_autodelete_ms")]
    {
        same[of_update] = same.as_object_mut().unwrap().remove(of_create).unwrap();
    }
    same.as_object_mut().unwrap().remove("template_version_id");
    same["max_port_share_level"] = read["max_port_share_level"].clone();
    same["use_classic_parameter_flow"] = read["use_classic_parameter_flow"].clone();
    same["deprecation_message"] = json!("");
    let unchanged = program.patch(&template, same.clone()).await;
    for field in FIELDS {
        assert_eq!(unchanged[field], read[field], "{field}");
    }
    // Afterwards: an update, its access list, its versions.
    same["deprecation_message"] = json!("Use another.");
    same["time_til_dormant_ms"] = json!(0);
    let updated = program.patch(&template, same).await;
    assert_eq!((&updated["deprecated"], &updated["time_til_dormant_ms"]), (&json!(true), &json!(0)));
    let acl = program.get(&format!("{template}/acl")).await;
    assert_eq!((&acl["users"], &acl["group"][0]["role"]), (&json!([]), &json!("use")));
    let everyone = acl["group"][0]["id"].as_str().unwrap().to_owned();
    program.patch(&format!("{template}/acl"), json!({"user_perms": {amira.id.clone(): "admin"}})).await;
    program.patch(&format!("{template}/acl"), json!({"group_perms": {everyone: ""}})).await;
    let acl = program.get(&format!("{template}/acl")).await;
    assert_eq!((&acl["users"][0]["role"], &acl["group"]), (&json!("admin"), &json!([])));
    let version = format!("templateversions/{}", id(&second));
    let renamed = program.patch(&version, json!({"name": "renamed", "message": "said"})).await;
    assert_eq!((&renamed["name"], &renamed["message"]), (&json!("renamed"), &json!("said")));
    program.patch(&format!("{template}/versions"), json!({"id": second["id"]})).await;
    imported(&program, &made).await;
    for path in ["templates".to_owned(), format!("{template}/versions"), version] {
        program.get(&path).await;
    }
    owner.get(&format!("/api/v2/files/{}", second["job"]["file_id"].as_str().unwrap())).await.expect(200);
    owner.delete(&format!("/api/v2/{template}")).await.expect(200);
    owner.get(&format!("/api/v2/{template}")).await.expect(404);
}

/// Import by name
async fn imported(program: &Program<'_>, template: &Value) {
    let name = program.get("organizations/default").await["name"].as_str().unwrap().to_owned();
    let organization = program.get(&format!("organizations/{name}")).await;
    assert_eq!(organization["id"], program.organization);
    let found = program.get(&format!("organizations/{}/templates/kept", id(&organization))).await;
    assert_eq!(found["id"], template["id"]);
    assert!(program.get(&format!("templates/{}", id(&found))).await["deprecated"].is_boolean());
}

/// A follow that is refused is read as an error in JSON.
#[apply(case)]
async fn a_refused_follow_is_an_error_that_can_be_read(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let refused = amira.get(&format!("/api/v2/templateversions/{NIL}/logs?follow")).await.expect(404);
    assert!(!refused.message().is_empty());
}

/// Workspace sharing: "none" and "everyone"
#[apply(case)]
async fn the_sharing_of_workspaces_is_kept_as_it_is_written_down(engine: Engine) {
    let server = Server::start(engine).await;
    let program = Program::begin(&server, server.owner().await).await;
    let path = format!("organizations/{}/settings/workspace-sharing", program.organization);
    assert_eq!(program.get(&path).await["sharing_disabled"], false);
    program.patch(&path, json!({"sharing_disabled": true})).await;
    assert_eq!(program.get(&path).await["sharing_disabled"], true);
    program.patch(&path, json!({})).await;
    assert_eq!(program.get(&path).await["sharing_disabled"], false);
}

/// Users: made, read by id and name, changed, and gone
#[apply(case)]
async fn a_user_is_kept_as_it_is_written_down(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let program = Program::begin(&server, owner).await;
    let body = json!({
        "email": "kept@example.com", "username": "kept", "name": "Kept", "login_type": "password",
        "password": PASSWORD,
        "organization_ids": [program.organization],
    });
    secrets::register(PASSWORD);
    let made = owner.post("/api/v2/users", &body).await.json_of(201);
    let path = format!("users/{}", id(&made));
    assert_eq!(program.get("users/kept").await["id"], made["id"]);
    let put = async |what: &str, body: Value| {
        owner.put(&format!("/api/v2/{path}/{what}"), &body).await.json_of(200)
    };
    let changed = put("profile", json!({"username": "kept", "name": "Other"})).await;
    assert_eq!(changed["name"], "Other");
    let changed = put("roles", json!({"roles": ["template-admin"]})).await;
    assert_eq!(changed["roles"][0]["name"], "template-admin");
    let password = json!({"password": format!("{PASSWORD}-again")});
    secrets::register(&format!("{PASSWORD}-again"));
    owner.put(&format!("/api/v2/{path}/password"), &password).await.expect(204);
    assert_eq!(put("status/suspend", json!({})).await["status"], "suspended");
    put("status/activate", json!({})).await;
    owner.delete(&format!("/api/v2/{path}")).await.expect(200);
    let gone = owner.get(&format!("/api/v2/{path}")).await;
    assert!([400, 404].contains(&gone.status) && !gone.message().is_empty(), "{}", gone.text());
}
