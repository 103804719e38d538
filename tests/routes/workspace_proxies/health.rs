//! Whether proxies can be used: what they say when they are asked.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{Site, becomes, program, proxy, say, status};
use crate::harness::{Engine, Options, Server};

/// A server that may ask proxies on this machine.
async fn server(engine: Engine) -> Server {
    let flags = vec![("outgoing-private-networks", "127.0.0.0/8".to_owned())];
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

async fn register(server: &Server, token: &str, url: &str) {
    let body = json!({"access_url": url, "replica_id": program(1)});
    say(server, token, "register", &body).await.expect(201);
}

/// What the proxy `oslo` is after it was asked once more.
async fn asked(server: &Server) -> Value {
    server.clock.advance(TimeDelta::seconds(61));
    server.tick().await;
    status(server, "oslo").await
}

/// TestProxyHealth_Unregistered, _Unhealthy, _Reachable, _Unreachable
#[apply(case)]
async fn a_proxy_is_as_healthy_as_it_says(engine: Engine) {
    let server = server(engine).await;
    let site = Site::start().await;
    let (_, token) = proxy(&server, "oslo").await;
    assert_eq!(asked(&server).await["status"], "unregistered");
    register(&server, &token, &site.url()).await;
    becomes(&server, "oslo", "ok", &site.url()).await;
    site.reports(&json!({"errors": null, "warnings": ["slow"]}));
    let found = asked(&server).await;
    assert_eq!(found["status"], "ok");
    assert_eq!(found["report"], json!({"errors": [], "warnings": ["slow"]}));
    let regions = server.owner().await.get("/api/v2/regions").await.json_of(200);
    assert_eq!(regions["regions"][1]["healthy"], true);
    site.reports(&json!({"errors": ["disk"], "warnings": []}));
    let found = asked(&server).await;
    assert_eq!(found["status"], "unhealthy");
    assert_eq!(found["report"], json!({"errors": ["disk"], "warnings": []}));
    for (said, body) in [("200 OK", "OK"), ("500 Internal Server Error", "{}"), ("302 Found", "")] {
        site.answers(said, body);
        let found = asked(&server).await;
        assert_eq!(found["status"], "unhealthy", "{said}");
        assert!(found["report"]["errors"][0].as_str().unwrap().starts_with("request to proxy failed: "));
    }
    site.answers("200 OK", &" ".repeat(70_000));
    assert_eq!(asked(&server).await["status"], "unhealthy");
    site.reports(&json!({"errors": [], "warnings": []}));
    assert_eq!(asked(&server).await["status"], "ok");
    site.stop().await;
    let found = asked(&server).await;
    assert_eq!(found["status"], "unreachable");
    assert_eq!(found["report"]["errors"], json!(["request to proxy failed: there is no answer"]));
}

#[apply(case)]
async fn a_proxy_that_registers_is_asked_without_waiting_for_the_next_time(engine: Engine) {
    let server = server(engine).await;
    let (one, other) = (Site::start().await, Site::start().await);
    let (_, token) = proxy(&server, "oslo").await;
    let becomes = async |health: &str, url: &str| becomes(&server, "oslo", health, url).await;
    register(&server, &token, &one.url()).await;
    becomes("ok", &one.url()).await;
    other.reports(&json!({"errors": ["new"]}));
    register(&server, &token, &other.url()).await;
    becomes("unhealthy", &other.url()).await;
    other.reports(&json!({"errors": []}));
    let before = other.asked();
    register(&server, &token, &other.url()).await;
    assert_eq!(other.asked(), before, "it was asked a moment ago");
    server.clock.advance(TimeDelta::seconds(30));
    register(&server, &token, &other.url()).await;
    becomes("ok", &other.url()).await;
}

#[apply(case)]
async fn addresses_that_are_not_public_are_not_asked_unless_the_operator_allows_it(engine: Engine) {
    let server = Server::start(engine).await;
    let site = Site::start().await;
    let (_, token) = proxy(&server, "oslo").await;
    for url in [site.url(), format!("http://localhost:{}", site.address.port())] {
        register(&server, &token, &url).await;
        let found = asked(&server).await;
        assert_eq!(found["status"], "unreachable");
        assert!(
            found["report"]["errors"][0].as_str().unwrap().contains("outgoing-private-networks"),
            "{found}"
        );
    }
    assert_eq!(site.asked(), 0);
}

#[apply(case)]
async fn one_replica_asks_for_all_of_them() {
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let one = server(Engine::Postgres).await;
    let site = Site::start().await;
    let (_, token) = proxy(&one, "oslo").await;
    register(&one, &token, &site.url()).await;
    becomes(&one, "oslo", "ok", &site.url()).await;
    let other = one.beside().await;
    assert_eq!(asked(&one).await["status"], "ok");
    let before = site.asked();
    other.tick().await;
    assert_eq!(site.asked(), before);
    site.reports(&json!({"errors": ["disk"]}));
    one.clock.advance(TimeDelta::seconds(61));
    other.tick().await;
    one.tick().await;
    assert_eq!(site.asked(), before + 1);
    for replica in [&one, &other] {
        assert_eq!(status(replica, "oslo").await["status"], "unhealthy");
    }
}
