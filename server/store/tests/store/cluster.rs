//! A PostgreSQL cluster for this test process: made from the programs on PATH, gone when the process ends.

use crate::engines::{log, note_database};
use burgrave_store::{Settings, Store};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use tokio::sync::OnceCell;

/// Makes the cluster, serves it until its standard input ends (the test process is gone), and removes it.
/// Meanwhile it obeys orders, a line each, and says when one is done. `$1` initdb, `$2` postgres, `$3` port.
const SCRIPT: &str = r#"
set -e
dir=$(mktemp -d /tmp/burgrave-cluster.XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$1" -D "$dir/data" -U burgrave -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1
tls=
if command -v openssl >/dev/null; then
    cd "$dir"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority \
        -keyout authority.key -out authority.pem >>log 2>&1
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
        -keyout server.key -out server.csr >>log 2>&1
    echo "subjectAltName=DNS:localhost" >names
    openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -extfile names \
        -out server.pem >>log 2>&1
    chmod 600 server.key
    chmod 755 "$dir"
    chmod 644 authority.pem
    tls="-c ssl=on -c ssl_cert_file=$dir/server.pem -c ssl_key_file=$dir/server.key"
fi
postgres=$2
port=$3
serve() {
    "$postgres" -D "$dir/data" -p "$port" -k "$dir" -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off \
        $tls -c max_connections=400 -c shared_buffers=64MB >>"$dir/log" 2>&1 &
    server=$!
}
serve
echo "$dir"
while read -r order; do
    case "$order" in
    stop) kill -QUIT $server; wait $server || true ;;
    kill) kill -KILL $server; wait $server || true ;;
    start)
        serve
        sleep 0.2
        # What is left of a server that was killed holds its memory for a moment.
        while ! kill -0 $server 2>/dev/null; do
            serve
            sleep 0.2
        done
        ;;
    esac
    echo "$order"
done
kill -QUIT $server || true
wait $server || true
"#;

pub struct Cluster {
    pub port: u16,
    folder: PathBuf,
    script: Mutex<Script>,
}

/// The running script.
struct Script {
    orders: ChildStdin,
    done: BufReader<ChildStdout>,
    /// Ends with this process, whose end of the pipe it waits for.
    _process: Child,
}

static CLUSTER: OnceCell<Option<Cluster>> = OnceCell::const_new();

/// The shared cluster, or nothing when the programs are not there and nobody insists.
pub async fn cluster() -> Option<&'static Cluster> {
    CLUSTER.get_or_init(Cluster::start).await.as_ref()
}

impl Cluster {
    /// A cluster of one's own (to stop it, for instance).
    pub async fn start() -> Option<Cluster> {
        let (Some(initdb), Some(postgres)) = (program("initdb"), program("postgres")) else {
            assert!(
                std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_none(),
                "initdb and postgres are not on PATH, and BURGRAVE_TESTS_REQUIRE is set"
            );
            eprintln!("skipped on PostgreSQL: initdb and postgres are not on PATH");
            return None;
        };
        let cluster = Self::launch(&initdb, &postgres);
        let url = cluster.url("postgres");
        for _ in 0..600 {
            if let Ok((client, driver)) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await {
                let driver = tokio::spawn(driver);
                client.batch_execute("CREATE DATABASE template_burgrave").await.unwrap();
                drop(client);
                driver.await.unwrap().unwrap();
                let store =
                    Store::open(Settings::postgres(cluster.url("template_burgrave")), log()).await.unwrap();
                store.close().await;
                return Some(cluster);
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the PostgreSQL cluster didn't start");
    }

    fn launch(initdb: &Path, postgres: &Path) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // PostgreSQL refuses to run as root.
        let root =
            std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        let mut command = Command::new(if root { "runuser" } else { "sh" });
        if root {
            command.args(["-u", "postgres", "--", "sh"]);
        }
        let script = command.arg("-c").arg(SCRIPT).arg("sh").arg(initdb).arg(postgres).arg(port.to_string());
        let mut script =
            script.current_dir("/tmp").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut done = BufReader::new(script.stdout.take().unwrap());
        done.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "initdb failed");
        let script = Script { orders: script.stdin.take().unwrap(), done, _process: script };
        Self { port, folder: line.trim_end().into(), script: Mutex::new(script) }
    }

    /// `stop` (at once, without a checkpoint), `kill` or `start`; returns when it is done.
    pub fn order(&self, order: &str) {
        let mut script = self.script.lock().unwrap();
        writeln!(script.orders, "{order}").unwrap();
        let mut done = String::new();
        script.done.read_line(&mut done).unwrap();
        assert_eq!(done.trim_end(), order);
    }

    /// The first column of what a query gives, as text.
    pub async fn ask(&self, sql: &str) -> Vec<String> {
        let (client, driver) =
            tokio_postgres::connect(&self.url("postgres"), tokio_postgres::NoTls).await.unwrap();
        let driver = tokio::spawn(driver);
        let rows = client.simple_query(sql).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
        let text = |row: &tokio_postgres::SimpleQueryMessage| match row {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        };
        rows.iter().filter_map(text).collect()
    }

    /// The authority behind the server's certificate, which names `localhost`.
    pub fn authority(&self) -> Option<PathBuf> {
        Some(self.folder.join("authority.pem")).filter(|file| file.is_file())
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://burgrave@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// The same by the server's Unix socket.
    pub fn socket_url(&self, database: &str) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://burgrave@{folder}:{}/{database}", self.port)
    }

    /// A new database with the schema in it; gives its URL.
    pub async fn database(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Relaxed));
        self.run(&format!("CREATE DATABASE {name} TEMPLATE template_burgrave")).await;
        let url = self.url(&name);
        note_database(&url);
        url
    }

    /// Runs statements as the superuser.
    pub async fn run(&self, sql: &str) {
        self.run_in(&self.url("postgres"), sql).await;
    }

    /// Runs statements in one database.
    pub async fn run_in(&self, url: &str, sql: &str) {
        let (client, driver) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        let driver = tokio::spawn(driver);
        client.batch_execute(sql).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
    }
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
