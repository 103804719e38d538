//! `POST /logout`, from every page of those who are signed in.

use super::browser::{Browser, csrf_token, entries};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn every_page_of_a_signed_in_person_signs_them_out(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let pages =
        ["/", "/login", "/cli-auth", "/oauth2/device", "/account", "/account/sessions", "/account/apps"];
    for path in pages.into_iter().chain(["/account/ssh-key", "/account/notifications"]) {
        let session = amira.log_in().await;
        let browser = Browser::with(&server, &session);
        let page = browser.get(path).await.expect(200);
        assert!(page.text().contains("action=\"/logout\" method=\"post\""), "{path}: {}", page.text());
        let done = browser.send("/logout", &csrf_token(&page), &[]).await.expect(200);
        assert_eq!(done.message(), "You are signed out", "{path}");
        assert_eq!(done.cookies(), ["coder_session_token=", "csrf_token="], "{path}");
        server.get("/api/v2/users/me").token(&session).send().await.expect(401);
    }
    amira.get("/api/v2/users/me").await.expect(200);
    let left = entries(&server, "resource_type:api_key action:logout").await;
    assert_eq!(left.len(), 9, "{left:?}");
    assert!(left.iter().all(|(_, status, target)| (*status, target.as_str()) == (200, "amira")), "{left:?}");
}

#[apply(case)]
async fn no_other_page_signs_anybody_out_and_nobody_is_led_to_the_login(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    Browser::of(&server, &amira).send("/logout", "of-another-page", &[]).await.expect(400);
    amira.get("/api/v2/users/me").await.expect(200);
    let left = entries(&server, "resource_type:api_key action:logout").await;
    assert_eq!(left, [("logout".to_owned(), 400, "/logout".to_owned())]);
    let nobody = Browser::fresh(&server).send("/logout", "x", &[]).await.expect(303);
    assert_eq!(nobody.header("location"), Some("/login"));
}
