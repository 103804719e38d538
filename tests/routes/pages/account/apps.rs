//! `GET`, `POST /account/apps`.

use http::Method;

use super::super::browser::{Browser, PROBE, entries, refused};
use crate::harness::{Engine, Options, Server};
use crate::routes::oauth2::scene::Scene;

const PAGE: &str = "/account/apps";

#[apply(case)]
async fn an_app_is_shown_with_what_it_may_and_sent_away(engine: Engine) {
    let scene = Scene::new(engine).await;
    let browser = Browser::of(&scene.server, &scene.amira);
    assert!(browser.page(PAGE).await.contains("No app acts for you."));
    let tokens = scene.tokens(&scene.amira, &[("scope", "user:read")]).await;
    let theirs = scene.tokens(scene.owner().await, &[("scope", "user:read")]).await;
    let page = browser.page(PAGE).await;
    assert!(page.contains("<h2>ci</h2>") && page.contains("Read users"), "{page}");
    let taken = browser.submit(PAGE, PAGE, &[("client_id", &scene.id)]).await.expect(303);
    assert_eq!(taken.header("location"), Some("/account/apps?saved=true"));
    scene.me(&tokens.access).await.expect(401);
    scene.me(&theirs.access).await.expect(200);
    assert!(browser.page(PAGE).await.contains("No app acts for you."));
    let left = entries(&scene.server, "username:amira action:delete").await;
    assert_eq!(left.iter().map(|(_, status, _)| *status).collect::<Vec<_>>(), [303], "{left:?}");
}

#[apply(case)]
async fn an_app_that_there_isnt_is_missing(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.tokens(&scene.amira, &[("scope", "user:read")]).await;
    let browser = Browser::of(&scene.server, &scene.amira);
    for id in ["x", "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42", PROBE] {
        refused(browser.submit(PAGE, PAGE, &[("client_id", id)]).await, 404, "not found");
    }
}

#[apply(case)]
async fn where_the_provider_is_off_there_is_no_such_page(engine: Engine) {
    let flags = vec![("oauth2-provider", "false".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let amira = server.member("amira").await;
    let page = Browser::of(&server, &amira).page("/account").await;
    assert!(page.contains("/account/sessions") && !page.contains(PAGE), "{page}");
    let missing = amira.call(Method::GET, PAGE).send_past_the_contract().await.expect(404);
    assert_eq!(missing.message(), "Route not found.");
}
