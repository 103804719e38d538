//! A proxy as a child process.

use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longest wait for a proxy to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// The proxies that have an example.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Nginx,
    Caddy,
    HaProxy,
}

/// A proxy that runs.
pub struct Proxy {
    child: Child,
    folder: TempDir,
    /// Where it listens, with TLS.
    pub address: SocketAddr,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Nginx => "nginx",
            Kind::Caddy => "caddy",
            Kind::HaProxy => "haproxy",
        }
    }

    /// Whether it can be run here. If not, one line says so; where tests are required, it counts as there and
    /// fails.
    pub fn is_there(self) -> bool {
        let required = std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_some();
        let missing = |name: &&str| program(name).is_none();
        let needed: &[&str] = match self {
            Kind::Nginx => &["nginx", "openssl"],
            Kind::Caddy => &["caddy"],
            Kind::HaProxy => &["haproxy", "openssl"],
        };
        match needed.iter().find(|name| missing(name)) {
            Some(name) if !required => {
                eprintln!(
                    "skipped: {name} isn't there for the example of {} (apt-get install {name})",
                    self.name()
                );
                false
            }
            _ => true,
        }
    }

    /// Caddy listens before it has made its certificate.
    fn has_certificate(self, proxy: &Proxy) -> bool {
        self != Kind::Caddy || proxy.said().contains("certificate obtained successfully")
    }

    /// Starts it in front of this server.
    pub fn start(self, upstream: SocketAddr) -> Proxy {
        self.start_before(&[upstream])
    }

    /// Starts it in front of these servers; but for HAProxy there is one.
    pub fn start_before(self, upstreams: &[SocketAddr]) -> Proxy {
        let upstream = upstreams[0];
        let folder = tempfile::tempdir().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let mut command = match self {
            Kind::Nginx => nginx(folder.path(), address, upstream),
            Kind::Caddy => caddy(folder.path(), address, upstream),
            Kind::HaProxy => haproxy(folder.path(), address, upstreams),
        };
        let log = std::fs::File::create(folder.path().join("said")).unwrap();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let mut proxy = Proxy { child, folder, address };
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(address).is_err() || !self.has_certificate(&proxy) {
            let ended = proxy.child.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < end,
                "{} doesn't serve:\n{}",
                self.name(),
                proxy.said()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        proxy
    }
}

impl Proxy {
    /// What it wrote to its error stream.
    fn said(&self) -> String {
        let mut said = String::new();
        std::fs::File::open(self.folder.path().join("said")).unwrap().read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The example's text with each of these parts replaced; a part that isn't there any more fails the case.
fn example(name: &str, parts: &[(&str, String)]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut text = std::fs::read_to_string(root.join("docs/proxies").join(name)).unwrap();
    for (part, own) in parts {
        assert!(text.contains(part), "docs/proxies/{name} has no {part:?}");
        text = text.replace(part, own);
    }
    text
}

/// A certificate that nobody has signed, and its key.
fn certificate(folder: &Path) {
    let own = |name: &str| folder.join(name).display().to_string();
    let made = Command::new(program("openssl").expect("openssl is there"))
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-keyout", &own("key.pem"), "-out", &own("certificate.pem")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn nginx(folder: &Path, address: SocketAddr, upstream: SocketAddr) -> Command {
    let own = |name: &str| folder.join(name).display().to_string();
    certificate(folder);
    let site = example(
        "nginx.conf",
        &[
            ("listen 443 ssl", format!("listen {address} ssl")),
            ("server 127.0.0.1:3000;", format!("server {upstream};")),
            ("/etc/ssl/burgrave/fullchain.pem", own("certificate.pem")),
            ("/etc/ssl/burgrave/privkey.pem", own("key.pem")),
        ],
    );
    // What a distribution's nginx.conf says around the example.
    let around = format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp \
         {{\naccess_log off;\n\
         client_body_temp_path a;\nproxy_temp_path b;\nfastcgi_temp_path c;\nuwsgi_temp_path \
         d;\nscgi_temp_path e;\n\
         {site}\n}}\n"
    );
    std::fs::write(folder.join("nginx.conf"), around).unwrap();
    let mut command = Command::new(program("nginx").expect("nginx is there"));
    command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
    command
}

fn caddy(folder: &Path, address: SocketAddr, upstream: SocketAddr) -> Command {
    let site = example(
        "Caddyfile",
        &[
            // No public certificate can be had here, no port for administration is wanted, and no trust of
            // this machine.
            (
                "\nburgrave.example.com {\n",
                format!("\nhttps://localhost:{} {{\n\tbind 127.0.0.1\n\ttls internal\n", address.port()),
            ),
            ("127.0.0.1:3000", upstream.to_string()),
            (
                "\n{\n\tservers {",
                "\n{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tservers {".into(),
            ),
        ],
    );
    std::fs::write(folder.join("Caddyfile"), site).unwrap();
    let mut command = Command::new(program("caddy").expect("caddy is there"));
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
    command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder).env("HOME", folder);
    command
}

/// With several servers it looks after them by itself; a single one may be none of Burgrave's.
fn haproxy(folder: &Path, address: SocketAddr, upstreams: &[SocketAddr]) -> Command {
    certificate(folder);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    std::fs::write(folder.join("both.pem"), read("certificate.pem") + &read("key.pem")).unwrap();
    let servers: Vec<_> = upstreams
        .iter()
        .zip(1..)
        .map(|(upstream, number)| format!("    server s{number} {upstream}"))
        .collect();
    let mut site = example(
        "haproxy.cfg",
        &[
            ("bind :443 ssl", format!("bind {address} ssl")),
            // Each takes two files, of which there may be fewer here.
            ("maxconn 20000", "maxconn 1000".into()),
            ("/etc/ssl/burgrave/burgrave.pem", folder.join("both.pem").display().to_string()),
            (
                "    server one   127.0.0.1:3000\n    server two   127.0.0.1:3001\n    server three 127.0.0.1:3002",
                servers.join("\n"),
            ),
        ],
    );
    if upstreams.len() == 1 {
        site = site.replace("    default-server check", "    default-server");
    }
    std::fs::write(folder.join("haproxy.cfg"), site).unwrap();
    let mut command = Command::new(program("haproxy").expect("haproxy is there"));
    command.arg("-db").arg("-f").arg(folder.join("haproxy.cfg"));
    command
}

/// Debian keeps servers out of the PATH of plain users.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}
