//! `GET /files/{file}`

use std::io::{Cursor, Read};

use super::scene::{FILES, TAR, ZIP, tar, upload, zip};
use crate::harness::{Engine, Server};

/// TestDownload: tar to tar, zip to tar, tar to zip
#[apply(case)]
async fn an_archive_comes_back_in_the_form_that_is_asked_for(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let members: &[(&str, &[u8])] = &[("main.tf", b"# nothing"), ("modules/a/main.tf", b"# a")];
    let archive = tar(members);
    let file = upload(&amira, TAR, archive.clone()).await;
    for format in ["", "?format=", "?format=tar"] {
        let back = amira.get(&format!("{FILES}/{file}{format}")).await.expect(200);
        assert_eq!((back.header("content-type"), back.body.as_ref()), (Some(TAR), &archive[..]), "{format}");
    }
    let packed = amira.get(&format!("{FILES}/{file}?format=zip")).await.expect(200);
    assert_eq!(packed.header("content-type"), Some(ZIP));
    let mut packed = zip::ZipArchive::new(Cursor::new(packed.body.to_vec())).unwrap();
    for (path, content) in members {
        let mut member = packed.by_name(path).unwrap();
        let (mut found, year) = (Vec::new(), member.last_modified().map(|time| time.year()));
        member.read_to_end(&mut found).unwrap();
        assert_eq!((&found[..], year), (*content, Some(1980)), "{path}: a time of 0 is the earliest");
    }
    let unpacked = upload(&amira, ZIP, zip(members)).await;
    let unpacked = amira.get(&format!("{FILES}/{unpacked}")).await.expect(200);
    let mut unpacked = tar::Archive::new(Cursor::new(unpacked.body.to_vec()));
    let paths = unpacked.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string());
    let paths: Vec<_> = paths.collect();
    assert_eq!(paths, ["main.tf", "modules/", "modules/a/", "modules/a/main.tf"]);
}

#[apply(case)]
async fn a_file_is_its_uploaders_and_of_those_who_govern_files(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let file = upload(&amira, TAR, tar(&[])).await;
    amira.get(&format!("{FILES}/{file}")).await.expect(200);
    server.owner().await.get(&format!("{FILES}/{file}")).await.expect(200);
    let hidden = jonas.get(&format!("{FILES}/{file}")).await.expect(404);
    let missing = jonas.get(&format!("{FILES}/2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40")).await.expect(404);
    assert_eq!(hidden.text(), missing.text());
    let wrong = amira.get(&format!("{FILES}/no-uuid")).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["file"]);
}

/// TestDownload/NotFound
#[apply(case)]
async fn another_form_of_archive_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let file = upload(&amira, TAR, tar(&[])).await;
    let refused = amira.get(&format!("{FILES}/{file}?format=gzip")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["format"]);
}

#[apply(case)]
async fn what_is_no_tar_archive_has_no_zip_form(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let file = upload(&amira, TAR, b"no archive".to_vec()).await;
    amira.get(&format!("{FILES}/{file}")).await.expect(200);
    let refused = amira.get(&format!("{FILES}/{file}?format=zip")).await.expect(400);
    assert!(refused.json()["detail"].as_str().unwrap().contains("archive"), "{}", refused.text());
}
