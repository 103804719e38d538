//! A PostgreSQL cluster of one's own, from the programs on PATH, with the durability that a real one has.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Makes the cluster, serves it until its standard input ends (the bench is gone), and removes it.
/// `$1` initdb, `$2` postgres, `$3` port.
const SCRIPT: &str = r#"
set -e
dir=$(mktemp -d /tmp/burgrave-bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$1" -D "$dir/data" -U burgrave -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1
"$2" -D "$dir/data" -p "$3" -k "$dir" -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=512MB \
    -c max_wal_size=4GB -c shared_preload_libraries=auto_explain >>"$dir/log" 2>&1 &
server=$!
echo "$dir"
cat >/dev/null
kill -QUIT $server
wait $server || true
"#;

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running cluster; it is removed when its handle is dropped.
pub(crate) struct Cluster {
    script: Child,
    port: u16,
    log: PathBuf,
}

impl Cluster {
    /// Starts one.
    ///
    /// # Errors
    /// The programs aren't there, with the way to get them; or the cluster doesn't start.
    pub(crate) fn start() -> Result<Self, String> {
        let (initdb, postgres) = (program("initdb")?, program("postgres")?);
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.map_err(|error| error.to_string())?.port();
        // PostgreSQL refuses to run as root.
        let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let mut command = Command::new(if root { "runuser" } else { "sh" });
        if root {
            command.args(["-u", "postgres", "--", "sh"]);
        }
        command.arg("-c").arg(SCRIPT).arg("sh").args([&initdb, &postgres]).arg(port.to_string());
        command.current_dir("/tmp").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = command.spawn().map_err(|error| error.to_string())?;
        let mut folder = String::new();
        if let Some(output) = script.stdout.take() {
            BufReader::new(output).read_line(&mut folder).map_err(|error| error.to_string())?;
        }
        if folder.is_empty() {
            return Err("initdb failed".into());
        }
        let cluster = Self { script, port, log: Path::new(folder.trim()).join("log") };
        let end = Instant::now() + PATIENCE;
        while let Err(problem) = cluster.sql("postgres", "SELECT 1") {
            if Instant::now() > end {
                return Err(format!("PostgreSQL doesn't start: {problem}"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(cluster)
    }

    /// The URL of a database in it.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://burgrave@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// Makes an empty database.
    pub(crate) fn create(&self, database: &str) -> Result<(), String> {
        self.sql("postgres", &format!("CREATE DATABASE {database}")).map(drop)
    }

    /// Where PostgreSQL writes its log.
    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Runs statements; gives what they answer, columns parted by `|`.
    pub(crate) fn sql(&self, database: &str, statements: &str) -> Result<String, String> {
        let url = self.url(database);
        run(Command::new(program("psql")?).args([
            "-X",
            "-q",
            "-At",
            "-v",
            "ON_ERROR_STOP=1",
            &url,
            "-c",
            statements,
        ]))
    }

    /// Counts the notifications of a channel from now on.
    pub(crate) fn listen(&self, database: &str, channel: &str) -> Result<Listening, String> {
        let failed = |error: std::io::Error| format!("psql: {error}");
        let mut command = Command::new(program("psql")?);
        command.args(["-X", "-q", "-At", &self.url(database)]);
        let mut psql = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let input = psql.stdin.as_mut().ok_or("psql: no input")?;
        writeln!(input, "LISTEN {channel};").map_err(failed)?;
        Ok(Listening { psql })
    }

    /// Makes pgbench's tables in a database.
    pub(crate) fn prepare_pgbench(&self, database: &str) -> Result<(), String> {
        run(Command::new(program("pgbench")?).args(["-q", "-i", "-s", "10", &self.url(database)])).map(drop)
    }

    /// Transactions a second of `pgbench -S -M prepared`: reads of one row by its key.
    pub(crate) fn pgbench(&self, database: &str, clients: usize, time: Duration) -> Result<f64, String> {
        self.transactions(database, &[OsStr::new("-S")], clients, time)
    }

    /// Transactions a second of a script of `pgbench`.
    pub(crate) fn pgbench_script(
        &self,
        database: &str,
        script: &Path,
        clients: usize,
        time: Duration,
    ) -> Result<f64, String> {
        self.transactions(database, &[OsStr::new("-f"), script.as_os_str()], clients, time)
    }

    fn transactions(
        &self,
        database: &str,
        what: &[&OsStr],
        clients: usize,
        time: Duration,
    ) -> Result<f64, String> {
        let (clients, seconds) = (clients.to_string(), time.as_secs().max(1).to_string());
        let mut command = Command::new(program("pgbench")?);
        command.args(what).args(["-M", "prepared", "-n", "-c", &clients, "-j", "1", "-T", &seconds]);
        let said = run(command.arg(self.url(database)))?;
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.ok_or_else(|| format!("pgbench named no rate:\n{said}"))
    }
}

/// A session that listens.
pub(crate) struct Listening {
    psql: Child,
}

impl Listening {
    /// How many notifications there were. psql tells them after its next statement.
    pub(crate) fn end(mut self) -> Result<usize, String> {
        let failed = |error: std::io::Error| format!("psql: {error}");
        if let Some(mut input) = self.psql.stdin.take() {
            writeln!(input, "SELECT 1;").map_err(failed)?;
        }
        let told = self.psql.wait_with_output().map_err(failed)?;
        Ok(String::from_utf8_lossy(&told.stdout).matches(" received from server process ").count())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The script ends the cluster once its input ends.
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

/// Runs a program to its end; gives its output.
fn run(command: &mut Command) -> Result<String, String> {
    let name = Path::new(command.get_program()).display().to_string();
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{name}: {error}"))?;
    let mut said = String::new();
    if let Some(mut output) = child.stdout.take() {
        output.read_to_string(&mut said).map_err(|error| format!("{name}: {error}"))?;
    }
    let ended = child.wait_with_output().map_err(|error| format!("{name}: {error}"))?;
    if ended.status.success() {
        return Ok(said);
    }
    Err(format!("{name}: {}", String::from_utf8_lossy(&ended.stderr).trim_end()))
}

/// A program of PostgreSQL, on PATH or where Debian keeps it.
fn program(name: &str) -> Result<PathBuf, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(debian.map(|version| version.path().join("bin")));
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    found.ok_or_else(|| format!("left out: {name} isn't there (apt-get install postgresql)"))
}
