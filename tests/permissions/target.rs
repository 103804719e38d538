//! For each question something that it can be about, as if no question had been asked before.

use burgrave_core::provisioning::job::{JobInput, JobType, Provisioner};
use burgrave_core::provisioning::queue::QueueClass;
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{NewJob, NewScan, Workspace};
use http::Method;
use serde_json::{Value, json};

use super::scene::{CASTLE, Scene};
use crate::contract::sample::{self, Values};
use crate::harness::{Call, Person, secrets};
use crate::routes::files::scene::{TAR, tar, upload};
use crate::routes::stored::by_test;
use crate::routes::template_versions::scene::{template, write};
use crate::routes::workspaces::scene::{Asked, workspace};
use crate::specification::Operation;

/// Operations that change a user so that later calls would fail.
const ENDS_USERS: [&str; 6] =
    ["deleteKeys", "deleteUser", "suspendUser", "activateUser", "updateUserProfile", "updateUserPassword"];

/// Operations that end the session that they are called with.
const ENDS_SESSIONS: [&str; 2] = ["logout", "signOut"];

/// Makes the targets of questions.
pub struct Targets<'s> {
    scene: &'s Scene,
    /// Somebody who is a member of the organization unless the question is about joining it.
    pawn: Person,
    /// Makes names that nothing has.
    count: usize,
}

impl<'s> Targets<'s> {
    pub async fn new(scene: &'s Scene) -> Targets<'s> {
        let pawn = scene.server.member_of("pawn", &[&scene.castle]).await;
        Targets { scene, pawn, count: 0 }
    }

    /// The request of a subject: parameters lead to the organization and what is in it, the rest is as in the
    /// examples.
    pub async fn question(&mut self, subject: &str, operation: &Operation) -> Call {
        self.count += 1;
        let mut values = Values::from([
            ("organization", CASTLE.to_owned()),
            ("user", self.pawn.username.clone()),
            ("roleName", "keeper".to_owned()),
        ]);
        values.insert("organizationname", CASTLE.to_owned());
        if operation.path.contains("{group}") || operation.path.contains("{groupName}") {
            let (id, name) = self.group().await;
            values.extend([("group", id), ("groupName", name)]);
        }
        if operation.path.contains("{keyid}") || operation.path.contains("{keyname}") {
            let (id, name) = self.token().await;
            values.extend([("keyid", id), ("keyname", name)]);
        }
        if operation.path.contains("{template}") || operation.path.contains("{templateName}") {
            values.extend(self.template().await);
        }
        if operation.path.contains("provisionerkeys/{provisionerkey}") {
            values.insert("provisionerkey", self.provisioner_key().await);
        }
        if operation.path.contains("{notification_route}") {
            values.insert("notification_route", self.notification_route().await);
        }
        if operation.path.contains("{workspaceproxy}") {
            values.insert("workspaceproxy", self.proxy().await);
        }
        if operation.path.contains("{file}") {
            values.insert("file", self.file().await);
        }
        if ["{workspace}", "{workspaceBuild}", "{workspacename}"].iter().any(|of| operation.path.contains(of))
        {
            values.extend(self.workspace().await);
        }
        if operation.path.contains("{templateVersion}") {
            values.insert("templateVersion", self.version().await);
        }
        if operation.path.contains("provisionerjobs/{job}") {
            values.insert("job", self.import().await);
        }
        if operation.path.contains("dry-run/{job}") {
            values.insert("job", self.dry_run(&values["templateVersion"]).await);
        }
        if operation.path.contains("xray-scan") {
            let scanned = self.scanned().await;
            let body = json!({"workspace_id": scanned[0].1, "agent_id": scanned[1].1});
            let call = self.scene.call(
                subject,
                operation.method.clone(),
                &sample::target(operation, &scanned.into()),
                None,
            );
            return if operation.method == Method::POST { call.json(&body) } else { call };
        }
        let app = if operation.path.contains("oauth2") { self.app(&mut values).await } else { String::new() };
        if ENDS_USERS.contains(&operation.id) {
            values.insert("user", self.user().await);
        }
        // Filters of lists stay as they are: the question is about the list.
        values.retain(|name, _| operation.path.contains(&format!("{{{name}}}")));
        let body = match operation.id {
            "createTemplate" => Some(
                json!({"name": format!("new-{}", self.count), "template_version_id": self.version().await}),
            ),
            "updateActiveTemplateVersion" => Some(json!({"id": self.version().await})),
            "previewWorkspaceQuota" => Some(json!({"template_version_id": self.version().await})),
            "createUserWorkspace" | "createMemberWorkspace" => {
                self.membership(Method::POST).await;
                let [(_, template), ..] = self.template().await;
                Some(json!({"name": format!("new-{}", self.count), "template_id": template}))
            }
            "updateTemplateAcl" | "updateWorkspaceAcl" | "postWorkspaceUsage" => Some(json!({})),
            "createTemplateVersion" => Some(self.version_of(&self.upload(subject).await)),
            other => self.prepare(other).await,
        };
        // Queries name apps by the example's id, and people by the example's name.
        let target = sample::target(operation, &values)
            .replace("client_id=5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42", &app);
        let target = match operation.id {
            "serveProvisionerDaemon" => format!("{target}?provisioner=terraform"),
            "explainTemplateAccess" => format!("{}?user={}", target.split('?').next().unwrap(), self.pawn.id),
            _ => target,
        };
        let ends = ENDS_SESSIONS.iter().position(|id| *id == operation.id);
        let call = self.scene.call(subject, operation.method.clone(), &target, ends);
        if operation.id == "saveAccountProfile" {
            let form = format!("csrf_token=x&username=new-{}-now", self.count);
            return call.body("application/x-www-form-urlencoded", form);
        }
        match body {
            Some(body) => call.json(&body),
            None => sample::with_body(call, operation, &values),
        }
    }

    /// A route of the organization.
    async fn notification_route(&self) -> String {
        let path = format!("/api/v2/organizations/{CASTLE}/notification-routes");
        let body = json!({"name": "builders", "kind": "slack", "url": "https://hooks.example.com/x"});
        let made = self.scene.owner.post(&path, &body).await.json_of(201);
        made["id"].as_str().unwrap().to_owned()
    }

    /// Brings about the state that the operation needs, and gives its body where the example won't do.
    async fn prepare(&self, operation: &str) -> Option<Value> {
        let name = format!("new-{}", self.count);
        match operation {
            "addMember" => self.membership(Method::DELETE).await,
            "removeMember" => self.membership(Method::POST).await,
            "updateMemberRoles" => {
                self.membership(Method::POST).await;
                let path = format!("/api/v2/organizations/{CASTLE}/members/{}/roles", self.pawn.id);
                self.put(&path, &json!({"roles": []})).await;
                return Some(json!({"roles": ["organization-auditor"]}));
            }
            "updateUserRoles" => {
                self.put(&format!("/api/v2/users/{}/roles", self.pawn.id), &json!({"roles": []})).await;
                return Some(json!({"roles": ["auditor"]}));
            }
            "createCustomRole" => return Some(json!({"name": name})),
            "updateCustomRole" | "deleteCustomRole" => {
                let path = format!("/api/v2/organizations/{CASTLE}/members/roles");
                self.scene.owner.post(&path, &json!({"name": "keeper"})).await;
                return (operation == "updateCustomRole").then(|| json!({"name": "keeper"}));
            }
            "createGroup" | "createOrganization" | "createProvisionerKey" | "createWorkspaceProxy" => {
                return Some(json!({"name": name}));
            }
            "updateWorkspaceProxy" => return Some(json!({"display_name": name})),
            "updateGroup" => return Some(json!({"display_name": name})),
            "updateOrganization" => return Some(json!({"description": name})),
            "updateUserProfile" => return Some(json!({"username": format!("{name}-now")})),
            "updateUserPassword" => return Some(json!({"password": "Eleven-Storks-47-Over-Harbour"})),
            "updateNotificationSettings" => {
                let now = self.scene.owner.get("/api/v2/notifications/settings").await.json_of(200);
                return Some(json!({"notifier_paused": now["notifier_paused"] == false}));
            }
            "updateHealthSettings" => {
                let part = if self.count.is_multiple_of(2) { "DERP" } else { "Database" };
                return Some(json!({"dismissed_healthchecks": [part]}));
            }
            "updateNotificationTemplateMethod" => {
                return Some(
                    json!({"method": if self.count.is_multiple_of(2) { "smtp" } else { "webhook" }}),
                );
            }
            "createToken" => return Some(json!({"token_name": name})),
            "createUser" => {
                return Some(json!({
                    "username": name, "email": format!("{name}@example.com"),
                    "password": "Seven-Otters-47-Juggle-Lanterns",
                    "organization_ids": [self.scene.castle],
                }));
            }
            _ => {}
        }
        None
    }

    /// A key of the organization.
    async fn provisioner_key(&self) -> String {
        let name = format!("key-{}", self.count);
        let path = format!("/api/v2/organizations/{CASTLE}/provisionerkeys");
        let made = self.scene.owner.post(&path, &json!({"name": name})).await.json_of(201);
        secrets::register(made["key"].as_str().unwrap());
        name
    }

    /// A workspace proxy.
    async fn proxy(&self) -> String {
        let name = format!("proxy-{}", self.count);
        let body = json!({"name": name});
        let made = self.scene.owner.post("/api/v2/workspaceproxies", &body).await.json_of(201);
        secrets::register(made["proxy_token"].as_str().unwrap());
        name
    }

    /// An empty group of the organization.
    async fn group(&self) -> (String, String) {
        let name = format!("group-{}", self.count);
        let path = format!("/api/v2/organizations/{CASTLE}/groups");
        let made = self.scene.owner.post(&path, &json!({"name": name})).await.json_of(201);
        (made["id"].as_str().unwrap().to_owned(), name)
    }

    /// A file of the pawn.
    async fn file(&self) -> String {
        upload(&self.pawn, TAR, tar(&[(&format!("{}.tf", self.count), b"# nothing")])).await
    }

    /// A version of the organization whose import waits, and that no template has.
    async fn version(&self) -> String {
        let file = upload(&self.scene.owner, TAR, tar(&[])).await;
        let path = format!("/api/v2/organizations/{CASTLE}/templateversions");
        let made = self.scene.owner.post(&path, &self.version_of(&file)).await.json_of(201);
        made["id"].as_str().unwrap().to_owned()
    }

    /// The import of a version of the organization, which waits.
    async fn import(&self) -> String {
        let path = format!("/api/v2/templateversions/{}", self.version().await);
        let version = self.scene.owner.get(&path).await.json_of(200);
        version["job"]["id"].as_str().unwrap().to_owned()
    }

    /// A dry run of the version that the pawn asked for, and that waits.
    async fn dry_run(&self, version: &str) -> String {
        let path = format!("/api/v2/templateversions/{version}");
        let version = self.scene.owner.get(&path).await.json_of(200);
        let id = |value: &Value| value.as_str().unwrap().parse::<uuid::Uuid>().unwrap();
        let job = uuid::Uuid::new_v4();
        let new = NewJob {
            id: job.into(),
            organization_id: id(&version["organization_id"]).into(),
            initiator_id: self.pawn.id.parse().unwrap(),
            kind: JobType::TemplateVersionDryRun,
            file_id: id(&version["job"]["file_id"]).into(),
            version_id: id(&version["id"]).into(),
            workspace_id: None,
            build_id: None,
            input: JobInput::default().to_json(),
            provisioner: Provisioner::Echo,
            tags: Tags::default(),
            class: QueueClass::Person,
            now: burgrave_core::Clock::now(&*self.scene.server.clock),
        };
        write(&self.scene.server, move |tx| {
            let new = by_test(new.clone());
            async move { tx.insert_job(&new).await }
        })
        .await;
        job.to_string()
    }

    /// A template that every member may use: its id and name, and those of its version, whose import waits.
    async fn template(&self) -> [(&'static str, String); 4] {
        let version = self.version().await;
        let path = format!("/api/v2/templateversions/{version}");
        let version = self.scene.owner.get(&path).await.json_of(200);
        let name: &'static str = format!("template-{}", self.count).leak();
        let template = template(&self.scene.server, &version, name, true).await;
        let of_version = |field: &str| version[field].as_str().unwrap().to_owned();
        [
            ("template", template),
            ("templateName", name.to_owned()),
            ("templateVersion", of_version("id")),
            ("templateVersionName", of_version("name")),
        ]
    }

    /// A workspace of the pawn: its id, its owner and name, and its build, which waits.
    async fn workspace(&mut self) -> [(&'static str, String); 4] {
        self.membership(Method::POST).await;
        let [(_, template), ..] = self.template().await;
        let name = format!("tower-{}", self.count);
        let made = workspace(&self.scene.server, &self.pawn, &template, &name, Asked::default()).await;
        [
            ("workspace", made.workspace),
            ("workspaceBuild", made.build),
            ("user", self.pawn.username.clone()),
            ("workspacename", name),
        ]
    }

    /// A workspace of the pawn with a scan of an agent that it has had.
    async fn scanned(&mut self) -> [(&'static str, String); 2] {
        let [(_, id), ..] = self.workspace().await;
        let agent = uuid::Uuid::new_v4();
        let (workspace, now) = (id.parse().unwrap(), burgrave_core::Clock::now(&*self.scene.server.clock));
        write(&self.scene.server, move |tx| async move {
            let found: Workspace = tx.workspace(workspace).await?.unwrap();
            let template = tx.template_by_id(found.template_id).await?.unwrap();
            let scan = NewScan {
                workspace_id: workspace,
                agent_id: agent.into(),
                critical: 0,
                high: 0,
                medium: 0,
                results_url: String::new(),
                updated_at: now,
            };
            tx.put_xray_scan(&by_test(template), &scan).await
        })
        .await;
        [("workspace_id", id), ("agent_id", agent.to_string())]
    }

    fn version_of(&self, file: &str) -> Value {
        json!({"storage_method": "file", "provisioner": "echo", "file_id": file})
    }

    /// A file of the subject, or an id that no file has where they can't upload.
    async fn upload(&self, subject: &str) -> String {
        let call = self.scene.call(subject, Method::POST, "/api/v2/files", None);
        let answer = call.body(TAR, tar(&[])).send().await;
        let uploaded = [200, 201].contains(&answer.status);
        let id = || answer.json()["hash"].as_str().unwrap().to_owned();
        if uploaded { id() } else { self.scene.castle.clone() }
    }

    /// An app with a secret, among the values; gives the parameter that names it.
    async fn app(&self, values: &mut Values) -> String {
        let apps = "/api/v2/oauth2-provider/apps";
        let body = json!({"name": "app", "callback_url": "https://app.example/cb"});
        let app = self.scene.owner.post(apps, &body).await.json_of(201);
        let id = app["id"].as_str().unwrap().to_owned();
        let secrets = format!("{apps}/{id}/secrets");
        let secret = self.scene.owner.call(Method::POST, &secrets).send().await.json_of(201);
        values.extend([("app", id.clone()), ("secretID", secret["id"].as_str().unwrap().to_owned())]);
        format!("client_id={id}")
    }

    /// A token of the pawn: its id and its name.
    async fn token(&self) -> (String, String) {
        let name = format!("token-{}", self.count);
        let path = format!("/api/v2/users/{}/keys/tokens", self.pawn.id);
        let made = self.scene.owner.post(&path, &json!({"token_name": name})).await.json_of(201);
        let key = made["key"].as_str().unwrap();
        secrets::register(key);
        (key.split('-').next().unwrap().to_owned(), name)
    }

    /// Another member of the organization, with a password.
    async fn user(&self) -> String {
        let name = format!("user-{}", self.count);
        let body = json!({
            "username": name, "email": format!("{name}@example.com"),
            "password": "Nine-Otters-47-Green-Lanterns",
            "organization_ids": [self.scene.castle],
        });
        self.scene.owner.post("/api/v2/users", &body).await.expect(201);
        name
    }

    /// Makes the pawn a member, or none; they may be it already.
    async fn membership(&self, method: Method) {
        let path = format!("/api/v2/organizations/{CASTLE}/members/{}", self.pawn.id);
        self.scene.owner.call(method, &path).send().await;
    }

    async fn put(&self, path: &str, body: &Value) {
        self.scene.owner.call(Method::PUT, path).json(body).send().await.expect(200);
    }
}
