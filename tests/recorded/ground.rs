//! The people who ask, and what they ask about.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};

use super::archives::archive;
use crate::harness::{Call, Engine, Options, Person, Server};
use crate::routes::files::scene::{TAR, tar, upload, zip};
use crate::routes::template_versions::scene::{role_here, site_role};
use crate::routes::templates::scene::{HERE, VERSIONS, id, version_of};

/// Those with a role of the site, and those with one in the organization; the others are plain members.
const SITE: [(&str, &str); 3] = [("tina", "template-admin"), ("uma", "user-admin"), ("axel", "auditor")];
const HERE_ROLES: [(&str, &str); 2] =
    [("dora", "organization-admin"), ("oscar", "organization-template-admin")];
const PLAIN: [&str; 2] = ["ann", "bob"];

/// One server with one daemon.
pub struct Ground {
    pub server: Server,
    people: BTreeMap<String, Person>,
    /// Ids by the names that rows give them.
    pub known: BTreeMap<String, String>,
}

impl Ground {
    pub async fn new(engine: Engine) -> Ground {
        let flags = vec![("provisioner-daemons", "1".to_owned())];
        let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
        let mut people = BTreeMap::from([("boss".to_owned(), server.owner().await.clone())]);
        for (name, role) in SITE {
            let person = server.member(name).await;
            site_role(&server, &person, role).await;
            people.insert(name.to_owned(), person);
        }
        for (name, role) in HERE_ROLES {
            let person = server.member(name).await;
            role_here(&server, &person, role).await;
            people.insert(name.to_owned(), person);
        }
        for name in PLAIN {
            people.insert(name.to_owned(), server.member(name).await);
        }
        let mut known = BTreeMap::from([
            ("unknown".to_owned(), "4c1f0b7d-6a25-4e8c-9b33-7f0d2e5a8c94".to_owned()),
            ("nil".to_owned(), "00000000-0000-0000-0000-000000000000".to_owned()),
        ]);
        known.extend(people.iter().map(|(name, person)| (name.clone(), person.id.clone())));
        let here = people["boss"].get("/api/v2/organizations/default").await.json_of(200);
        known.insert("here".to_owned(), id(&here).to_owned());
        let everyone = format!("/api/v2/groups/{}", id(&here));
        people["boss"].patch(&everyone, &json!({"quota_allowance": 1000})).await.expect(200);
        Ground { server, people, known }
    }

    pub fn person(&self, name: &str) -> &Person {
        self.people.get(name).unwrap_or_else(|| panic!("there is nobody called {name}"))
    }

    /// A request of somebody; `-` is nobody.
    pub fn call(&self, by: &str, method: Method, target: &str) -> Call {
        if by == "-" { self.server.call(method, target) } else { self.person(by).call(method, target) }
    }

    /// Bytes to upload.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        match name.split_once('-').unwrap_or((name, "")) {
            ("tar", name) => tar(&[("main.tf", format!("# {name}").as_bytes())]),
            ("zip", name) => zip(&[("main.tf", format!("# {name}").as_bytes())]),
            ("outside", _) => zip(&[("../evil", b"x")]),
            ("nothing", _) => Vec::new(),
            ("garbage", _) => b"no archive at all".to_vec(),
            (kind, name) => archive(kind, name),
        }
    }

    /// Makes what a line that begins with `!` asks for.
    pub async fn make(mut self, wish: &str) -> Ground {
        let wish = super::table::filled(wish, &self.known);
        // What is made one after the other has an order.
        self.server.clock.advance(chrono::TimeDelta::milliseconds(1));
        let (words, fields) = wish.split_at(wish.find('{').unwrap_or(wish.len()));
        let fields: Value = if fields.is_empty() { json!({}) } else { serde_json::from_str(fields).unwrap() };
        let words: Vec<_> = words.split_whitespace().collect();
        match words.as_slice() {
            ["template", name, kind] => self.template(name, kind, fields).await,
            ["version", name, kind] => self.version(name, kind, fields).await,
            ["workspace", name, owner, template] => self.workspace(name, owner, template, fields).await,
            ["file", name, owner, bytes] => {
                let file = upload(self.person(owner), TAR, self.bytes(bytes)).await;
                self.known.insert((*name).to_owned(), file);
            }
            ["runs", name] => {
                let job = self.known[&format!("{name}.job")].clone();
                self.server.log.wait_for(1, "job waits", "job", &job).await;
            }
            ["daemon"] => drop(self.known.insert("daemon".to_owned(), String::new())),
            ["without", "daemons"] => return self.without_daemons().await,
            other => panic!("nothing makes {other:?}"),
        }
        self
    }

    async fn template(&mut self, name: &str, kind: &str, fields: Value) {
        let boss = self.person("boss");
        let version =
            version_of(&self.server, boss, archive(kind, name), json!({"name": "first", "message": name}))
                .await;
        let body = with(json!({"name": name, "template_version_id": version["id"]}), fields);
        let made = boss.post(HERE, &body).await.json_of(201);
        self.remember(name, &made);
    }

    /// A version, whose import has ended; of no template unless the fields name one.
    async fn version(&mut self, name: &str, kind: &str, fields: Value) {
        let fields = with(json!({"message": name}), fields);
        let made = version_of(&self.server, self.person("boss"), archive(kind, name), fields).await;
        self.remember(name, &made);
    }

    async fn workspace(&mut self, name: &str, owner: &str, template: &str, fields: Value) {
        let body = with(json!({"name": name, "template_id": self.known[template]}), fields);
        let made = self.person(owner).post("/api/v2/users/me/workspaces", &body).await.json_of(201);
        self.remember(name, &made);
        self.ended(job(&made).unwrap()).await;
    }

    /// The same server without daemons: what is asked for from now on waits.
    async fn without_daemons(self) -> Ground {
        let server = self.server.restart_with(vec![("provisioner-daemons", "0".to_owned())]).await;
        let address = server.owner().await.address;
        let people = self.people.into_iter().map(|(name, person)| (name, Person { address, ..person }));
        let mut known = self.known;
        known.remove("daemon");
        Ground { people: people.collect(), server, known }
    }

    /// A version that no daemon imports.
    pub async fn waiting(&self, fields: Value) -> Value {
        let file = upload(self.person("boss"), TAR, self.bytes("tar-waiting")).await;
        let body = json!({
            "storage_method": "file", "file_id": file, "provisioner": "terraform", "tags": {"where": "nowhere"},
        });
        self.person("boss").post(VERSIONS, &with(body, fields)).await.json_of(201)
    }

    /// Keeps the ids in an answer by a name.
    pub fn remember(&mut self, name: &str, told: &Value) {
        let paths = [
            ("", "/id"),
            ("", "/hash"),
            (".job", "/job/id"),
            (".job", "/latest_build/job/id"),
            (".build", "/latest_build/id"),
            (".version", "/active_version_id"),
            (".version", "/template_version_id"),
            (".version", "/latest_build/template_version_id"),
            (".file", "/job/file_id"),
            (".preset", "/0/ID"),
        ];
        for (suffix, path) in paths {
            if let Some(found) = told.pointer(path).and_then(Value::as_str) {
                self.known.insert(format!("{name}{suffix}"), found.to_owned());
            }
        }
    }

    pub async fn ended(&self, job: &str) {
        self.server.log.wait_for(1, "job ended", "job", job).await;
    }
}

/// The id of the job that an answer tells of.
pub fn job(told: &Value) -> Option<&str> {
    let of = ["/job/id", "/latest_build/job/id"].iter().find_map(|path| told.pointer(path));
    of.or_else(|| told.get("queue_size").and_then(|_| told.get("id"))).and_then(Value::as_str)
}

/// An object with members of another.
pub fn with(mut object: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("{more} is no object") };
    object.as_object_mut().unwrap().extend(more);
    object
}
