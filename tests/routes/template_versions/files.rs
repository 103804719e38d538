//! Whose files versions are made of, and who reads them then.

use serde_json::json;

use super::scene::{ask, file, role_here, template};
use crate::harness::{Engine, Server};
use crate::routes::files::scene::{TAR, upload};

const UNKNOWN: &str = "2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40";

#[apply(case)]
async fn a_version_is_made_of_a_file_that_its_author_may_read(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    role_here(&server, &jonas, "organization-template-admin").await;
    let upload = file(&amira).await;
    let hidden = ask(&jonas, &upload, json!({})).await.expect(404);
    let missing = ask(&jonas, UNKNOWN, json!({})).await.expect(404);
    assert_eq!(hidden.text(), missing.text());
    ask(server.owner().await, &upload, json!({})).await.expect(201);
}

#[apply(case)]
async fn a_file_of_a_template_is_read_by_those_who_change_the_template(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    role_here(&server, &jonas, "organization-template-admin").await;
    let upload = file(owner).await;
    let download = format!("/api/v2/files/{upload}");
    let made = ask(owner, &upload, json!({})).await.json_of(201);
    jonas.get(&download).await.expect(404);
    template(&server, &made, "base", true).await;
    jonas.get(&download).await.expect(200);
    ask(&jonas, &upload, json!({})).await.expect(201);
    amira.get(&download).await.expect(404);
    amira.get(&format!("/api/v2/templateversions/{}", made["id"].as_str().unwrap())).await.expect(200);
}

#[apply(case)]
async fn an_archive_is_read_by_its_import(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for bytes in [Vec::new(), b"no archive".to_vec()] {
        let upload = upload(owner, TAR, bytes).await;
        let made = ask(owner, &upload, json!({})).await.json_of(201);
        assert_eq!(made["job"]["status"], "pending");
    }
}
