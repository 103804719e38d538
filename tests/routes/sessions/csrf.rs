//! Sessions that come by cookie need the CSRF token as well, when something is changed.

use http::Method;
use serde_json::json;

use super::login::cookies;
use crate::harness::{Answer, Call, Engine, Options, Person, Server, secrets};

const LOGOUT: &str = "/api/v2/users/logout";

/// A session of its own for a person: token and CSRF token.
async fn session(person: &Person) -> (String, String) {
    let body = json!({"email": person.email, "password": person.password});
    let login =
        Call::new(person.address, Method::POST, "/api/v2/users/login").json(&body).send().await.expect(201);
    let value = |name: &str| {
        let cookies = cookies(&login);
        cookies.into_iter().find(|cookie| cookie.0 == name).expect("a login sets both cookies").1
    };
    let (token, csrf) = (value("coder_session_token"), value("csrf_token"));
    secrets::register(&token);
    (token, csrf)
}

fn by_cookie(server: &Server, method: Method, target: &str, token: &str) -> Call {
    server.call(method, target).header("cookie", format!("coder_session_token={token}"))
}

#[apply(case)]
async fn a_cookie_session_without_the_csrf_header_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let (token, csrf) = session(server.owner().await).await;
    let cookies = format!("coder_session_token={token}; csrf_token={csrf}");
    let both = server.call(Method::POST, LOGOUT).header("cookie", cookies);
    for call in [
        by_cookie(&server, Method::POST, LOGOUT, &token),
        by_cookie(&server, Method::POST, LOGOUT, &token).header("x-csrf-token", ""),
        by_cookie(&server, Method::POST, LOGOUT, &token).header("x-csrf-token", "something-else"),
        // The cookie alone proves nothing: the browser sends it for foreign pages too.
        both,
    ] {
        let refused = call.send().await.expect(400);
        assert!(!refused.message().is_empty());
    }
    by_cookie(&server, Method::GET, "/api/v2/users/me", &token).send().await.expect(200);
}

#[apply(case)]
async fn the_csrf_token_of_the_login_is_the_one_that_counts(engine: Engine) {
    let server = Server::start(engine).await;
    let (token, csrf) = session(server.owner().await).await;
    let body = json!({"name": "engineering"});
    let call = by_cookie(&server, Method::POST, "/api/v2/organizations", &token);
    call.header("x-csrf-token", csrf).json(&body).send().await.expect(201);
}

#[apply(case)]
async fn the_csrf_token_of_another_session_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let (_, foreign) = session(&server.member("amira").await).await;
    let (token, own) = session(server.owner().await).await;
    assert_ne!(foreign, own);
    let call = by_cookie(&server, Method::POST, LOGOUT, &token);
    call.clone().header("x-csrf-token", foreign).send().await.expect(400);
    call.header("x-csrf-token", own).send().await.expect(200);
}

#[apply(case)]
async fn what_a_foreign_page_can_not_send_makes_the_header_needless(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let create = |token: &str, target: &str| by_cookie(&server, Method::POST, target, token);
    let (path, token) = ("/api/v2/organizations", owner.token.as_str());
    let calls = [
        create(token, path).token(token),
        create(token, path).header("authorization", format!("Bearer {token}")),
        create(token, &format!("{path}?coder_session_token={token}")),
    ];
    for (number, call) in calls.into_iter().enumerate() {
        call.json(&json!({"name": format!("organization-{number}")})).send().await.expect(201);
    }
}

#[apply(case)]
async fn any_session_token_header_makes_the_csrf_token_needless(engine: Engine) {
    let server = Server::start(engine).await;
    let (token, _) = session(server.owner().await).await;
    // Scripts of a foreign page can't send the header at all, so what it holds doesn't matter.
    let call = by_cookie(&server, Method::POST, "/api/v2/organizations", &token);
    call.token("something-else").json(&json!({"name": "engineering"})).send().await.expect(201);
}

#[apply(case)]
async fn reading_needs_no_csrf_token(engine: Engine) {
    let server = Server::start(engine).await;
    let token = server.owner().await.token.clone();
    for method in [Method::GET, Method::HEAD] {
        by_cookie(&server, method, "/api/v2/users/me", &token).send().await.expect(200);
    }
}

#[apply(case)]
async fn operations_without_security_need_no_csrf_token(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let body = json!({"email": owner.email, "password": owner.password});
    by_cookie(&server, Method::POST, "/api/v2/users/login", &owner.token)
        .json(&body)
        .send()
        .await
        .expect(201);
}

#[apply(case)]
async fn a_page_of_another_site_logs_nobody_in(engine: Engine) {
    let server = Server::start(engine).await;
    let first = json!({"email": "a@example.com", "username": "a", "password": "a-Likes-47-Green-Lanterns"});
    let foreign = server.post("/api/v2/users/first", &first).header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.expect(400).message(), "A page of another site sent this request.");
    let owner = server.owner().await;
    let body = json!({"email": owner.email, "password": owner.password});
    let from = |site: &str| server.post("/api/v2/users/login", &body).header("sec-fetch-site", site);
    let refused = from("cross-site").send().await.expect(400);
    assert!(refused.header("set-cookie").is_none());
    from("same-site").send().await.expect(400);
    for site in ["same-origin", "none"] {
        from(site).send().await.expect(201);
    }
    // A credential in a header is nothing that a foreign page could send.
    let call = owner.call(Method::POST, "/api/v2/organizations").header("sec-fetch-site", "cross-site");
    call.json(&json!({"name": "engineering"})).send().await.expect(201);
}

#[apply(case)]
async fn the_origin_decides_where_a_browser_sends_no_fetch_metadata(engine: Engine) {
    let flags = vec![("access-url", "https://burgrave.example.com".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    let body = json!({"email": owner.email, "password": owner.password});
    let from = async |origin: &str| {
        server.post("/api/v2/users/login", &body).header("origin", origin).send().await.status
    };
    let own = format!("http://{}", server.get("/").address);
    for origin in [own.as_str(), "https://burgrave.example.com", "https://burgrave.example.com:443"] {
        assert_eq!(from(origin).await, 201, "{origin}");
    }
    for origin in ["null", "https://evil.example", "https://burgrave.example.com:8443", "https://example.com"]
    {
        assert_eq!(from(origin).await, 400, "{origin}");
    }
}

/// What a browser is given in a cookie.
fn given(answer: &Answer, name: &str) -> Option<String> {
    cookies(answer).into_iter().find(|cookie| cookie.0 == name).map(|cookie| cookie.1)
}

#[apply(case)]
async fn a_page_that_was_loaded_before_the_login_goes_on_with_its_token(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let loaded = server.get("/api/v2/users/authmethods").header("sec-fetch-site", "same-origin").send().await;
    let csrf = given(&loaded, "csrf_token").expect("a browser is given a token before it logs in");
    assert_eq!(loaded.header("cache-control"), Some("no-store"), "nobody else may be given the same");
    let body = json!({"email": owner.email, "password": owner.password});
    let login = server.post("/api/v2/users/login", &body);
    let login = login.header("cookie", format!("csrf_token={csrf}")).header("x-csrf-token", &csrf);
    let login = login.send().await.expect(201);
    let token = given(&login, "coder_session_token").unwrap();
    secrets::register(&token);
    assert_eq!(given(&login, "csrf_token"), Some(csrf.clone()), "the login leaves it");
    let create = |sent: &str| {
        let cookies = format!("coder_session_token={token}; csrf_token={csrf}");
        let call = server.call(Method::POST, "/api/v2/organizations").header("cookie", cookies);
        call.header("x-csrf-token", sent).json(&json!({"name": "engineering"}))
    };
    create("something-else-of-that-length").send().await.expect(400);
    create(&csrf).send().await.expect(201);
    let again = server.get("/api/v2/users/authmethods").header("sec-fetch-site", "same-origin");
    let again = again.header("cookie", format!("csrf_token={csrf}")).send().await;
    assert_eq!(given(&again, "csrf_token"), None, "who has one keeps it");
    let program = server.get("/api/v2/users/authmethods").send().await;
    assert_eq!(given(&program, "csrf_token"), None, "programs need none");
}
