//! What a person reads when a login doesn't come to its end.

use serde_json::json;

use super::scene::{CALLBACK, Scene};
use crate::harness::{Answer, Engine};

/// A page of ours, with a link to this address.
#[track_caller]
fn is_page(answer: &Answer, link: Option<&str>) {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.header("content-security-policy").unwrap().contains("default-src 'none'"));
    let page = answer.text();
    assert!(page.contains("/assets/pages.css") && page.contains(&format!("({})", answer.status)), "{page}");
    let found =
        page.split_once("<a class=\"button\" href=\"").map(|(_, rest)| rest.split('"').next().unwrap());
    assert_eq!(found, link, "{page}");
}

#[apply(case)]
async fn a_login_that_fails_ends_on_a_page_that_leads_back_to_the_login_page(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-allow-signups", "false")]).await;
    scene.claims("amira", json!({}));
    let refused = scene.server.get(&format!("{CALLBACK}?error=access_denied")).send().await.expect(400);
    is_page(&refused, Some("/login"));
    is_page(&scene.returning("code", "state", "").send().await.expect(401), Some("/login"));
    is_page(&scene.come().await.expect(403), Some("/login"));
    scene.provider.script(|script| script.token_status = Some(500));
    is_page(&scene.come().await.expect(502), Some("/login"));
}

#[apply(case)]
async fn a_login_that_fails_leads_back_to_where_it_was_to_end(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-allow-signups", "false")]).await;
    scene.claims("amira", json!({}));
    for (wish, link) in [
        ("%2Foauth2%2Fdevice%3Fa%3Db%26c", "/login?redirect=%2Foauth2%2Fdevice%3Fa%3Db%26c"),
        ("https%3A%2F%2Fevil.example%2Fa", "/login?redirect=%2Fa"),
    ] {
        let refused = scene.come_from(&format!("?redirect={wish}")).await.expect(403);
        is_page(&refused, Some(link));
    }
}

#[apply(case)]
async fn texts_of_the_provider_are_escaped_on_pages(engine: Engine) {
    let scene = Scene::new(engine).await;
    let away = scene.server.get(CALLBACK).send().await.expect(307);
    let (_, state) = scene.provider.log_in(away.header("location").unwrap());
    let query = "?error=%3Cb%3Eno&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let call = scene.server.get(&format!("{CALLBACK}{query}&state={state}"));
    let refused = call.header("cookie", away.cookies().join("; ")).send().await.expect(400);
    assert!(!refused.text().contains("<script") && !refused.text().contains("<b>"), "{}", refused.text());
    assert!(refused.told().ends_with("<b>no\n<script>alert(1)</script>"), "{}", refused.told());
}

#[apply(case)]
async fn the_page_says_when_logins_are_rate_limited(engine: Engine) {
    let scene = Scene::empty(engine, &[("rate-limit-login", "1")]).await;
    scene.server.get(CALLBACK).send().await.expect(307);
    is_page(&scene.server.get(CALLBACK).send().await.expect(429), None);
}
