//! A server with a daemon, and versions that it has imported.

use burgrave_provisioner::echo::EchoArchive;
use burgrave_provisioner::{Parsed, Planned};
use serde_json::{Value, json};

use crate::harness::{Engine, Options, Person, Server};
use crate::routes::files::scene::{TAR, upload};

pub const TEMPLATES: &str = "/api/v2/templates";
pub const HERE: &str = "/api/v2/organizations/default/templates";
pub const VERSIONS: &str = "/api/v2/organizations/default/templateversions";

/// A server with one daemon.
pub async fn start(engine: Engine) -> Server {
    let flags = vec![("provisioner-daemons", "1".to_owned())];
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

/// An archive that imports, and that no other case has.
pub fn archive(text: &str) -> Vec<u8> {
    let parsed = Parsed { readme: format!("# {text}"), ..Parsed::default() };
    EchoArchive::simple(&parsed, &Planned::default()).into_tar()
}

/// A version with these fields, whose import has ended.
pub async fn version(server: &Server, person: &Person, fields: Value) -> Value {
    version_of(server, person, archive(&fields.to_string()), fields).await
}

/// The same from this archive.
pub async fn version_of(server: &Server, person: &Person, archive: Vec<u8>, fields: Value) -> Value {
    let file = upload(person, TAR, archive).await;
    let mut body = json!({"storage_method": "file", "file_id": file, "provisioner": "echo"});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let made = person.post(VERSIONS, &body).await.json_of(201);
    server.log.wait_for(1, "job ended", "job", made["job"]["id"].as_str().unwrap()).await;
    let path = format!("/api/v2/templateversions/{}", id(&made));
    person.get(&path).await.json_of(200)
}

/// A template with this name, made from a version of its own.
pub async fn template(server: &Server, name: &str) -> Value {
    let owner = server.owner().await;
    let version = version(server, owner, json!({"message": name})).await;
    let body = json!({"name": name, "template_version_id": version["id"]});
    owner.post(HERE, &body).await.json_of(201)
}

pub fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

/// Where a template is.
pub fn path(template: &Value) -> String {
    format!("{TEMPLATES}/{}", id(template))
}

/// The names in a list, in its order.
pub fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

/// Users and groups of an access list with their roles, by name.
pub fn entries(list: &Value) -> Vec<(String, String)> {
    let users = list["users"].as_array().unwrap().iter().map(|user| (&user["username"], &user["role"]));
    let groups = list["group"].as_array().unwrap().iter().map(|group| (&group["name"], &group["role"]));
    let text = |(name, role): (&Value, &Value)| {
        (name.as_str().unwrap().to_owned(), role.as_str().unwrap().to_owned())
    };
    users.chain(groups).map(text).collect()
}

/// Expected entries of an access list.
pub fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, role)| ((*name).to_owned(), (*role).to_owned())).collect()
}
