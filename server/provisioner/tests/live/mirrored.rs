//! A mirror on the network, which is a server in this process that speaks its protocol by HTTPS. Programs
//! trust its certificate by a variable of their environment, so each case runs in a process of its own.

use std::fs;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use burgrave_core::provisioning::build::Transition;
use burgrave_provisioner::terraform::{KeptInit, Mirror, Settings, TerraformFault};
use burgrave_provisioner::{Confinement, JobInput};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use zip::write::SimpleFileOptions;

use crate::job::{Job, tools};

const FOLDER: &str = "BURGRAVE_TEST_FOLDER";
const ADDRESS: &str = "BURGRAVE_TEST_MIRROR";

const TEMPLATE: &str = r#"
terraform {
  required_providers {
    time = { source = "hashicorp/time" }
  }
}
resource "time_static" "now" {}
"#;

/// A server while it runs.
struct MirrorServer {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
    over: Arc<AtomicBool>,
}

impl MirrorServer {
    /// Serves the folder's providers; its certificate is written beside.
    fn start(mirror: PathBuf, certificate: &Path) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
        fs::write(certificate, made.cert.pem()).expect("a file");
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("they are known")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("they fit");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (asked, over) = (Arc::<Mutex<Vec<String>>>::default(), Arc::new(AtomicBool::new(false)));
        let (config, seen, ended) = (Arc::new(config), asked.clone(), over.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(connection) = ServerConnection::new(config.clone()) else { continue };
                let (seen, mirror) = (seen.clone(), mirror.clone());
                thread::spawn(move || answer(StreamOwned::new(connection, stream), &mirror, &seen));
            }
        });
        Self { address: format!("https://localhost:{port}/"), asked, over }
    }

    fn stop(&self) {
        self.over.store(true, Ordering::SeqCst);
        // It looks when somebody comes.
        let _ =
            std::net::TcpStream::connect(self.address.trim_start_matches("https://").trim_end_matches('/'));
    }
}

/// One answer for each connection.
fn answer(
    stream: StreamOwned<ServerConnection, std::net::TcpStream>,
    mirror: &Path,
    asked: &Mutex<Vec<String>>,
) {
    let mut stream = BufReader::new(stream);
    let (mut first, mut line) = (String::new(), String::new());
    if stream.read_line(&mut first).is_err() {
        return;
    }
    while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
        line.clear();
    }
    let path = first.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    let (status, kind, body) = match content(mirror, &path) {
        Some((kind, body)) => ("200 OK", kind, body),
        None => ("404 Not Found", "text/plain", Vec::new()),
    };
    asked.lock().expect("nobody broke off").push(path);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let stream = stream.get_mut();
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(&body))
        .and_then(|()| stream.flush());
    stream.conn.send_close_notify();
    let _ = stream.flush();
}

/// `HOST/NAMESPACE/TYPE/index.json`, `…/VERSION.json`, or the archive that it names.
fn content(mirror: &Path, path: &str) -> Option<(&'static str, Vec<u8>)> {
    let (folder, name) = path.rsplit_once('/')?;
    let folder = mirror.join(folder);
    let json = |value: serde_json::Value| ("application/json", value.to_string().into_bytes());
    if name == "index.json" {
        let versions = fs::read_dir(&folder).ok()?.flatten();
        let versions: serde_json::Map<_, _> = versions
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), serde_json::json!({})))
            .collect();
        return Some(json(serde_json::json!({"versions": versions})));
    }
    if let Some(version) = name.strip_suffix(".json") {
        let platforms = fs::read_dir(folder.join(version)).ok()?.flatten();
        let archives: serde_json::Map<_, _> = platforms
            .map(|entry| {
                let platform = entry.file_name().to_string_lossy().into_owned();
                let url = serde_json::json!({"url": format!("{version}_{platform}.zip")});
                (platform, url)
            })
            .collect();
        return Some(json(serde_json::json!({"archives": archives})));
    }
    let (version, platform) = name.strip_suffix(".zip")?.split_once('_')?;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for file in fs::read_dir(folder.join(version).join(platform)).ok()?.flatten() {
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .unix_permissions(0o755);
        zip.start_file(file.file_name().to_string_lossy(), options).ok()?;
        zip.write_all(&fs::read(file.path()).ok()?).ok()?;
    }
    Some(("application/zip", zip.finish().ok()?.into_inner()))
}

/// Runs a case below with the mirror's certificate as the only one that is trusted.
fn run(case: &str, folder: &Path, address: &str) {
    let own = std::env::current_exe().expect("it runs");
    let ended = Command::new(own)
        .args(["--exact", &format!("mirrored::{case}"), "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", folder.join("certificate.pem"))
        .env("TF_REGISTRY_DISCOVERY_RETRY", "0")
        .env("TF_PROVIDER_DOWNLOAD_RETRY", "0")
        .env(FOLDER, folder)
        .env(ADDRESS, address)
        .output()
        .expect("it can be started");
    let told = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{told}\n{}", String::from_utf8_lossy(&ended.stderr));
    assert!(told.contains("1 passed"), "{told}");
}

#[test]
fn providers_come_from_a_mirror_on_the_network_once() {
    let Some(Settings { mirror: Some(Mirror::Folder(mirror)), .. }) = tools() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let server = MirrorServer::start(mirror, &folder.path().join("certificate.pem"));
    run("a_first_job_fetches", folder.path(), &server.address);
    let asked = server.asked.lock().expect("nobody broke off").clone();
    for part in ["hashicorp/time/index.json", ".json", ".zip"] {
        assert!(asked.iter().any(|path| path.ends_with(part)), "{part}: {asked:?}");
    }
    run("a_job_needs_what_the_mirror_lacks", folder.path(), &server.address);
    server.stop();
    run("a_next_job_needs_no_mirror", folder.path(), &server.address);
}

fn settings() -> (Settings, PathBuf) {
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("it is given"));
    let address = std::env::var(ADDRESS).expect("it is given");
    let mut settings = tools().expect("they were there before");
    settings.mirror = Some(Mirror::read(&address).expect("an address"));
    settings.cache = Some(folder.join("providers"));
    if let Some(confinement) = &mut settings.confinement {
        *confinement = Confinement { readable: vec![folder.clone()], ..Confinement::default() };
    }
    (settings, folder)
}

#[test]
#[ignore = "run by the case above"]
fn a_first_job_fetches() {
    let (settings, folder) = settings();
    let mut job = Job::of_files(&settings, &[("main.tf", TEMPLATE)], JobInput::default());
    let kept = job.init_with(None).unwrap_or_else(|fault| panic!("{fault}\n{}", job.log()));
    let kept = kept.expect("it was looked for");
    job.plan(Transition::Start).unwrap_or_else(|fault| panic!("{fault}\n{}", job.log()));
    assert_eq!(job.apply().error, None, "{}", job.log());
    fs::write(folder.join("lock"), kept.lock).expect("a file");
    fs::write(folder.join("modules"), kept.modules.expect("there are none to fetch")).expect("a file");
}

#[test]
#[ignore = "run by the case above"]
fn a_job_needs_what_the_mirror_lacks() {
    let (settings, _) = settings();
    let template = "terraform {\n  required_providers {\n    docker = { source = \"kreuzwerker/docker\" }\n    \
                    time = { source = \"hashicorp/time\", version = \"9.9.9\" }\n  }\n}\n";
    let mut job = Job::of_files(&settings, &[("main.tf", template)], JobInput::default());
    let fault = job.init().expect_err("they aren't there");
    let TerraformFault::NotMirrored { mirror, mut providers } = fault else {
        panic!("{fault}\n{}", job.log())
    };
    providers.sort();
    let address = std::env::var(ADDRESS).expect("it is given");
    assert_eq!(
        (mirror, providers),
        (address, vec!["hashicorp/time 9.9.9".into(), "kreuzwerker/docker".into()])
    );
}

#[test]
#[ignore = "run by the case above"]
fn a_next_job_needs_no_mirror() {
    let (settings, folder) = settings();
    let read = |name: &str| fs::read(folder.join(name)).expect("a file");
    let kept = KeptInit { lock: read("lock"), modules: Some(read("modules")) };
    let mut job = Job::of_files(&settings, &[("main.tf", TEMPLATE)], JobInput::default());
    let found = job.init_with(Some(kept)).unwrap_or_else(|fault| panic!("{fault}\n{}", job.log()));
    assert_eq!(found, None, "{}", job.log());
    job.plan(Transition::Start).unwrap_or_else(|fault| panic!("{fault}\n{}", job.log()));
    assert_eq!(job.apply().error, None, "{}", job.log());
    // Without what was kept it is asked, and is away.
    let mut other = Job::of_files(&settings, &[("main.tf", TEMPLATE)], JobInput::default());
    let fault = other.init().expect_err("nobody is there").to_string();
    assert!(fault.starts_with("terraform init: "), "{fault}");
}
