//! What is hidden from a caller and what doesn't exist are the same bytes.

use serde_json::json;

use super::sample::{self, Values};
use crate::harness::{Engine, Person, Server, secrets};
use crate::routes::files::scene::{TAR, tar, upload};
use crate::routes::template_versions::scene::template;
use crate::routes::workspaces::scene::{Asked, Made, workspace};
use crate::specification::{Operation, Parameter, operations};

/// One object of each kind that the caller may not know of, and names that nothing has.
struct Hidden {
    caller: Person,
    organization: String,
    group: String,
    group_name: String,
    file: String,
    member: String,
    key: String,
    token: String,
    template: String,
    template_name: String,
    version: String,
    job: String,
    workspace: Made,
}

#[apply(case)]
async fn a_hidden_object_looks_like_a_missing_one(engine: Engine) {
    let server = Server::start(engine).await;
    let hidden = Hidden::build(&server).await;
    for operation in operations() {
        for parameter in operation.parameters.iter().filter(|parameter| parameter.object.is_some()) {
            let [there, missing] = hidden.pair(parameter);
            let seen = hidden.call(operation, parameter.name, there).await;
            let unseen = hidden.call(operation, parameter.name, missing).await;
            let what = format!("{} with a hidden {}", operation.id, parameter.name);
            assert_eq!((seen.0, unseen.0), (404, 404), "{what}: {} / {}", seen.1, unseen.1);
            assert_eq!(seen.1, unseen.1, "{what}");
            assert!(
                seen.1.contains("Resource not found or you do not have access to this resource"),
                "{what}"
            );
        }
    }
}

impl Hidden {
    async fn build(server: &Server) -> Hidden {
        let owner = server.owner().await;
        let organization = owner.post("/api/v2/organizations", &json!({"name": "castle"})).await.json_of(201);
        let organization = organization["id"].as_str().unwrap().to_owned();
        let groups = format!("/api/v2/organizations/{organization}/groups");
        let group = owner.post(&groups, &json!({"name": "guards"})).await.json_of(201);
        // Members read the groups of an organization unless it closes its directory.
        let sharing = "/api/v2/organizations/default/settings/workspace-sharing";
        owner.patch(sharing, &json!({"shareable_workspace_owners": "none"})).await.expect(200);
        let default = "/api/v2/organizations/default/groups";
        owner.post(default, &json!({"name": "cellar"})).await.expect(201);
        let made =
            owner.post("/api/v2/organizations/default/provisionerkeys", &json!({"name": "fleet"})).await;
        secrets::register(made.json_of(201)["key"].as_str().unwrap());
        let member = server.member_of("warden", &[&organization]).await;
        let token = "wardens-token".to_owned();
        member.post("/api/v2/users/me/keys/tokens", &json!({"token_name": token})).await.expect(201);
        let file = upload(owner, TAR, tar(&[])).await;
        let body = json!({"storage_method": "file", "provisioner": "echo", "file_id": file});
        let versions = format!("/api/v2/organizations/{organization}/templateversions");
        let version = owner.post(&versions, &body).await.json_of(201);
        let here = "/api/v2/organizations/default/templateversions";
        let shut = owner.post(here, &body).await.json_of(201);
        let keep = template(server, &shut, "keep", false).await;
        Hidden {
            workspace: workspace(server, owner, &keep, "tower", Asked::default()).await,
            template: keep,
            template_name: "keep".to_owned(),
            version: version["id"].as_str().unwrap().to_owned(),
            job: version["job"]["id"].as_str().unwrap().to_owned(),
            caller: server.member("stranger").await,
            organization,
            group: group["id"].as_str().unwrap().to_owned(),
            group_name: "cellar".to_owned(),
            file,
            token,
            key: member.token[..10].to_owned(),
            member: member.username,
        }
    }

    /// What is there but hidden, and what isn't there.
    fn pair(&self, parameter: &Parameter) -> [String; 2] {
        let uuid = parameter.schema["format"] == "uuid";
        let missing = if uuid { "6a1e8f34-0b6d-4c55-9a7b-2f4c1d8e9b03" } else { "nothing-has-this-name" };
        let there: &str = match (parameter.object.unwrap_or_default(), uuid) {
            ("organization", _) => &self.organization,
            ("group", true) => &self.group,
            ("group", false) => &self.group_name,
            ("member" | "user", _) => &self.member,
            ("key", _) => &self.key,
            ("token", _) => &self.token,
            ("file", _) => &self.file,
            ("provisioner_job" | "dry_run", _) => &self.job,
            ("provisioner_key", _) => "fleet",
            ("template", true) => &self.template,
            ("template", false) => &self.template_name,
            ("template_version", _) => &self.version,
            ("workspace", true) => &self.workspace.workspace,
            ("workspace", false) => "tower",
            ("workspace_build", true) => &self.workspace.build,
            (other, _) => panic!("say here how to hide a {other}"),
        };
        [there.to_owned(), missing.to_owned()]
    }

    /// The answer when this one parameter has the value and all others lead to what the caller may see.
    async fn call(&self, operation: &Operation, name: &'static str, value: String) -> (u16, String) {
        let mut values = Values::from([("organization", "default".to_owned()), ("user", "me".to_owned())]);
        values.insert(name, value);
        let answer = sample::call(&self.caller, operation, &values).send().await;
        (answer.status, answer.text())
    }
}
