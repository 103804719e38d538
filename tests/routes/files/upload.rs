//! `POST /files`

use super::scene::{FILES, TAR, ZIP, id, send, tar, upload, zip};
use crate::harness::{Engine, Server};

/// TestPostFiles/Insert, InsertAlreadyExists
#[apply(case)]
async fn the_same_bytes_belong_once_to_each_uploader(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let archive = tar(&[("main.tf", b"# nothing")]);
    let first = id(&send(&amira, TAR, archive.clone()).await.json_of(201));
    assert_eq!(id(&send(&amira, TAR, archive.clone()).await.json_of(200)), first);
    let other = id(&send(&jonas, TAR, archive).await.json_of(201));
    assert_ne!(other, first, "an id is its uploader's");
    let more = id(&send(&amira, TAR, tar(&[("main.tf", b"# more")])).await.json_of(201));
    assert_ne!(more, first);
}

#[apply(case)]
async fn the_same_bytes_at_the_same_time_are_one_file(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let archive = tar(&[("large.bin", &[7; 700_000])]);
    let all = (0..6).map(|_| send(&amira, TAR, archive.clone()));
    let answers = futures::future::join_all(all).await;
    let ids: Vec<_> = answers.iter().map(|answer| id(&answer.json())).collect();
    assert!(ids.iter().all(|one| *one == ids[0]), "{ids:?}");
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
}

/// TestPostFiles/InsertWindowsZip
#[apply(case)]
async fn a_zip_archive_under_both_of_its_names_is_one_file(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let archive = zip(&[("main.tf", b"# nothing")]);
    let first = id(&send(&amira, ZIP, archive.clone()).await.json_of(201));
    assert_eq!(id(&send(&amira, "application/x-zip-compressed", archive).await.json_of(200)), first);
}

#[apply(case)]
async fn a_tar_archive_is_taken_as_it_is_and_a_zip_archive_is_read(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for bytes in [Vec::new(), b"no archive".to_vec()] {
        send(&amira, TAR, bytes.clone()).await.expect(201);
        let refused = send(&amira, ZIP, bytes).await.expect(400);
        assert!(refused.json()["detail"].as_str().unwrap().contains("zip"), "{}", refused.text());
    }
    let outside = send(&amira, ZIP, zip(&[("../evil", b"x")])).await.expect(400);
    assert!(outside.json()["detail"].as_str().unwrap().contains("../evil"), "{}", outside.text());
    let halved = zip(&[("main.tf", b"# nothing")]);
    send(&amira, ZIP, halved[..halved.len() / 2].to_vec()).await.expect(400);
}

#[apply(case)]
async fn a_zip_archive_that_unpacks_to_too_much_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    // Ten members of ten MiB of zeros, and one byte more.
    let large = vec![0; 10 * 1024 * 1024];
    let names: Vec<_> = (0..10).map(|number| format!("{number}.bin")).collect();
    let mut members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &large[..])).collect();
    members.push(("last.bin", b"x"));
    let refused = send(&amira, ZIP, zip(&members)).await.expect(413);
    assert!(refused.json()["detail"].as_str().unwrap().contains("104857600"), "{}", refused.text());
}

/// TestPostFiles/BadContentType
#[apply(case)]
async fn other_media_types_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for media_type in ["application/json", "application/octet-stream", "application/gzip"] {
        send(&amira, media_type, tar(&[])).await.expect(415);
    }
    let bare = amira.call(http::Method::POST, FILES);
    bare.header("content-length", "0").send().await.expect(415);
    server.post(FILES, &serde_json::json!({})).send().await.expect(401);
}

#[apply(case)]
async fn a_narrow_token_uploads_nothing(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let body = serde_json::json!({"token_name": "narrow", "scopes": ["template:read"]});
    let made = amira.post("/api/v2/users/me/keys/tokens", &body).await.json_of(201);
    let narrow = crate::harness::Person { token: made["key"].as_str().unwrap().into(), ..amira };
    send(&narrow, TAR, tar(&[])).await.expect(403);
}

#[apply(case)]
async fn a_large_archive_comes_back_byte_for_byte(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let content: Vec<u8> = (0..9_000_000_u32).map(|number| (number % 251) as u8).collect();
    let archive = tar(&[("large.bin", &content)]);
    let file = upload(&amira, TAR, archive.clone()).await;
    let back = amira.get(&format!("{FILES}/{file}")).await.expect(200);
    assert_eq!(back.header("content-length"), Some(archive.len().to_string().as_str()));
    assert!(back.body == archive, "{} of {} bytes", back.body.len(), archive.len());
}
