//! `burgrave doctor`: each fault has its line and its mend.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::program::{Program, run};
use crate::cluster::cluster;
use crate::harness::Engine;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn doctor(data: &Path, more: &[&str]) -> Output {
    let data = data.display().to_string();
    let quiet = ["doctor", "--data", &data, "--provisioner-daemons", "0"];
    run(&[&quiet[..], more].concat())
}

/// What is found with these flags, and the exit status.
fn found(data: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = doctor(data, more);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

/// The same as JSON.
fn found_json(data: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let output = doctor(data, &[more, &["--json"]].concat());
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

/// The line of a check, which is a fault with this problem and this mend.
#[track_caller]
fn faulty(data: &Path, more: &[&str], check: &str, problem: &str, mend: &str) {
    let (code, said) = found(data, more);
    assert_eq!(code, Some(1), "{said}");
    let line = said.lines().find(|line| line.starts_with(&format!("FAULT   {check}: ")));
    let line = line.unwrap_or_else(|| panic!("no fault of {check}:\n{said}"));
    assert!(line.contains(problem) && line.contains(mend), "{line}");
    assert!(said.contains("found"), "{said}");
    assert!(!said.contains("hunter"), "secrets are in none of them: {said}");
}

/// An address of loopback where nobody listens.
fn nowhere() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[apply(case)]
async fn a_server_that_is_well_has_no_faults(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let url = engine.database().await.flag().1;
    let flags = ["--database", url.as_str(), "--encryption-keys", KEY];
    let (code, said) = found(&folder.path().join("data"), &flags[2..]);
    assert_eq!(code, Some(0), "before the first start: {said}");
    let program = Program::serve(folder.path(), &flags);
    let (code, said) = found(folder.path(), &flags);
    assert_eq!(code, Some(0), "{said}");
    let name = if engine == Engine::Sqlite { "SQLite 3" } else { "PostgreSQL " };
    assert!(said.contains(&format!("ok      database: {name}")) && said.contains("schema version"), "{said}");
    assert!(said.contains("ok      keys: the key has the fingerprint"), "{said}");
    for check in ["clock", "signals"] {
        assert_eq!(said.contains(&format!("ok      {check}: ")), engine == Engine::Postgres, "{said}");
    }
    program.stop();
    let (code, said) = found_json(folder.path(), &flags);
    assert_eq!((code, &said["healthy"]), (Some(0), &Value::Bool(true)));
    assert!(said["findings"].as_array().unwrap().iter().all(|finding| finding["status"] != "fault"));
}

/// The names of all files of a folder, with mode and content of each.
fn everything(folder: &Path) -> Vec<(OsString, u32, Vec<u8>)> {
    let of = |entry: std::fs::DirEntry| {
        let (mode, content) = (entry.metadata().unwrap().permissions().mode(), std::fs::read(entry.path()));
        (entry.file_name(), mode, content.unwrap())
    };
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut all: Vec<_> = entries.filter(|entry| entry.file_type().unwrap().is_file()).map(of).collect();
    all.sort_unstable();
    all
}

#[apply(case)]
async fn nothing_of_the_data_folder_is_changed_by_those_who_look() {
    let folder = tempfile::tempdir().unwrap();
    let look = || {
        let (code, said) = found(folder.path(), &[]);
        assert!(code == Some(0) && said.contains("schema version"), "{said}");
        let plan = ["database", "migrate", "--plan", "--data", &folder.path().display().to_string()];
        assert!(String::from_utf8_lossy(&run(&plan).stdout).contains("Nothing is pending."));
    };
    let modes =
        || -> Vec<_> { everything(folder.path()).into_iter().map(|(name, mode, _)| (name, mode)).collect() };
    let program = Program::serve(folder.path(), &[]);
    // What a server would take away from others.
    std::fs::set_permissions(folder.path().join("burgrave.db"), std::fs::Permissions::from_mode(0o644))
        .unwrap();
    let before = modes();
    look();
    assert_eq!(modes(), before, "beside a server, which goes on writing");
    program.stop();
    let before = everything(folder.path());
    assert!(before.len() >= 3, "a database, a lock and a key");
    look();
    assert!(everything(folder.path()) == before, "something has changed");
}

#[apply(case)]
async fn a_configuration_that_can_not_be_read_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--drain-time", "soon", "--database", "postgres://u:hunter@2@h/d"];
    let (code, said) = found(folder.path(), &flags);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(
        said.lines().filter(|line| line.starts_with("FAULT   configuration: --")).count(),
        2,
        "{said}"
    );
    assert!(
        said.contains("%40") && !said.contains("hunter") && said.contains("2 faults were found"),
        "{said}"
    );
    let (code, json) = found_json(folder.path(), &flags);
    assert_eq!((code, &json["healthy"]), (Some(1), &Value::Bool(false)));
    assert_eq!(json["findings"][0]["status"], "fault");
    let (code, said) = found(folder.path(), &["--password-login", "false"]);
    assert_eq!(code, Some(0), "a warning is no fault: {said}");
    assert!(said.contains("warning configuration: nobody can log in"), "{said}");
}

#[apply(case)]
async fn faults_of_the_database_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let away = format!("postgres://u:hunter2@{}/d", nowhere());
    faulty(folder.path(), &["--database", &away], "database", "away", "start it");
    std::fs::write(folder.path().join("burgrave.db"), vec![7; 4096]).unwrap();
    faulty(folder.path(), &[], "database", "", "");
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let cluster = cluster().await.expect("it is available");
    let missing = cluster.url("no_such_database");
    faulty(folder.path(), &["--database", &missing], "database", "no_such_database", "createdb");
    let url = cluster.database().await;
    cluster.run_in(&url, "INSERT INTO schema_migrations VALUES (9999, 'less.contract', 'x', 0)").await;
    faulty(folder.path(), &["--database", &url], "database", "too new", "start the newer one");
    cluster.run("CREATE DATABASE doctored").await;
    let flags = ["--database", &cluster.url("doctored"), "--migrate-at-start", "false"];
    faulty(folder.path(), &flags, "database", "pending", "migrate --expand");
}

#[apply(case)]
async fn a_key_that_is_missing_or_another_one_or_open_to_others_is_found() {
    let folder = tempfile::tempdir().unwrap();
    Program::serve(folder.path(), &[]).stop();
    let key = folder.path().join("encryption.key");
    let (code, said) = found(folder.path(), &[]);
    assert!(code == Some(0) && said.contains("ok      keys: "), "{said}");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    faulty(folder.path(), &[], "keys", "others may read", "chmod 600");
    faulty(
        folder.path(),
        &["--encryption-keys", KEY],
        "keys",
        "sealed with the key of",
        "set encryption-keys",
    );
    std::fs::remove_file(&key).unwrap();
    faulty(folder.path(), &[], "keys", "there is none", "forget-encryption-key");
    std::fs::write(&key, "no key").unwrap();
    faulty(folder.path(), &[], "keys", "holds no key", "restore");
}

#[apply(case)]
async fn a_certificate_that_can_not_be_used_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let write = |ends: (i32, u8, u8)| {
        let mut parameters = rcgen::CertificateParams::new(vec!["localhost".into()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(ends.0, ends.1, ends.2);
        let key = rcgen::KeyPair::generate().unwrap();
        std::fs::write(path("certificate.pem"), parameters.self_signed(&key).unwrap().pem()).unwrap();
        std::fs::write(path("key.pem"), key.serialize_pem()).unwrap();
    };
    let (certificate, key) = (path("certificate.pem"), path("key.pem"));
    let flags = ["--tls-certificate", certificate.as_str(), "--tls-key", key.as_str()];
    faulty(folder.path(), &flags, "certificate", "can't be read", "correct tls-certificate");
    write((2021, 1, 1));
    faulty(folder.path(), &flags, "certificate", "it has ended on 2021-01-01", "renew it");
    write((2099, 1, 1));
    let (code, said) = found(folder.path(), &flags);
    assert!(code == Some(0) && said.contains("ok      certificate: it is valid until 2099"), "{said}");
    let more = ["--outgoing-certificates", "/nowhere/at/all.pem"];
    faulty(folder.path(), &more, "authorities", "/nowhere/at/all.pem", "outgoing-certificates");
}

#[apply(case)]
async fn those_who_are_not_reached_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let at = nowhere();
    let issuer = format!("http://{at}");
    let provider = ["--oidc-issuer-url", issuer.as_str(), "--oidc-client-id", "burgrave"];
    faulty(folder.path(), &provider, "provider", "", "oidc-issuer-url");
    let mail = ["--email-smarthost", at.as_str(), "--email-from", "burgrave@example.com"];
    faulty(folder.path(), &mail, "mail", &at, "email-smarthost");
    let hook = format!("http://{at}/hunter2");
    let webhook = ["--notifications-webhook-endpoint", hook.as_str()];
    faulty(folder.path(), &webhook, "webhook", "not a public one", "outgoing-private-networks");
    let allowed = [&webhook[..], &["--outgoing-private-networks", "127.0.0.0/8"]].concat();
    faulty(folder.path(), &allowed, "webhook", "there is no answer", "notifications-webhook-endpoint");
}

#[apply(case)]
async fn replicas_that_would_not_hear_each_other_are_found() {
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let (cluster, folder) = (cluster().await.expect("it is available"), tempfile::tempdir().unwrap());
    let (url, other) = (cluster.database().await, cluster.database().await);
    let away = format!("postgres://u:hunter2@{}/d", nowhere());
    let [right, other, away] =
        [&url, &other, &away].map(|direct| ["--database", &url, "--database-direct", direct]);
    let (code, said) = found(folder.path(), &right);
    assert!(code == Some(0) && said.contains("ok      signals: replicas hear each other"), "{said}");
    faulty(folder.path(), &other, "signals", "isn't heard at database-direct", "the same database");
    faulty(folder.path(), &away, "signals", "away", "correct its address in database-direct");
}

#[apply(case)]
async fn receivers_of_the_audit_log_that_get_nothing_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (_, said) = found(&data, &[]);
    assert!(said.contains("-       audit: its entries go nowhere else"), "{said}");
    let hook = format!("http://{}/hunter2", nowhere());
    let webhook = ["--audit-webhook-endpoint", &hook, "--outgoing-private-networks", "127.0.0.0/8"];
    faulty(&data, &webhook, "audit-webhook", "there is no answer", "correct audit-webhook-endpoint");
    let socket = format!("unix://{}", folder.path().join("log").display());
    for target in [format!("tcp://{}", nowhere()), socket.clone()] {
        faulty(&data, &["--audit-syslog", &target], "audit-syslog", &target, "correct audit-syslog");
    }
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(path("folder")).unwrap();
    for wrong in [path("nowhere/audit.jsonl"), path("folder")] {
        faulty(&data, &["--audit-file", &wrong], "audit-file", &wrong, "name a file in audit-file");
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let _socket = std::os::unix::net::UnixDatagram::bind(path("log")).unwrap();
    let file = path("audit.jsonl");
    for target in [format!("tcp://{}", listener.local_addr().unwrap()), socket, "udp://127.0.0.1:9".into()] {
        let (code, said) = found(&data, &["--audit-syslog", &target, "--audit-file", &file]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(&format!("ok      audit-syslog: {target}")), "{said}");
        assert!(said.contains("ok      audit-file: "), "{said}");
    }
    assert!(!Path::new(&file).exists(), "none is made");
    std::fs::write(&file, "before\n").unwrap();
    assert_eq!(found(&data, &["--audit-file", &file]).0, Some(0));
    assert_eq!(std::fs::read(&file).unwrap(), b"before\n", "nothing is written");
}

#[apply(case)]
async fn faults_of_the_machine_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let program = ["--provisioner-daemons", "1", "--terraform", "/nowhere/at/all"];
    let data = folder.path().display().to_string();
    let output = run(&[&["doctor", "--data", &data], &program[..]].concat());
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("FAULT   terraform: /nowhere/at/all can't be run"), "{said}");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    faulty(folder.path(), &[], "data", "others may write", "chmod 700");
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    faulty(&file, &[], "data", "is no folder", "name a folder");
}
