//! Pages for people, as HTML.

use http::Method;

use super::scene::{CALLBACK, Scene, encoded};
use crate::harness::{Answer, Call, Engine, Options, Person, Server};

#[apply(case)]
async fn the_consent_page_names_app_account_scopes_and_destination(engine: Engine) {
    let scene = Scene::new(engine).await;
    let page = scene
        .amira
        .get(&scene.authorization(&[("scope", "workspace:read template:*")]))
        .await
        .expect(200)
        .text();
    for part in [
        "<em>ci</em>",
        "amira",
        "amira@example.com",
        "workspace:read",
        "template:*",
        "ci.example.com",
        "Read workspaces",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = scene.amira.get(&scene.authorization(&[])).await.expect(200).text();
    assert!(page.contains("Full access") && page.contains("coder:all"));
}

#[apply(case)]
async fn its_form_leads_to_the_same_address_and_its_cancel_back_to_the_app(engine: Engine) {
    let scene = Scene::new(engine).await;
    let target = scene.authorization(&[("state", "a b"), ("scope", "user:read")]);
    let cookie = format!("coder_session_token={}", scene.amira.token);
    let page = scene.server.get(&target).header("cookie", &cookie).send().await.expect(200);
    let action = unescaped(&between(&page, "<form method=\"post\" action=\"", "\""));
    let token = between(&page, "name=\"csrf_token\" value=\"", "\"");
    let call = scene.server.call(Method::POST, &action).header("cookie", &cookie);
    let answer = call
        .body("application/x-www-form-urlencoded", encoded(&[("csrf_token", &token)]))
        .send()
        .await
        .expect(200);
    let onward = unescaped(&between(&answer, "http-equiv=\"refresh\" content=\"0; url=", "\""));
    assert_eq!(unescaped(&between(&answer, "id=\"onward\" href=\"", "\"")), onward);
    assert!(onward.starts_with(CALLBACK) && onward.contains("?code=coder_"), "{onward}");
    assert!(onward.contains("&state=a+b&iss="), "{onward}");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self';"), "the form ends here: {policy}");
    let cancel = unescaped(&between(&page, "id=\"cancel\" href=\"", "\""));
    assert!(
        cancel.starts_with(CALLBACK)
            && cancel.contains("error=access_denied")
            && cancel.contains("state=a+b"),
        "{cancel}"
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self';") && policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[apply(case)]
async fn a_signed_out_visitor_is_redirected_to_the_login_page_and_back(engine: Engine) {
    let scene = Scene::new(engine).await;
    let target = scene.authorization(&[("state", "x&y")]);
    let wrong = format!("coder_session_token={}", "AAAAAAAAAA-BBBBBBBBBBBBBBBBBBBBBB");
    for call in [scene.server.get(&target), scene.server.get(&target).header("cookie", wrong)] {
        let answer = call.send().await.expect(302);
        let login = answer.header("location").unwrap().to_owned();
        assert!(login.starts_with("/login?redirect=%2Foauth2%2Fauthorize"), "{login}");
        let (location, _) = log_in(&scene.server, &scene.amira, &login).await;
        let again = scene.amira.get(&location).await.expect(200);
        assert!(again.text().contains("<em>ci</em>"));
    }
}

/// Logs in on the page as a browser does; gives where it leads, and the session's cookie.
async fn log_in(server: &Server, person: &Person, page: &str) -> (String, String) {
    let page = server.get(page).send().await.expect(200);
    let answer = submit(server, &page, &person.email, &person.password).send().await.expect(303);
    let cookies: Vec<_> =
        answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    let session = cookies.iter().find_map(|cookie| cookie.strip_prefix("coder_session_token=")).unwrap();
    let session = session.split(';').next().unwrap().to_owned();
    crate::harness::secrets::register(&session);
    let log =
        server.owner().await.get("/api/v2/audit?q=resource_type:api_key%20action:login").await.json_of(200);
    let recorded: Vec<_> =
        log["audit_logs"].as_array().unwrap().iter().map(|one| &one["status_code"]).collect();
    assert!(recorded.contains(&&303.into()), "the status that was answered is recorded: {recorded:?}");
    (answer.header("location").unwrap().to_owned(), session)
}

fn submit(server: &Server, page: &Answer, email: &str, password: &str) -> Call {
    let cookie = page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let token = between(page, "name=\"csrf_token\" value=\"", "\"");
    let redirect = unescaped(&between(page, "name=\"redirect\" value=\"", "\""));
    let body =
        encoded(&[("csrf_token", &token), ("email", email), ("password", password), ("redirect", &redirect)]);
    server
        .call(Method::POST, "/login")
        .header("cookie", cookie)
        .body("application/x-www-form-urlencoded", body)
}

#[apply(case)]
async fn a_login_on_the_page_opens_a_session_and_leads_on(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let (location, session) = log_in(&server, &amira, "/login?redirect=/oauth2/device").await;
    assert_eq!(location, "/oauth2/device");
    server.get("/api/v2/users/me").token(&session).send().await.expect(200);
    let (home, session) = log_in(&server, &amira, "/login").await;
    let page =
        server.get(&home).header("cookie", format!("coder_session_token={session}")).send().await.expect(200);
    assert_eq!(page.message(), "You are signed in");
}

#[apply(case)]
async fn a_wrong_password_shows_the_page_again(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let page = server.get("/login?redirect=/oauth2/device").send().await.expect(200);
    let again = submit(&server, &page, &amira.email, "not the password").send().await.expect(401);
    assert!(again.text().contains("role=\"alert\"") && again.text().contains("Incorrect email or password."));
    assert!(
        again.text().contains("value=\"amira@example.com\"") && !again.text().contains("not the password")
    );
    let token = |page: &Answer| between(page, "name=\"csrf_token\" value=\"", "\"");
    assert_eq!(token(&page), token(&again), "the form works again");
}

#[apply(case)]
async fn a_right_password_does_not_log_in_where_passwords_are_off(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    // A page that was loaded while there were passwords: the next one has no form.
    let old = server.get("/login").send().await.expect(200);
    let server = server.restart_with(vec![("password-login", "false".to_owned())]).await;
    let page = submit(&server, &old, &amira.email, &amira.password).send().await.expect(403).text();
    assert!(
        page.contains("role=\"alert\"") && page.contains("Password authentication is disabled"),
        "{page}"
    );
    submit(&server, &old, &amira.email, "not the password").send().await.expect(401);
    assert!(!server.get("/login").send().await.expect(200).text().contains("<form"));
}

#[apply(case)]
async fn a_login_form_needs_the_cookie_of_its_page(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let page = server.get("/login").send().await.expect(200);
    assert!(page.header("set-cookie").unwrap().contains("HttpOnly; SameSite=Strict"));
    let mut without = submit(&server, &page, &amira.email, &amira.password);
    without.headers.retain(|(name, _)| name != "cookie");
    without.send().await.expect(400);
    let mut other = submit(&server, &page, &amira.email, &amira.password);
    other.headers.retain(|(name, _)| name != "cookie");
    other.header("cookie", "burgrave_login=someothervalue").send().await.expect(400);
}

#[apply(case)]
async fn a_login_leads_to_no_other_server(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    for elsewhere in ["https://evil.example/", "//evil.example", "/%5Cevil.example", "javascript:alert(1)"] {
        let page = server.get(&format!("/login?redirect={elsewhere}")).send().await.expect(200);
        assert_eq!(between(&page, "name=\"redirect\" value=\"", "\""), "/login", "{elsewhere}");
    }
}

#[apply(case)]
async fn every_page_is_framed_by_nobody_and_loads_nothing_from_elsewhere(engine: Engine) {
    let scene = Scene::new(engine).await;
    for path in [
        "/login".to_owned(),
        "/oauth2/device".to_owned(),
        scene.authorization(&[]),
        scene.authorization(&[("client_id", "x")]),
    ] {
        let page = scene.amira.get(&path).await;
        assert_eq!(page.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'"),
            "{policy}"
        );
        for word in ["<script", "http://", "style=", "onclick", "<meta http-equiv"] {
            assert!(!page.text().contains(word), "{path} has {word}");
        }
        assert!(page.text().contains("<html lang=\"en\">") && page.text().contains("<main"), "{path}");
    }
}

#[apply(case)]
async fn the_pages_take_name_colour_and_logo_from_the_settings(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let logo = folder.path().join("logo.png");
    std::fs::write(&logo, b"\x89PNG whatever").unwrap();
    let flags = vec![
        ("brand-name", "Castle & Co".to_owned()),
        ("brand-color", "#ffd700".to_owned()),
        ("brand-logo", logo.display().to_string()),
    ];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    assert!(server.get("/login").send().await.expect(200).text().contains("Castle &#38; Co"));
    let style = server.get("/assets/pages.css").send().await.expect(200);
    assert!(style.text().contains("--accent: #ffd700;") && style.text().contains("--accent-ink: #000000;"));
    let picture = server.get("/assets/logo").send().await.expect(200);
    assert_eq!(
        (picture.header("content-type"), &*picture.body),
        (Some("image/png"), &b"\x89PNG whatever"[..])
    );
    let plain = Server::start(engine).await.get("/assets/logo").send().await.expect(200);
    assert_eq!(plain.header("content-type"), Some("image/svg+xml"));
    assert!(plain.header("content-security-policy").unwrap().contains("sandbox"));
}

#[apply(case)]
async fn a_form_whose_page_is_too_old_or_whose_app_is_gone_is_answered_by_a_page(engine: Engine) {
    let scene = Scene::new(engine).await;
    let cookie = format!("coder_session_token={}", scene.amira.token);
    let target = scene.authorization(&[]);
    let page = scene.server.get(&target).header("cookie", &cookie).send().await.expect(200);
    let token = between(&page, "name=\"csrf_token\" value=\"", "\"");
    let submit = |token: &str| {
        let call = scene.server.call(Method::POST, &target).header("cookie", &cookie);
        call.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .body("application/x-www-form-urlencoded", encoded(&[("csrf_token", token)]))
    };
    let old = submit("old").send().await.expect(400);
    assert!(old.text().contains("<html lang=\"en\">"), "{}", old.text());
    let path = format!("/api/v2/oauth2-provider/apps/{}", scene.id);
    scene.owner().await.delete(&path).await.expect(204);
    let gone = submit(&token).send().await.expect(401);
    assert!(gone.text().contains("<html lang=\"en\">") && gone.header("www-authenticate").is_none());
    let unknown = scene.server.get("/nowhere").header("accept", "text/html").send().await.expect(404);
    assert!(unknown.text().contains("/assets/pages.css"));
    let script = scene.server.get("/nowhere").header("accept", "text/html").header("sec-fetch-mode", "cors");
    assert!(script.send().await.expect(404).text().starts_with('{'));
}

#[apply(case)]
async fn errors_are_pages_of_the_same_look(engine: Engine) {
    let scene = Scene::new(engine).await;
    let page = scene.amira.get(&scene.authorization(&[("client_id", "x")])).await.expect(401).text();
    assert!(page.contains("/assets/pages.css") && page.contains("Unauthorized (401)"), "{page}");
    let page = scene
        .amira
        .get(&scene.authorization(&[("redirect_uri", "https://evil.example/")]))
        .await
        .expect(400)
        .text();
    assert!(page.contains("The redirect_uri is not one that the app has registered"));
}

#[apply(case)]
async fn a_logo_that_can_not_be_used_keeps_the_server_from_starting(_: Engine) {
    let layers = |logo: &str| {
        let folder = tempfile::tempdir().unwrap();
        let flags = vec![
            ("address", "127.0.0.1:0".to_owned()),
            ("data", folder.path().display().to_string()),
            ("brand-logo", logo.to_owned()),
        ];
        (burgrave::config::Config::resolve(&burgrave::config::Layers::new(flags, |_| None)).unwrap(), folder)
    };
    let (config, _folder) = layers("/no/such/logo.svg");
    let started = burgrave::start(config, Server::parts()).await;
    assert!(started.err().unwrap().to_string().contains("/no/such/logo.svg"));
}

/// The text between two pieces of a page.
#[track_caller]
fn between(page: &Answer, start: &str, end: &str) -> String {
    let text = page.text();
    let rest = text.split_once(start).unwrap_or_else(|| panic!("{start} is not there: {text}")).1;
    rest.split_once(end).unwrap().0.to_owned()
}

fn unescaped(text: &str) -> String {
    text.replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'")
}
