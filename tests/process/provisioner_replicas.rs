//! Daemons reach two servers by one address, as behind a balancer, and one of the servers is killed.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};

use super::database::first_user;
use super::elsewhere::{Daemon, KEY};
use super::program::Program;
use super::provisioner::{endless, job_of};
use crate::harness::{Cable, Engine, secrets};
use crate::routes::files::scene::TAR;
use crate::routes::provisioner_keys::scene::KEYS;
use crate::routes::provisioners::scene::JOBS;
use crate::routes::workspace_changes::scene::Declared;

/// How soon the daemons of a killed server have to be back on another.
const BACK: Duration = Duration::from_secs(10);

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(60);

const SEALING_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

const DAEMONS: usize = 4;

const CONNECTED: &str = "connected to the server";

/// One of the servers, and somebody who is signed in.
struct Left {
    program: Program,
    token: String,
}

impl Left {
    async fn post(&self, path: &str, body: &Value) -> Value {
        self.program.call(Method::POST, path).token(&self.token).json(body).send().await.json_of(201)
    }

    async fn get(&self, path: &str) -> Value {
        self.program.call(Method::GET, path).token(&self.token).send().await.json_of(200)
    }

    /// An import of this archive, when it was asked for.
    async fn import(&self, archive: Vec<u8>) -> Value {
        let upload = self.program.call(Method::POST, "/api/v2/files").token(&self.token).body(TAR, archive);
        let file = upload.send().await.json();
        let version = json!({"storage_method": "file", "file_id": file["hash"], "provisioner": "echo"});
        self.post("/api/v2/organizations/default/templateversions", &version).await
    }

    async fn cancel(&self, version: &Value) {
        let path = format!("/api/v2/templateversions/{}/cancel", version["id"].as_str().unwrap());
        self.program.call(Method::PATCH, &path).token(&self.token).json(&json!({})).send().await.expect(200);
    }

    /// The status with which a job ends.
    async fn ended(&self, version: &Value) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let job = self.get(&format!("{JOBS}/{}", job_of(version))).await;
            if !["pending", "running", "canceling"].contains(&job["status"].as_str().unwrap()) {
                return job["status"].clone();
            }
            assert!(Instant::now() < end, "the job doesn't end: {job}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[apply(case)]
async fn the_daemons_of_a_killed_server_go_on_with_the_other_and_no_job_fails() {
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let (_, url) = Engine::Postgres.database().await.flag();
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--encryption-keys", SEALING_KEY, "--provisioner-daemons", "0", "--rate-limit-api", "0"];
    let flags = [&["--database", &url], &flags[..]].concat();
    let serve = |name: &str| Program::serve(&folder.path().join(name), &flags);
    let killed = serve("killed");
    let token = first_user(&killed).await;
    let left = Left { program: serve("left"), token };
    let key = left.post(KEYS, &json!({"name": "fleet", "tags": {}})).await;
    let key = key["key"].as_str().unwrap();
    secrets::register(key);

    let balancer = Cable::among(vec![killed.address, left.program.address]).await;
    let balanced = format!("http://{}", balancer.address);
    let start = |number: usize| {
        let (name, work) = (format!("builder{number}"), folder.path().join(format!("daemon{number}/work")));
        Daemon::start(&balanced, &work, (KEY, key), &["--name", &name])
    };
    let daemons: Vec<Daemon> = (0..DAEMONS).map(start).collect();
    let mut under_way = Vec::new();
    for daemon in &daemons {
        daemon.says(1, CONNECTED).await;
        under_way.push(left.import(endless()).await);
    }
    for daemon in &daemons {
        daemon.says(1, "job waits").await;
    }
    let waiting = left.import(Declared::default().archive("waiting")).await;

    killed.signal("KILL");
    killed.ended();
    let begun = Instant::now();
    let later = left.import(Declared::default().archive("later")).await;
    let times = || daemons.iter().map(|daemon| daemon.log.text().matches(CONNECTED).count()).sum::<usize>();
    while times() < DAEMONS + DAEMONS / 2 {
        assert!(begun.elapsed() < BACK, "{} of {DAEMONS} are back", times() - DAEMONS);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let workers: Vec<Value> = left.get(&format!("{JOBS}?status=running")).await.as_array().unwrap().clone();
    let workers: BTreeSet<_> = workers.iter().map(|job| job["worker_name"].as_str().unwrap()).collect();
    assert_eq!(workers.len(), DAEMONS, "each goes on with its own: {workers:?}");
    for version in &under_way {
        left.cancel(version).await;
        assert_eq!(left.ended(version).await, "canceled");
        let log = format!("/api/v2/templateversions/{}/logs", version["id"].as_str().unwrap());
        let log = left.get(&log).await;
        let said = log.as_array().unwrap().iter().filter(|line| line["output"] == "waiting").count();
        assert_eq!(said, 1, "it was begun once: {log}");
    }
    for version in [&waiting, &later] {
        assert_eq!(left.ended(version).await, "succeeded");
    }
    assert_eq!(left.get(&format!("{JOBS}?status=failed")).await, json!([]));
    for daemon in daemons {
        daemon.leaves().await;
    }
    left.program.stop();
}
