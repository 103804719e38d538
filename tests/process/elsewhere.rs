//! A daemon on another machine, as the program `burgrave provisioner start`, and its server behind a cable.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::command;
use crate::harness::{Cable, CapturedLog, Engine, Server};
use crate::routes::provisioner_keys::scene::key;
use crate::routes::provisioners::scene::JOBS;

/// Longest wait for an end that has to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// The variable of a key.
pub const KEY: &str = "BURGRAVE_PROVISIONER_KEY";

/// That of the secret that the server has for all daemons.
pub const PSK: &str = "BURGRAVE_PROVISIONER_PSK";

/// A server without daemons of its own, with the cable to it, a key, and a folder for a daemon.
pub struct Scene {
    pub server: Server,
    pub cable: Cable,
    pub key: String,
    pub folder: TempDir,
}

impl Scene {
    pub async fn new(engine: Engine, tags: Value) -> Self {
        Self::of(Server::start(engine).await, tags).await
    }

    /// The same with this server.
    pub async fn of(server: Server, tags: Value) -> Self {
        let cable = Cable::to(server.get("/").address).await;
        let key = key(&server, "fleet", tags).await;
        Self { server, cable, key, folder: tempfile::tempdir().unwrap() }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.cable.address)
    }

    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// A daemon with the key, which is connected.
    pub async fn daemon(&self, more: &[&str]) -> Daemon {
        let daemon = Daemon::start(&self.url(), &self.work(), (KEY, &self.key), more);
        daemon.says(1, "connected to the server").await;
        daemon
    }

    /// The same server on its data again, behind the same cable.
    pub async fn restarted(mut self) -> Self {
        self.cable.pull();
        self.server = self.server.restart().await;
        self.cable.plug(self.server.get("/").address);
        self
    }

    /// A job as it is shown.
    pub async fn job(&self, id: &str) -> Value {
        self.server.owner().await.get(&format!("{JOBS}/{id}")).await.json_of(200)
    }

    /// The outputs of a version's log.
    pub async fn log_of(&self, version: &Value) -> Vec<String> {
        let path = format!("/api/v2/templateversions/{}/logs", version["id"].as_str().unwrap());
        let lines = self.server.owner().await.get(&path).await.json_of(200);
        let lines = lines.as_array().unwrap().iter();
        lines.map(|line| line["output"].as_str().unwrap().to_owned()).collect()
    }

    /// A job after its end.
    pub async fn ended(&self, id: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let job = self.job(id).await;
            if !["pending", "running", "canceling"].contains(&job["status"].as_str().unwrap()) {
                return job;
            }
            assert!(Instant::now() < end, "the job doesn't end: {job}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Cancels the import of a version.
pub async fn cancel(server: &Server, version: &Value) {
    let path = format!("/api/v2/templateversions/{}/cancel", version["id"].as_str().unwrap());
    server.owner().await.patch(&path, &json!({})).await.expect(200);
}

/// The program.
pub struct Daemon {
    child: Child,
    pub log: CapturedLog,
    reader: Option<JoinHandle<()>>,
}

/// Its command, with its secret in a variable.
pub fn start(url: &str, folder: &Path, (variable, secret): (&str, &str), more: &[&str]) -> Command {
    // Programs of templates may not look into that of others.
    let own = folder.with_file_name("tmp");
    std::fs::create_dir_all(&own).unwrap();
    let folder = folder.display().to_string();
    let flags = ["--url", url, "--folder", &folder, "--log-level", "debug", "--log-format", "json"];
    let mut command = command(&["provisioner", "start"]);
    if !more.contains(&"--name") {
        command.args(["--name", "builder"]);
    }
    command.args(flags).args(more).env(variable, secret).env("TMPDIR", own);
    command
}

impl Daemon {
    pub fn start(url: &str, folder: &Path, secret: (&str, &str), more: &[&str]) -> Self {
        let mut command = start(url, folder, secret, more);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program can be run");
        let log = CapturedLog::new();
        let (mut from, mut to) = (child.stderr.take().expect("it is piped"), log.clone());
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = from.read(&mut bytes) {
                to.write_all(&bytes[..read]).expect("memory takes everything");
            }
        });
        Self { child, log, reader: Some(reader) }
    }

    /// Waits until it has said this so often.
    pub async fn says(&self, times: usize, words: &str) {
        let end = Instant::now() + PATIENCE;
        while self.log.text().matches(words).count() < times {
            assert!(Instant::now() < end, "the daemon never says {words:?}:\n{}", self.log.text());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until it has nothing more to say of an endless job.
    pub async fn waits(&self, job: &str) {
        self.log.wait_for(1, "job waits", "job", job).await;
    }

    /// Sends a signal by its name, as `TERM`.
    pub fn signal(&self, name: &str) {
        let signal = format!("SIG{name}").parse::<Signal>().expect("there is such a signal");
        let process = i32::try_from(self.child.id()).expect("ids of processes are that short");
        kill(Pid::from_raw(process), signal).expect("the daemon is there");
    }

    /// Waits for the end, and gives how it ended and the whole log.
    pub async fn ended(mut self) -> (ExitStatus, String) {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            assert!(Instant::now() < end, "the daemon doesn't end:\n{}", self.log.text());
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        self.reader.take().expect("only this takes it").join().expect("the reader doesn't panic");
        (status, self.log.text())
    }

    /// Asks it to leave, and expects that it does so without fault.
    pub async fn leaves(self) -> String {
        self.signal("TERM");
        let (status, log) = self.ended().await;
        assert!(status.success(), "{status}:\n{log}");
        log
    }
}

impl Drop for Daemon {
    /// A case that fails leaves no daemon behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
