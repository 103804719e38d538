//! Certificates that can't be used are refused before anything else happens.

use std::path::Path;

use super::wire::Pair;
use crate::process::program::{Program, run};

/// What the start says, with its status.
fn refused(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let data = folder.join("data");
    let data_text = data.display().to_string();
    let mut all = vec!["--address", "127.0.0.1:0", "--data", &data_text];
    all.extend(arguments);
    let output = run(&all);
    assert!(!data.exists(), "nothing is made before the certificate is read");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[apply(case)]
async fn a_certificate_that_can_not_be_used_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let pair = Pair::write(folder.path());
    let other = Pair::write(other.path());
    let (certificate, key) = (std::fs::read(&pair.certificate).unwrap(), std::fs::read(&pair.key).unwrap());
    let others_key = std::fs::read(&other.key).unwrap();
    let half = certificate[..certificate.len() / 2].to_vec();
    let garbled = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec();
    let encrypted =
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n".to_vec();
    let no_key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".to_vec();
    for (certificate, key, words) in [
        (&certificate, &others_key, "key.pem doesn't belong to the first certificate in"),
        (&half, &key, "certificate.pem is no PEM file: a block has no end"),
        (&key, &key, "certificate.pem holds no certificate; it needs the server's own"),
        (&garbled, &key, "the first certificate in"),
        (&certificate, &certificate, "key.pem holds no private key; it needs one as BEGIN PRIVATE KEY"),
        (&certificate, &encrypted, "key.pem is encrypted, and nobody is there to ask for its password"),
        (&certificate, &no_key, "key.pem can't be used"),
    ] {
        std::fs::write(&pair.certificate, certificate).unwrap();
        std::fs::write(&pair.key, key).unwrap();
        let (status, said) = refused(folder.path(), &pair.arguments().each_ref().map(String::as_str));
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains("burgrave: can't speak TLS: ") && said.contains(words), "{words}: {said}");
    }
    std::fs::remove_file(&pair.key).unwrap();
    let (status, said) = refused(folder.path(), &pair.arguments().each_ref().map(String::as_str));
    assert!(status == Some(1) && said.contains("key.pem can't be read"), "{said}");
}

#[apply(case)]
async fn one_file_without_the_other_is_a_fault_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let (status, said) = refused(folder.path(), &["--tls-key", "key.pem"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("--tls-key: tls-certificate is missing beside it"), "{said}");
}

#[apply(case)]
async fn an_expired_certificate_is_used_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::write_with(folder.path(), |wanted| wanted.not_after = rcgen::date_time_ymd(2020, 1, 1));
    let data = folder.path().join("data");
    let program = Program::serve(&data, &pair.arguments().each_ref().map(String::as_str));
    program.logged("the certificate is out of date").await;
    assert!(pair.handshake(program.address, &["h2"]).await.is_err());
    program.stop();
}

#[apply(case)]
async fn certificate_and_key_may_be_in_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut pair = Pair::write(folder.path());
    let both = [std::fs::read(&pair.key).unwrap(), std::fs::read(&pair.certificate).unwrap()].concat();
    std::fs::write(&pair.certificate, both).unwrap();
    pair.key = pair.certificate.clone();
    let data = folder.path().join("data");
    let program = Program::serve(&data, &pair.arguments().each_ref().map(String::as_str));
    assert!(pair.handshake(program.address, &["h2"]).await.is_ok());
    let log = program.stop();
    assert!(!log.contains("PRIVATE"), "{log}");
}
