//! `burgrave proxy`: the program of a workspace proxy.

use std::net::TcpListener;
use std::path::Path;

use http::Method;
use serde_json::{Value, json};

use super::program::{Program, run};
use crate::harness::{Engine, Options, Server};
use crate::routes::workspace_proxies::scene::{becomes, program, proxy, say};

/// An address of loopback that nobody listens on.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// A server at an address that stays, which may ask proxies on this machine.
async fn server(engine: Engine) -> (Server, String) {
    let address = free();
    let flags = vec![("outgoing-private-networks", "127.0.0.0/8".into()), ("address", address.clone())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    (server, format!("http://{address}"))
}

/// The program of a proxy, and where it is reached.
fn start(server: &str, token: &Path) -> (Program, String) {
    let address = free();
    let url = format!("http://{address}");
    let token = token.display().to_string();
    let flags = ["--server", server, "--token-file", &token, "--address", &address, "--access-url", &url];
    (Program::start(&[&["proxy"], &flags[..]].concat()), url)
}

async fn report(program: &Program) -> Value {
    let answer = program.call(Method::GET, "/healthz-report").send_past_the_contract().await;
    assert_eq!(answer.status, 200);
    answer.json()
}

#[apply(case)]
async fn a_proxy_registers_reports_and_says_goodbye(engine: Engine) {
    let (server, url) = server(engine).await;
    let (_, token) = proxy(&server, "oslo").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, format!("{token}\n")).unwrap();
    let (running, at) = start(&url, &file);
    becomes(&server, "oslo", "ok", &at).await;
    running.logged("registered").await;
    assert_eq!(report(&running).await, json!({"errors": [], "warnings": []}));
    let other = json!({"access_url": at, "replica_id": program(1)});
    let siblings = async || {
        let answer = say(&server, &token, "register", &other).await.json_of(201);
        answer["sibling_replicas"].as_array().unwrap().len()
    };
    assert_eq!(siblings().await, 1);
    for (method, path, status) in
        [(Method::GET, "/healthz", 200), (Method::POST, "/healthz", 405), (Method::GET, "/apps", 404)]
    {
        let answer = running.call(method, path).send_past_the_contract().await;
        assert_eq!(answer.status, status, "{path}");
    }
    running.signal("TERM");
    let (status, log) = running.ended();
    assert!(status.success() && log.contains("deregistered") && !log.contains(&token[37..]), "{log}");
    assert_eq!(siblings().await, 0);
}

#[apply(case)]
async fn a_proxy_comes_back_when_its_server_does(engine: Engine) {
    let (server, url) = server(engine).await;
    let (_, token) = proxy(&server, "oslo").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, &token).unwrap();
    let mut started = None;
    let server = server
        .restart_after(async |_| {
            let (running, at) = start(&url, &file);
            running.logged("can't register").await;
            let unreached = json!(["the server isn't reached: there is no connection"]);
            while report(&running).await["errors"] != unreached {}
            started = Some((running, at));
        })
        .await;
    let (running, at) = started.unwrap();
    becomes(&server, "oslo", "ok", &at).await;
    running.signal("INT");
    assert!(running.ended().0.success());
}

#[apply(case)]
async fn what_a_proxy_lacks_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token").display().to_string();
    let proxy = |more: &[&str]| {
        let output =
            run(&[&["proxy", "--server", "http://127.0.0.1:9", "--token-file", &file], more].concat());
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(proxy(&[]).contains("access-url is empty"));
    let named = ["--access-url", "http://127.0.0.1:9"];
    assert!(proxy(&named).contains("token can't be read"));
    std::fs::write(&file, "not-a-token").unwrap();
    let said = proxy(&named);
    assert!(said.contains("has no token of a proxy") && !said.contains("not-a-token"), "{said}");
}
