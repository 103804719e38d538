//! The pages in headless Chromium: by keyboard alone, without JavaScript, in light, dark and on a telephone.
//! The photographs are kept in `target/pages`.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::chromium;
use super::kit::{self, Kit};
use crate::harness::{Engine, Server};

pub const KIT: Kit = Kit("pages");

cases_only_where!(chromium::is_there(KIT));

#[apply(case)]
async fn people_get_through_the_pages_by_keyboard_and_without_scripts() {
    let server = Server::start(Engine::Sqlite).await;
    let amira = server.member("amira").await;
    let callback = listen().await;
    let owner = server.owner().await;
    let body =
        json!({"name": "ci", "callback_url": callback, "scope": "workspace:read template:* user:read"});
    let app = owner.post("/api/v2/oauth2-provider/apps", &body).await.json_of(201);
    let public =
        json!({"name": "Workbench", "callback_url": callback, "client_type": "public", "scope": "user:read"});
    let public = owner.post("/api/v2/oauth2-provider/apps", &public).await.json_of(201);
    let id = app["id"].as_str().unwrap();
    let mut command = KIT.node("pages.mjs");
    command
        .env("BURGRAVE_URL", format!("http://{}", amira.address))
        .env("AUTHORIZATION", format!("/oauth2/authorize?client_id={id}&response_type=code&state=x"))
        .env("DEVICE", format!("client_id={}", public["id"].as_str().unwrap()))
        .env("EMAIL", &amira.email)
        .env("PASSWORD", &amira.password)
        .env("CHROMIUM", chromium::path())
        .env("PICTURES", kit::root().join("target/pages"));
    let folder = tempfile::tempdir().unwrap();
    let output = kit::run(command, folder.path()).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("done"), "{said}");
}

#[apply(case)]
async fn a_person_sets_up_keeps_their_account_and_signs_out_in_every_look() {
    let (password, new) = ("Seven-Otters-47-Juggle-Lanterns", "Nine-Herons-47-Paint-The-Harbour");
    for (width, scheme) in [("375", "light"), ("375", "dark"), ("1280", "light"), ("1280", "dark")] {
        let server = Server::start(Engine::Sqlite).await;
        let mut command = KIT.node("account.mjs");
        command
            .env("BURGRAVE_URL", format!("http://{}", server.get("/").address))
            .env("CHROMIUM", chromium::path())
            .env("PICTURES", kit::root().join("target/pages"))
            .env("WIDTH", width)
            .env("SCHEME", scheme)
            .env("PASSWORD", password)
            .env("NEW_PASSWORD", new);
        let folder = tempfile::tempdir().unwrap();
        let output = kit::run(command, folder.path()).await;
        let said = String::from_utf8_lossy(&output.stdout);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains("done"), "{width} {scheme}: {said}\n{error}");
    }
}

/// An app's callback: it thanks every visitor.
async fn listen() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await;
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nthanks";
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    format!("http://{address}/callback")
}
