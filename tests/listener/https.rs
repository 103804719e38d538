//! HTTPS: versions of HTTP, and what follows from it.

use http::{Request, Version};
use serde_json::json;

use super::wire::{Pair, get};
use crate::harness::{Engine, Options, Server, secrets};

async fn start(engine: Engine, more: &[(&'static str, &str)]) -> (Server, Pair, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::write(folder.path());
    let mut flags = pair.flags();
    flags.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
    (Server::start_with(engine, Options { flags, ..Options::default() }).await, pair, folder)
}

#[apply(case)]
async fn the_client_chooses_between_http_2_and_1_1(engine: Engine) {
    let (server, pair, _folder) = start(engine, &[]).await;
    let at = server.get("/").address;
    for (offered, spoken) in [
        (&["h2", "http/1.1"][..], Version::HTTP_2),
        (&["h2"], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
        (&[], Version::HTTP_11),
    ] {
        let (answer, version) = pair.send(at, offered, get(at, "/healthz")).await;
        assert_eq!((answer.status, version, answer.text().as_str()), (200, spoken, "OK"), "{offered:?}");
    }
    assert!(pair.handshake(at, &["spdy/3"]).await.is_err(), "nothing is agreed on (RFC 7301 section 3.2)");
}

#[apply(case)]
async fn with_tls_the_access_url_is_https_and_cookies_are_secure(engine: Engine) {
    let (server, pair, _folder) = start(engine, &[]).await;
    let at = server.get("/").address;
    let (answer, _) = pair.send(at, &["h2"], get(at, "/api/v2/buildinfo")).await;
    assert_eq!(answer.json()["dashboard_url"], format!("https://{at}"));
    assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
    let answer = log_in(&pair, at).await;
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 2);
    assert!(cookies.iter().all(|cookie| cookie.to_str().unwrap().ends_with("; Secure")), "{cookies:?}");
}

#[apply(case)]
async fn an_access_url_of_http_keeps_cookies_as_it_says(engine: Engine) {
    let (server, pair, _folder) = start(engine, &[("access-url", "http://localhost:3000")]).await;
    let answer = log_in(&pair, server.get("/").address).await;
    assert!(answer.header("strict-transport-security").is_none());
    let cookies = answer.headers.get_all("set-cookie");
    assert!(cookies.iter().all(|cookie| !cookie.to_str().unwrap().contains("Secure")));
}

/// The first user's login.
async fn log_in(pair: &Pair, at: std::net::SocketAddr) -> crate::harness::Answer {
    let password = "owner-Likes-47-Green-Lanterns";
    secrets::register(password);
    let first = json!({"email": "owner@example.com", "username": "owner", "password": password});
    let login = json!({"email": "owner@example.com", "password": password});
    let mut answers = Vec::new();
    for (target, body) in [("/api/v2/users/first", first), ("/api/v2/users/login", login)] {
        let request = Request::post(format!("https://localhost:{}{target}", at.port()))
            .header("content-type", "application/json")
            .body(body.to_string().into())
            .unwrap();
        answers.push(pair.send(at, &["h2"], request).await.0.expect(201));
    }
    let answer = answers.pop().unwrap();
    secrets::register(answer.json()["session_token"].as_str().unwrap());
    answer
}
