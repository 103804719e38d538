//! A server with a daemon, templates that it has imported, and workspaces that are made from them.

use burgrave_core::provisioning::parameters::{
    DescribedParameter, FormType, Parameter, ParameterType, Validation,
};
use burgrave_core::provisioning::resources::{Agent, Resource};
use burgrave_core::provisioning::version::DescribedPreset;
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use burgrave_provisioner::{Applied, Parsed, Planned};
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, Options, Person, Server};
use crate::routes::templates::scene::{HERE, id, version_of};

pub const WORKSPACES: &str = "/api/v2/workspaces";
pub const BUILDS: &str = "/api/v2/workspacebuilds";
pub const MINE: &str = "/api/v2/users/me/workspaces";

/// A server with one daemon and these settings.
pub async fn start_with(engine: Engine, mut flags: Vec<(&'static str, String)>) -> Server {
    flags.push(("provisioner-daemons", "1".to_owned()));
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

/// A server with one daemon.
pub async fn start(engine: Engine) -> Server {
    start_with(engine, Vec::new()).await
}

/// What a template declares.
#[derive(Default, Clone)]
pub struct Declared {
    pub parameters: Vec<DescribedParameter>,
    pub presets: Vec<DescribedPreset>,
    /// What each of its builds costs.
    pub cost: i64,
}

impl Declared {
    pub fn with(parameters: Vec<DescribedParameter>) -> Self {
        Self { parameters, ..Self::default() }
    }

    pub fn planned(&self) -> Planned {
        let agent = Agent { name: "main".into(), operating_system: "linux".into(), ..Agent::default() };
        let machine = Resource {
            name: "dev".into(),
            kind: "machine".into(),
            daily_cost: self.cost,
            agents: vec![agent],
            ..Resource::default()
        };
        Planned {
            resources: vec![machine],
            parameters: self.parameters.clone(),
            presets: self.presets.clone(),
            ..Planned::default()
        }
    }

    /// An archive that makes one machine and leaves a state behind. `name` tells it from others.
    pub fn archive(&self, name: &str) -> Vec<u8> {
        let applied = Applied {
            resources: self.planned().resources,
            state: format!("state of {name}").into_bytes(),
            ..Applied::default()
        };
        self.beginning(name).apply(None, &[EchoStep::Complete(applied)]).into_tar()
    }

    /// The same without an end.
    pub fn beginning(&self, name: &str) -> EchoArchive {
        let parsed = Parsed { readme: format!("# {name}"), ..Parsed::default() };
        EchoArchive::new()
            .parse(&[EchoStep::Complete(parsed)])
            .plan(None, &[EchoStep::Complete(self.planned())])
    }
}

/// A parameter that takes any text.
pub fn text(name: &str) -> DescribedParameter {
    DescribedParameter {
        rule: Parameter {
            name: name.into(),
            of: ParameterType::String,
            options: Vec::new(),
            default: "default".into(),
            required: false,
            mutable: true,
            ephemeral: false,
            validation: Validation::default(),
        },
        display_name: String::new(),
        description: String::new(),
        icon: String::new(),
        order: 0,
        form_type: FormType::Input,
        options: Vec::new(),
    }
}

/// The same with another rule.
pub fn ruled(name: &str, change: impl FnOnce(&mut Parameter)) -> DescribedParameter {
    let mut parameter = text(name);
    change(&mut parameter.rule);
    parameter
}

/// A template of this archive, which everybody may use, with these settings.
pub async fn template_of(server: &Server, name: &str, archive: Vec<u8>, settings: Value) -> Value {
    let owner = server.owner().await;
    let version = version_of(server, owner, archive, json!({"message": name})).await;
    let mut body = json!({"name": name, "template_version_id": version["id"]});
    body.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    owner.post(HERE, &body).await.json_of(201)
}

/// A plain template.
pub async fn template(server: &Server, name: &str) -> Value {
    template_of(server, name, Declared::default().archive(name), json!({})).await
}

/// A further version of a template.
pub async fn version(server: &Server, template: &Value, name: &str, declared: &Declared) -> Value {
    let fields = json!({"name": name, "template_id": template["id"]});
    version_of(server, server.owner().await, declared.archive(name), fields).await
}

/// Makes a version the one that the template uses.
pub async fn activate(server: &Server, template: &Value, version: &Value) {
    let path = format!("/api/v2/templates/{}/versions", id(template));
    server.owner().await.patch(&path, &json!({"id": version["id"]})).await.expect(200);
}

/// Asks for a workspace of one's own with these fields.
pub async fn ask(person: &Person, template: &Value, name: &str, fields: Value) -> Answer {
    let mut body = json!({"name": name, "template_id": template["id"]});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    person.post(MINE, &body).await
}

/// A workspace after its first build has ended.
pub async fn workspace(server: &Server, person: &Person, template: &Value, name: &str) -> Value {
    workspace_with(server, person, template, name, json!({})).await
}

/// The same with these fields.
pub async fn workspace_with(
    server: &Server,
    person: &Person,
    template: &Value,
    name: &str,
    fields: Value,
) -> Value {
    let made = ask(person, template, name, fields).await.json_of(201);
    ended(server, &made["latest_build"]).await;
    person.get(&path(&made)).await.json_of(200)
}

/// Waits until the daemon has ended a build.
pub async fn ended(server: &Server, build: &Value) {
    server.log.wait_for(1, "job ended", "job", build["job"]["id"].as_str().unwrap()).await;
}

/// Waits until the daemon of an endless build has nothing more to say.
pub async fn waits(server: &Server, build: &Value) {
    server.log.wait_for(1, "job waits", "job", build["job"]["id"].as_str().unwrap()).await;
}

/// Asks for a build with these fields.
pub async fn ask_build(person: &Person, workspace: &Value, fields: Value) -> Answer {
    person.post(&format!("{}/builds", path(workspace)), &fields).await
}

/// A build after it has ended.
pub async fn build(server: &Server, person: &Person, workspace: &Value, fields: Value) -> Value {
    let made = ask_build(person, workspace, fields).await.json_of(201);
    ended(server, &made).await;
    person.get(&build_path(&made)).await.json_of(200)
}

/// Where a workspace is.
pub fn path(workspace: &Value) -> String {
    format!("{WORKSPACES}/{}", id(workspace))
}

/// Where a build is.
pub fn build_path(build: &Value) -> String {
    format!("{BUILDS}/{}", id(build))
}

/// The values of a build's parameters, as the database has them.
pub async fn values(server: &Server, build: &Value) -> Vec<(String, String)> {
    let build = id(build).parse().unwrap();
    let read = server.store().read(move |reader| async move { reader.build_parameters(build).await });
    read.await.unwrap().into_iter().map(|one| (one.name, one.value)).collect()
}

/// The state that a build has left or begins with.
pub async fn state(server: &Server, build: &Value) -> Option<String> {
    let build = id(build).parse().unwrap();
    let read = server.store().read(move |reader| async move { reader.build_state(build).await });
    read.await.unwrap().map(|state| String::from_utf8(state).unwrap())
}

/// Values of parameters as a request has them.
pub fn given(values: &[(&str, &str)]) -> Value {
    values.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

/// The same as they are kept.
pub fn kept(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Entries of the audit log about this name, newest first: kind and action.
pub async fn audited(server: &Server, target: &str) -> Vec<(String, String)> {
    let q = format!("/api/v2/audit?q=resource_target:{target}");
    let page = server.owner().await.get(&q).await.json_of(200);
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let entries = page["audit_logs"].as_array().unwrap().iter();
    entries.map(|entry| (word(&entry["resource_type"]), word(&entry["action"]))).collect()
}

/// Somebody who is no member of the default organization.
pub async fn outsider(server: &Server, username: &str) -> Person {
    let made = server.owner().await.post("/api/v2/organizations", &json!({"name": "elsewhere"})).await;
    server.member_of(username, &[id(&made.json_of(201))]).await
}
