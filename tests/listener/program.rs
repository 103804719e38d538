//! The program with TLS: curl, and SIGHUP.

use std::process::Command;

use super::wire::Pair;
use crate::process::program::Program;

#[apply(case)]
async fn curl_speaks_http_2_with_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::write(folder.path());
    let arguments = pair.arguments();
    let program = Program::serve(&folder.path().join("data"), &arguments.each_ref().map(String::as_str));
    assert!(program.greeting.contains(&format!("https://{}", program.address)), "{}", program.greeting);
    let url = format!("https://localhost:{}/healthz", program.address.port());
    let output = Command::new("curl")
        .args(["-sS", "--http2", "--noproxy", "*", "--resolve"])
        .arg(format!("localhost:{}:127.0.0.1", program.address.port()))
        .args(["--cacert", pair.certificate.to_str().unwrap(), "-w", " %{http_version}", &url])
        .output()
        .expect("curl can be run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said, "OK 2", "{}", String::from_utf8_lossy(&output.stderr));
    program.stop();
}

#[apply(case)]
async fn a_new_certificate_is_shown_after_sighup_and_a_bad_one_keeps_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let first = Pair::write(folder.path());
    let data = folder.path().join("data");
    let program = Program::serve(&data, &first.arguments().each_ref().map(String::as_str));
    let standing = first.handshake(program.address, &["h2"]).await.unwrap();

    let second = Pair::write(folder.path());
    assert!(second.handshake(program.address, &["h2"]).await.is_err(), "nothing was said yet");
    program.signal("HUP");
    program.logged("the certificate was reloaded").await;
    assert!(second.handshake(program.address, &["h2"]).await.is_ok());
    assert!(first.handshake(program.address, &["h2"]).await.is_err());

    // Half of a pair, as in the middle of a copy.
    let key = std::fs::read(&second.key).unwrap();
    Pair::write(folder.path());
    std::fs::write(&second.key, key).unwrap();
    program.signal("HUP");
    program.logged("the old one stays in use").await;
    assert!(second.handshake(program.address, &["h2"]).await.is_ok());
    drop(standing);
    let log = program.stop();
    assert!(log.contains("doesn't belong to the first certificate"), "{log}");
}

#[apply(case)]
async fn sighup_without_tls_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &[]);
    program.signal("HUP");
    program.logged("there is no certificate to reload").await;
    program.call(http::Method::GET, "/healthz").send().await.expect(200);
    program.stop();
}
