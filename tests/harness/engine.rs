//! The databases that every case runs on.

use std::cell::RefCell;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use burgrave_store::Settings;

use crate::cluster::cluster;

/// Which database a server of the suite uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file in the server's data folder.
    Sqlite,
    /// A fresh database of the suite's own cluster.
    Postgres,
}

/// The database of one server: nothing to say for SQLite, a URL for PostgreSQL.
#[derive(Clone)]
pub struct Database(Option<String>);

/// Longest wait for a database to go: others are removed before it.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to get what PostgreSQL needs.
const MISSING: &str =
    "initdb and postgres are not on PATH (install postgresql, and add its bin folder to PATH)";

impl Engine {
    /// The engines that this machine has. `BURGRAVE_TESTS_ENGINE=sqlite` leaves out the other, and with
    /// `BURGRAVE_TESTS_REQUIRE=all` none is left out: its cases fail.
    pub fn available() -> Vec<Engine> {
        let only = std::env::var("BURGRAVE_TESTS_ENGINE").ok();
        let mut engines = vec![Engine::Sqlite, Engine::Postgres];
        engines.retain(|engine| only.as_deref().is_none_or(|name| name == engine.name()));
        let required = std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_some();
        if engines.contains(&Engine::Postgres) && !required && !(on_path("initdb") && on_path("postgres")) {
            eprintln!("skipped on PostgreSQL: {MISSING}");
            engines.retain(|engine| *engine == Engine::Sqlite);
        }
        engines
    }

    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgresql",
        }
    }

    /// An empty database.
    pub async fn database(self) -> Database {
        match self {
            Engine::Sqlite => Database(None),
            Engine::Postgres => {
                let cluster = cluster().await.unwrap_or_else(|| panic!("{MISSING}"));
                Database(Some(cluster.database().await))
            }
        }
    }
}

impl Database {
    /// The flag that names it.
    pub fn flag(&self) -> (&'static str, String) {
        ("database", self.0.clone().unwrap_or_default())
    }

    /// Where the store of a server with this folder is.
    pub fn settings(&self, folder: &Path) -> Settings {
        self.0.as_ref().map_or_else(|| Settings::sqlite(folder), Settings::postgres)
    }
}

thread_local! {
    /// The databases of the case that this thread runs.
    static MADE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Called for each database of a cluster: it goes with the case that made it.
pub fn note_database(url: &str) {
    MADE.with_borrow_mut(|made| made.push(url.to_owned()));
}

/// Removes databases beside the cases: thousands of them would fill the disk.
static REMOVER: LazyLock<Sender<String>> = LazyLock::new(|| {
    let (sender, urls) = channel::<String>();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime can be made");
        for url in urls {
            // One that stays is removed with the cluster.
            let _ = runtime.block_on(remove(&url));
        }
    });
    sender
});

/// A cluster of the case's own has gone before.
async fn remove(url: &str) -> Result<(), tokio_postgres::Error> {
    let name = name(url);
    let beside = url.replace(&format!("/{name}"), "/postgres");
    let (client, driver) = tokio_postgres::connect(&beside, tokio_postgres::NoTls).await?;
    let driver = tokio::spawn(driver);
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    drop(client);
    driver.await.expect("it doesn't panic")
}

/// The name in a URL.
fn name(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}

/// Held while a case runs; the databases of the case go with it.
pub struct Databases(());

impl Databases {
    pub fn of_this_case() -> Databases {
        Databases(())
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        for url in MADE.take() {
            let _ = REMOVER.send(url);
        }
    }
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[apply(case)]
async fn each_database_of_the_cluster_goes_with_the_case_that_made_it() {
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let case = || {
        let _databases = Databases::of_this_case();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { cluster().await.expect("it is available").database().await })
    };
    let url = tokio::task::spawn_blocking(case).await.unwrap();
    let sql = format!("SELECT datname FROM pg_database WHERE datname = '{}'", name(&url));
    let (cluster, end) = (cluster().await.expect("it is available"), Instant::now() + PATIENCE);
    while !cluster.ask(&sql).await.is_empty() {
        assert!(Instant::now() < end, "{url} is still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
