//! `GET /`, and paths that lead nowhere, in a browser and in a program.

use http::Method;
use serde_json::json;

use crate::harness::{Engine, Server};

/// What browsers send when somebody follows a link.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[apply(case)]
async fn the_front_page_says_what_answers_and_leads_on(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    let page = server.get("/").send().await.expect(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let text = page.text();
    for part in ["href=\"/login\"", "href=\"/cli-auth\"", "href=\"/docs\"", "+burgrave."] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let amira = server.member("amira").await;
    let cookie = format!("coder_session_token={}", amira.token);
    let text = server.get("/").header("cookie", cookie).send().await.expect(200).text();
    assert!(text.contains("amira") && !text.contains("href=\"/login\""), "{text}");
}

#[apply(case)]
async fn a_path_that_leads_nowhere_is_a_page_in_a_browser_and_json_in_a_program(engine: Engine) {
    let server = Server::start(engine).await;
    for path in ["/nowhere", "/api/v2/nowhere", "/templates/new"] {
        let page = server.get(path).header("accept", BROWSER).send().await.expect(404);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert!(page.text().contains("Route not found."), "{path}");
        for accept in [None, Some("*/*"), Some("application/json"), Some("application/json, text/html")] {
            let call = server.get(path);
            let call = if let Some(accept) = accept { call.header("accept", accept) } else { call };
            assert_eq!(call.send().await.json_of(404), json!({"message": "Route not found."}), "{path}");
        }
    }
    let call = server.call(Method::DELETE, "/login").header("accept", BROWSER);
    assert!(call.send().await.expect(405).text().contains("<html"));
}
