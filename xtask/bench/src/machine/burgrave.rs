//! The real server, with a first user.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Child, Cluster, Folder, call};
use crate::load::Request;

const EMAIL: &str = "owner@example.com";
const PASSWORD: &str = "Seven-Otters-Juggle-Lanterns";

/// What all replicas of a database seal with.
const SEALING_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// A server in a folder of its own. Its log goes to a file, at the level that is the default.
pub(crate) struct Burgrave {
    /// The process.
    pub(crate) child: Child,
    /// The time from the start of the process to its first answer.
    pub(crate) started_in: Duration,
    folder: Folder,
}

impl Burgrave {
    /// On the embedded database, in an empty folder.
    pub(crate) fn sqlite() -> Result<Self, String> {
        Self::start(&[], Folder::new()?)
    }

    /// On a new database of this cluster.
    pub(crate) fn postgres(cluster: &Cluster, database: &str) -> Result<Self, String> {
        cluster.create(database)?;
        Self::start(&["--database", &cluster.url(database)], Folder::new()?)
    }

    /// So many servers on one new database of this cluster, with these flags more.
    pub(crate) fn replicas(
        cluster: &Cluster,
        database: &str,
        count: usize,
        flags: &[&str],
    ) -> Result<Vec<Self>, String> {
        cluster.create(database)?;
        let url = cluster.url(database);
        let shared = ["--database", &url, "--encryption-keys", SEALING_KEY];
        (0..count).map(|_| Self::start(&[&shared[..], flags].concat(), Folder::new()?)).collect()
    }

    /// With these flags more, on what is in the folder.
    pub(crate) fn start(flags: &[&str], folder: Folder) -> Result<Self, String> {
        let mut command = Command::new(program()?);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("BURGRAVE_") {
                command.env_remove(name);
            }
        }
        command.args(["--address", "127.0.0.1:0", "--log-format", "json"]);
        command.args(["--rate-limit-api", "0", "--rate-limit-login", "0"]);
        command.arg("--data").arg(folder.path().join("data")).args(flags);
        // Programs of templates can't reach what others have in the folder for temporary files. Paths of
        // sockets in it are short.
        let own = folder.path().join("t");
        std::fs::create_dir_all(&own).map_err(|error| error.to_string())?;
        command.env("TMPDIR", own);
        let begun = Instant::now();
        let child = Child::start(&mut command, &folder.path().join("log"))?;
        let answered = call(child.address, &Request::get("/api/v2/buildinfo"));
        let started_in = begun.elapsed();
        answered?;
        Ok(Self { child, started_in, folder })
    }

    /// Ends the process and gives its folder back. Every commit is durable: nothing needs an orderly end.
    pub(crate) fn stop(self) -> Folder {
        self.folder
    }

    /// The file that the log goes to.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// The file of its embedded database.
    pub(crate) fn file(&self) -> PathBuf {
        Self::database(self.folder.path())
    }

    /// The embedded database in the folder of a server.
    pub(crate) fn database(folder: &Path) -> PathBuf {
        folder.join("data").join("burgrave.db")
    }

    /// Makes the first user, who is the owner, and gives a session token.
    pub(crate) fn owner(&self) -> Result<String, String> {
        let user = json!({"email": EMAIL, "username": "owner", "password": PASSWORD}).to_string();
        self.call(&Request::post("/api/v2/users/first", &user))?;
        self.log_in()
    }

    /// A session token of the first user.
    pub(crate) fn log_in(&self) -> Result<String, String> {
        let session = self.call(&login())?;
        session["session_token"].as_str().map(str::to_owned).ok_or_else(|| "a login without a token".into())
    }

    /// One request.
    pub(crate) fn call(&self, request: &Request) -> Result<Value, String> {
        call(self.child.address, request)
    }
}

/// A login of the first user.
pub(crate) fn login() -> Request {
    let body = json!({"email": EMAIL, "password": PASSWORD}).to_string();
    Request::post("/api/v2/users/login", &body)
}

/// `cargo xtask bench` builds it beside this program.
fn program() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = own.with_file_name("burgrave");
    if program.is_file() {
        return Ok(program);
    }
    Err(format!("{} isn't there; start the bench with: cargo xtask bench", program.display()))
}
