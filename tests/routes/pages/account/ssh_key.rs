//! `GET`, `POST /account/ssh-key`.

use super::super::browser::{Browser, entries};
use crate::harness::{Engine, Server};

const PAGE: &str = "/account/ssh-key";

#[apply(case)]
async fn the_public_key_is_shown_and_made_anew(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let browser = Browser::of(&server, &amira);
    let key = async || {
        let key = amira.get("/api/v2/users/me/gitsshkey").await.json_of(200);
        key["public_key"].as_str().unwrap().trim().to_owned()
    };
    let first = key().await;
    assert!(first.starts_with("ssh-ed25519 ") && browser.page(PAGE).await.contains(&first));
    let made = browser.submit(PAGE, PAGE, &[]).await.expect(303);
    assert_eq!(made.header("location"), Some("/account/ssh-key?saved=true"));
    let second = key().await;
    let page = browser.page(PAGE).await;
    assert!(second != first && page.contains(&second) && !page.contains(&first));
    let left = entries(&server, "resource_type:git_ssh_key").await;
    assert_eq!(left, [("write".to_owned(), 303, "amira".to_owned())]);
}
