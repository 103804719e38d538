//! PgBouncer between the program and PostgreSQL. Debian's, and others before 1.21, can't keep prepared
//! statements.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http::Method;
use tempfile::TempDir;

use super::database::{create, first_user, names};
use super::program::{Program, run};
use crate::cluster::{Cluster, cluster};
use crate::harness::Engine;

/// Longest wait for it to listen.
const PATIENCE: Duration = Duration::from_secs(20);
/// The user that runs it where the tests are run by root, which it refuses.
const NOBODY: u32 = 65_534;

#[apply(case)]
async fn a_pooler_by_session_works_like_the_server() {
    let Some(program) = pgbouncer() else { return };
    let cluster = cluster().await.expect("it is available");
    let url = cluster.database().await;
    let pooler = Pooler::start(&program, cluster, "session", None);
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--database", &pooler.in_front_of(&url)]);
    let token = first_user(&program).await;
    create(&program, &token, "pooled").await;
    assert_eq!(names(&program, &token).await, ["coder", "pooled"]);
    // It goes away and comes back, and the program with it.
    let address = pooler.address;
    drop(pooler);
    program.call(Method::GET, "/readyz").send().await.expect(503);
    let _pooler = Pooler::start(&pgbouncer().unwrap(), cluster, "session", Some(address));
    let end = Instant::now() + PATIENCE;
    while program.call(Method::GET, "/readyz").send().await.status != 200 {
        assert!(Instant::now() < end, "the program isn't ready again");
    }
    assert_eq!(names(&program, &token).await, ["coder", "pooled"]);
    program.stop();
}

#[apply(case)]
async fn a_pooler_that_forgets_statements_is_refused_in_plain_words() {
    let Some(program) = pgbouncer() else { return };
    let cluster = cluster().await.expect("it is available");
    let url = cluster.database().await;
    let pooler = Pooler::start(&program, cluster, "transaction", None);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let url = pooler.in_front_of(&url);
    let refused = run(&["--address", "127.0.0.1:0", "--data", &data, "--database", &url]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("max_prepared_statements") && said.contains("PgBouncer 1.21"), "{said}");
}

/// Where it is, unless it or PostgreSQL is left out, which a line says.
fn pgbouncer() -> Option<PathBuf> {
    // Debian keeps it out of the PATH of plain users.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = folders.find_map(|folder| Some(folder.join("pgbouncer")).filter(|file| file.is_file()));
    if found.is_none() {
        assert!(std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_none(), "pgbouncer is missing");
        eprintln!("skipped: pgbouncer isn't there (apt-get install pgbouncer)");
    }
    found.filter(|_| Engine::available().contains(&Engine::Postgres))
}

/// PgBouncer in front of a cluster. Dropped, it is gone.
struct Pooler {
    child: Child,
    address: SocketAddr,
    _folder: TempDir,
}

impl Pooler {
    fn start(program: &Path, cluster: &Cluster, mode: &str, address: Option<SocketAddr>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let free = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let address = address.unwrap_or_else(free);
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, settings(cluster.port, mode, address, keeps_statements(program))).unwrap();
        let mut command = Command::new(program);
        command.arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0;
        if root {
            command.uid(NOBODY).gid(NOBODY);
        }
        let pooler = Self { child: command.spawn().unwrap(), address, _folder: folder };
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < end, "PgBouncer doesn't listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        pooler
    }

    /// The same database through it.
    fn in_front_of(&self, url: &str) -> String {
        let name = url.rsplit('/').next().unwrap();
        format!("postgres://burgrave@{}/{name}", self.address)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(port: u16, mode: &str, address: SocketAddr, keeps_statements: bool) -> String {
    let forget = if keeps_statements { "max_prepared_statements = 0\n" } else { "" };
    format!(
        "[databases]\n* = host=127.0.0.1 port={port} user=burgrave\n\
         [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {}\nunix_socket_dir =\nauth_type = any\n\
         pool_mode = {mode}\nmax_client_conn = 100\ndefault_pool_size = 40\n{forget}",
        address.port()
    )
}

/// Whether this version could keep prepared statements (1.21 and later), so that it must be told not to.
fn keeps_statements(program: &Path) -> bool {
    let said = Command::new(program).arg("--version").output().unwrap().stdout;
    let said = String::from_utf8_lossy(&said).into_owned();
    let version = said.split_whitespace().nth(1).and_then(|version| version.split_once('.'));
    let minor =
        version.and_then(|(_, rest)| rest.split('.').next()).and_then(|minor| minor.parse::<u32>().ok());
    minor.is_some_and(|minor| minor >= 21)
}
