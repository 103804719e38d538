//! The way to the provider.

use std::collections::HashMap;

use super::scene::{CALLBACK, Scene};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn without_a_provider_nobody_logs_in_through_one(engine: Engine) {
    let server = Server::start(engine).await;
    let refused = server.get(CALLBACK).send().await.expect(400);
    assert!(refused.told().contains("is not configured"));
}

#[apply(case)]
async fn a_login_begins_with_a_redirect_to_the_provider(engine: Engine) {
    let scene = Scene::new(engine).await;
    let away = scene.server.get(CALLBACK).send().await.expect(307);
    let url = url::Url::parse(away.header("location").unwrap()).unwrap();
    assert!(url.as_str().starts_with(&format!("{}/authorize?", scene.provider.url())));
    let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
    let address = scene.server.get("/").address;
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["client_id"], "burgrave");
    assert_eq!(asked["redirect_uri"], format!("http://{address}{CALLBACK}"));
    assert_eq!(asked["scope"], "openid profile email");
    assert_eq!((asked["code_challenge_method"].as_str(), asked["code_challenge"].len()), ("S256", 43));
    assert_eq!(asked["access_type"], "offline");
    assert!(asked["state"].len() == 32 && asked["nonce"].len() == 32);
    let again = scene.server.get(CALLBACK).send().await.expect(307);
    assert_ne!(again.header("location"), away.header("location"));
}

#[apply(case)]
async fn the_cookies_of_the_way_are_read_by_the_server_only(engine: Engine) {
    let scene = Scene::with(engine, &[("access-url", "https://burgrave.example.com")]).await;
    let away = scene.server.get(CALLBACK).send().await.expect(307);
    let lines: Vec<_> =
        away.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].len() < 4096 && !lines[0].contains("burgrave"), "{lines:?}");
    for line in lines {
        assert!(
            line.contains("; HttpOnly; SameSite=Lax; Secure") && line.contains("; Max-Age=600"),
            "{line}"
        );
    }
}

#[apply(case)]
async fn a_login_ends_on_this_server_wherever_it_was_to_lead(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", serde_json::json!({}));
    for (asked, ends) in [
        ("", "/login"),
        ("?redirect=%2Fsettings%3Ftab%3Dkeys", "/settings?tab=keys"),
        ("?redirect=https%3A%2F%2Fevil.example%2Fpath%3Fq", "/path?q"),
        ("?redirect=%2F%2Fevil.example", "/"),
    ] {
        let answer = scene.come_from(asked).await.expect(307);
        assert_eq!(answer.header("location"), Some(ends), "{asked}");
    }
}

#[apply(case)]
async fn a_refusal_of_the_provider_is_shown(engine: Engine) {
    let scene = Scene::new(engine).await;
    let away = scene.server.get(&format!("{CALLBACK}?redirect=%2Fsettings")).send().await.expect(307);
    let (_, state) = scene.provider.log_in(away.header("location").unwrap());
    let query = format!("{CALLBACK}?error=access_denied&error_description=not%20today&state={state}");
    let own = scene.server.get(&query).header("cookie", away.cookies().join("; "));
    let refused = own.send().await.expect(400);
    assert!(refused.told().contains("access_denied") && refused.told().contains("not today"));
    assert!(refused.text().contains("%2Fsettings"), "it leads back");
}

#[apply(case)]
async fn nothing_of_a_login_that_this_browser_has_not_begun_is_shown(engine: Engine) {
    let scene = Scene::new(engine).await;
    let query = "error=access_denied&error_description=call%20555-0100";
    let away = scene.server.get(CALLBACK).send().await.expect(307);
    let cookies = away.cookies().join("; ");
    for (query, cookies, status) in [
        (query.to_owned(), "", 400),
        (format!("{query}&state=another"), "", 401),
        (format!("{query}&state=another"), cookies.as_str(), 401),
    ] {
        let call = scene.server.get(&format!("{CALLBACK}?{query}"));
        let call = if cookies.is_empty() { call } else { call.header("cookie", cookies) };
        let refused = call.send().await.expect(status);
        assert!(!refused.text().contains("555-0100") && !refused.text().contains("access_denied"), "{query}");
    }
}

#[apply(case)]
async fn logins_in_two_tabs_both_finish(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", serde_json::json!({}));
    let first = scene.server.get(&format!("{CALLBACK}?redirect=%2Fone")).send().await.expect(307);
    let second = scene.server.get(&format!("{CALLBACK}?redirect=%2Ftwo")).send().await.expect(307);
    let jar = [first.cookies(), second.cookies()].concat();
    for (tab, place) in [(&second, "/two"), (&first, "/one")] {
        let (code, state) = scene.provider.log_in(tab.header("location").unwrap());
        let answer = scene.returning(&code, &state, &jar.join("; ")).send().await.expect(307);
        assert_eq!(answer.header("location"), Some(place));
    }
}

#[apply(case)]
async fn a_login_that_took_too_long_is_begun_again(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", serde_json::json!({}));
    let away = scene.server.get(&format!("{CALLBACK}?redirect=%2Fone")).send().await.expect(307);
    scene.server.clock.advance(chrono::TimeDelta::minutes(10));
    let late = scene.back(&away, None).await.expect(401);
    assert!(late.told().contains("took too long"));
    assert!(late.text().contains("/login?redirect=%2Fone"), "{}", late.text());
}

#[apply(case)]
async fn a_way_back_without_its_beginning_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", serde_json::json!({}));
    let away = scene.server.get(CALLBACK).send().await.expect(307);
    let (code, state) = scene.provider.log_in(away.header("location").unwrap());
    let cookies = away.cookies().join("; ");
    let no_state = scene.server.get(&format!("{CALLBACK}?code={code}")).header("cookie", &cookies);
    assert!(no_state.send().await.expect(400).told().contains("State must be provided."));
    let no_cookie = scene.returning(&code, &state, "").send().await.expect(401);
    assert!(no_cookie.told().contains("oauth_state"));
    let other = scene.returning(&code, "another", &cookies).send().await.expect(401);
    assert!(other.told().contains("State mismatched."));
    let made_up = format!("oauth_state={state}");
    scene.returning(&code, &state, &made_up).send().await.expect(401);
    scene.returning(&code, &state, &cookies).send().await.expect(307);
}

#[apply(case)]
async fn the_methods_of_logging_in_name_the_provider(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-sign-in-text", "Our login"), ("oidc-icon-url", "/k.png")]).await;
    let methods = scene.server.get("/api/v2/users/authmethods").send().await.json_of(200);
    assert_eq!(methods["oidc"]["enabled"], true);
    assert_eq!(
        (&methods["oidc"]["signInText"], &methods["oidc"]["iconUrl"]),
        (&"Our login".into(), &"/k.png".into())
    );
}

#[apply(case)]
async fn the_login_page_leads_to_the_provider(engine: Engine) {
    let flags = [("oidc-sign-in-text", "Castle <Gate>"), ("password-login", "false")];
    let scene = Scene::empty(engine, &flags).await;
    let page =
        scene.server.get("/login?redirect=%2Foauth2%2Fdevice%3Fa%3Db%26c").send().await.expect(200).text();
    let link = "/api/v2/users/oidc/callback?redirect=%2Foauth2%2Fdevice%3Fa%3Db%26c";
    assert!(page.contains(&format!("href=\"{link}\"")), "{page}");
    assert!(!page.contains("<Gate>") && page.contains("Log in with Castle"), "{page}");
    assert!(!page.contains("Ask an administrator"), "there is a way in");
    scene.claims("amira", serde_json::json!({}));
    let away = scene.server.get(link).send().await.expect(307);
    let answer = scene.back(&away, None).await.expect(307);
    assert_eq!(answer.header("location"), Some("/oauth2/device?a=b&c"));
}

#[apply(case)]
async fn parameters_for_the_provider_can_be_set(engine: Engine) {
    let flags = [("oidc-auth-url-params", r#"{"prompt":"consent"}"#), ("oidc-scopes", "email groups")];
    let scene = Scene::with(engine, &flags).await;
    let away = scene.server.get(CALLBACK).send().await.expect(307);
    let url = url::Url::parse(away.header("location").unwrap()).unwrap();
    let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!((asked["prompt"].as_str(), asked["scope"].as_str()), ("consent", "openid email groups"));
    assert!(!asked.contains_key("access_type"));
}
