//! Servers of the suite: the real thing, in this process, on a port of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use burgrave::config::{Config, Layers};
use burgrave::{Pace, Parts, Running, StartError};
use burgrave_core::Entropy;
use burgrave_store::Store;
use http::Method;
use tokio::sync::OnceCell;

use super::engine::Database;
use super::{Call, CapturedLog, Engine, Person, TestClock, entropy::SeededEntropy};

/// The key of SCIM of every server, unless the case has another one.
pub const SCIM_KEY: &str = "scim-key-of-the-suite-4711";

/// What a case wants to be different.
#[derive(Default, Clone)]
pub struct Options {
    /// Settings as flags: `("rate-limit-api", "2")`. Without them all rate limits are off.
    pub flags: Vec<(&'static str, String)>,
    /// Names of features that are off.
    pub without: Vec<&'static str>,
    /// Whether background tasks run by themselves, and not when the case ticks.
    pub by_timer: bool,
    /// Randomness that isn't as random as it should be.
    pub entropy: Option<Arc<dyn Entropy>>,
}

/// A running server with its own data, clock and log.
pub struct Server {
    pub clock: Arc<TestClock>,
    pub log: CapturedLog,
    running: Running,
    kept: Kept,
    owner: OnceCell<Person>,
}

/// What stays when a server starts again.
struct Kept {
    options: Options,
    database: Database,
    folder: tempfile::TempDir,
}

impl Server {
    /// A server with an empty database.
    pub async fn start(engine: Engine) -> Server {
        Server::start_with(engine, Options::default()).await
    }

    /// The same with some settings.
    pub async fn start_with(engine: Engine, options: Options) -> Server {
        Server::start_at(engine, options, Arc::new(TestClock::default())).await
    }

    /// The same by a clock that others look at too.
    pub async fn start_at(engine: Engine, options: Options, clock: Arc<TestClock>) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept { options, folder, database: engine.database().await };
        Server::start_on(kept, clock, CapturedLog::new()).await
    }

    /// Why a server with these settings doesn't start.
    pub async fn refused(engine: Engine, options: Options) -> String {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept { options, folder, database: engine.database().await };
        let (clock, log) = (Arc::new(TestClock::default()), CapturedLog::new());
        let Err(fault) = Server::run(&kept, clock, &log).await else { panic!("the server starts") };
        fault.to_string()
    }

    /// What a server needs from outside, for one that is expected not to start.
    pub fn parts() -> Parts {
        Parts {
            clock: Arc::new(TestClock::default()),
            entropy: Arc::new(SeededEntropy::new()),
            hashing: cheap_hashing(),
            disabled_features: Vec::new(),
            pace: Pace::Hand,
            log: CapturedLog::new().logger(),
        }
    }

    async fn start_on(kept: Kept, clock: Arc<TestClock>, log: CapturedLog) -> Server {
        let running = Server::run(&kept, clock.clone(), &log).await.expect("the server starts");
        super::secrets::register(SCIM_KEY);
        if let Some(token) = running.setup_token() {
            super::secrets::register(token);
        }
        Server { clock, log, running, kept, owner: OnceCell::new() }
    }

    async fn run(kept: &Kept, clock: Arc<TestClock>, log: &CapturedLog) -> Result<Running, StartError> {
        let config =
            Config::resolve(&Layers::new(kept.flags(), |_| None)).expect("the case's settings can be read");
        let entropy = kept.options.entropy.clone().unwrap_or_else(|| Arc::new(SeededEntropy::new()));
        let parts = Parts {
            clock,
            entropy,
            disabled_features: kept.options.without.iter().map(|name| (*name).to_owned()).collect(),
            log: log.logger(),
            pace: if kept.options.by_timer { Pace::Timer } else { Pace::Hand },
            ..Server::parts()
        };
        burgrave::start(config, parts).await
    }

    /// Stops the server and starts another on the same data; people stay logged in.
    pub async fn restart(self) -> Server {
        self.restart_after(async |_| {}).await
    }

    /// The same with these settings beside those that it had.
    pub async fn restart_with(mut self, flags: Vec<(&'static str, String)>) -> Server {
        self.kept.options.flags.extend(flags);
        self.restart().await
    }

    /// The same without this feature.
    pub async fn restart_without(mut self, feature: &'static str) -> Server {
        self.kept.options.without.push(feature);
        self.restart().await
    }

    /// The same, and in between the case changes the database as no operation can.
    pub async fn restart_after(self, change: impl AsyncFnOnce(&Store)) -> Server {
        assert!(self.running.stop(Duration::from_secs(5)).await, "requests were still under way");
        let settings = self.kept.database.settings(self.kept.folder.path());
        let store =
            Store::open(settings, self.log.logger()).await.expect("the stopped server left its database");
        change(&store).await;
        store.close().await;
        drop(store);
        let mut next = Server::start_on(self.kept, self.clock, self.log).await;
        if let Some(owner) = self.owner.into_inner() {
            let owner = Person { address: next.running.address(), ..owner };
            next.owner = OnceCell::new_with(Some(owner));
        }
        next
    }

    /// Looks into the database beside the running server.
    pub async fn look<T>(&self, look: impl AsyncFnOnce(&Store) -> T) -> T {
        let settings = self.kept.database.settings(self.kept.folder.path());
        let store = Store::open_beside(settings, self.log.logger()).await.expect("the database can be read");
        let seen = look(&store).await;
        store.close().await;
        seen
    }

    /// The file of its database, where it has one.
    pub fn sqlite_file(&self) -> PathBuf {
        self.kept.folder.path().join("burgrave.db")
    }

    /// A second server on the same database, with the same clock: a replica.
    pub async fn beside(&self) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let key = |folder: &tempfile::TempDir| folder.path().join("encryption.key");
        // Where the case gives keys, there is no file.
        let _ = std::fs::copy(key(&self.kept.folder), key(&folder));
        let kept = Kept { options: self.kept.options.clone(), database: self.kept.database.clone(), folder };
        let mut beside = Server::start_on(kept, self.clock.clone(), CapturedLog::new()).await;
        if let Some(owner) = self.owner.get() {
            let owner = Person { address: beside.running.address(), ..owner.clone() };
            beside.owner = OnceCell::new_with(Some(owner));
        }
        beside
    }

    /// Its database, for what no operation brings about while it runs.
    pub fn store(&self) -> &Store {
        self.running.store()
    }

    /// Runs the background tasks that are due by the clock.
    pub async fn tick(&self) {
        self.running.tick().await;
    }

    /// Stops the server, and leaves its database to its replicas.
    pub async fn stop(self) {
        assert!(self.running.stop(Duration::from_secs(5)).await, "requests were still under way");
    }

    /// A URL at which every answer is recorded and checked too, for clients that make their own requests.
    pub async fn recorded_url(&self) -> String {
        format!("http://{}", super::relay::start(self.running.address()).await)
    }

    pub fn setup_token(&self) -> Option<&str> {
        self.running.setup_token()
    }

    /// A request without a session.
    pub fn call(&self, method: Method, target: &str) -> Call {
        Call::new(self.running.address(), method, target)
    }

    pub fn get(&self, target: &str) -> Call {
        self.call(Method::GET, target)
    }

    pub fn post(&self, target: &str, body: &serde_json::Value) -> Call {
        self.call(Method::POST, target).json(body)
    }

    /// A request of the identity provider, under the mount of SCIM.
    pub fn scim(&self, method: Method, path: &str) -> Call {
        self.call(method, &format!("/scim/v2{path}")).header("authorization", format!("Bearer {SCIM_KEY}"))
    }

    /// The first user, created and logged in when first asked for.
    pub async fn owner(&self) -> &Person {
        self.owner.get_or_init(|| Person::first(self)).await
    }

    /// A plain member of the default organization.
    pub async fn member(&self, username: &str) -> Person {
        let default = self.owner().await.get("/api/v2/organizations/default").await.json_of(200);
        self.member_of(username, &[default["id"].as_str().unwrap()]).await
    }

    /// A plain member of these organizations (ids).
    pub async fn member_of(&self, username: &str, organizations: &[&str]) -> Person {
        Person::created_by(self.owner().await, username, organizations).await
    }
}

impl Kept {
    /// The settings of the server, those of the case last.
    fn flags(&self) -> Vec<(&'static str, String)> {
        let mut flags: Vec<(&'static str, String)> = vec![
            ("address", "127.0.0.1:0".into()),
            ("data", self.folder.path().display().to_string()),
            self.database.flag(),
            ("rate-limit-api", "0".into()),
            ("rate-limit-login", "0".into()),
            ("rate-limit-files", "0".into()),
            ("rate-limit-scim", "0".into()),
            ("scim-key", SCIM_KEY.into()),
            ("provisioner-daemons", "0".into()),
        ];
        flags.extend(self.options.flags.iter().cloned());
        flags
    }
}

/// Hashes that cost next to nothing: what passwords are worth is tested where they are hashed.
fn cheap_hashing() -> burgrave_core::HashParameters {
    burgrave_core::HashParameters::cheap()
}
