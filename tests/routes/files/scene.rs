//! Archives to upload, and how they come back.

use http::Method;
use serde_json::Value;

use crate::harness::{Answer, Person};

pub const FILES: &str = "/api/v2/files";
pub const TAR: &str = "application/x-tar";
pub const ZIP: &str = "application/zip";

/// A tar archive with these members.
pub fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, path, *content).unwrap();
    }
    archive.into_inner().unwrap()
}

/// A zip archive with these members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in members {
        archive.start_file(*path, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Sends an archive.
pub async fn send(person: &Person, media_type: &str, bytes: Vec<u8>) -> Answer {
    person.call(Method::POST, FILES).body(media_type, bytes).send().await
}

/// The id of an upload that is taken.
pub async fn upload(person: &Person, media_type: &str, bytes: Vec<u8>) -> String {
    let answer = send(person, media_type, bytes).await;
    assert!([200, 201].contains(&answer.status), "{}", answer.text());
    id(&answer.json())
}

/// The id in the answer to an upload.
pub fn id(uploaded: &Value) -> String {
    uploaded["hash"].as_str().unwrap().to_owned()
}
