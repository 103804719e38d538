//! What somebody sends who means harm.

use std::net::SocketAddr;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{Engine, Server, secrets};

const LOGIN: &str = "/api/v2/users/login";

/// The statuses of all answers to these bytes, until the server closes the connection.
async fn statuses(to: SocketAddr, bytes: String) -> Vec<u16> {
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    // A connection that is torn down has said all that it will say.
    let _ = stream.read_to_end(&mut said).await;
    let said = String::from_utf8_lossy(&said);
    let heads = said.split("HTTP/1.1 ").skip(1).chain(said.split("HTTP/1.0 ").skip(1));
    heads.map(|head| head[..3].parse().unwrap()).collect()
}

#[apply(case)]
async fn a_request_names_one_host(engine: Engine) {
    let server = Server::start(engine).await;
    let to = server.get("/").address;
    for (version, hosts, expected) in [
        ("1.1", "Host: localhost\r\n", 200),
        ("1.1", "", 400),
        ("1.1", "Host: localhost\r\nHost: elsewhere\r\n", 400),
        ("1.0", "", 200),
        ("1.0", "Host: localhost\r\nHost: elsewhere\r\n", 400),
    ] {
        let request = format!("GET /api/v2/buildinfo HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n");
        assert_eq!(statuses(to, request).await, [expected], "{version} {hosts}");
    }
}

#[apply(case)]
async fn a_body_can_not_hide_a_second_request(engine: Engine) {
    let server = Server::start(engine).await;
    let to = server.get("/").address;
    let hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    for (headers, body, expected) in [
        // Both lengths: the chunks count, and the connection isn't used again.
        ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n", 400),
        ("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", "0\r\n\r\n", 400),
        ("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n", 400),
        ("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n", 400),
        ("Transfer-Encoding : chunked\r\n", "0\r\n\r\n", 400),
        ("Content-Length: 2\r\nContent-Length: 3\r\n", "{}", 400),
        ("Content-Length: +2\r\n", "{}", 400),
        ("Content-Length: 2, 2\r\n", "{}", 400),
        ("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n", 400),
    ] {
        let request = format!(
            "POST {LOGIN} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n\
             {body}{hidden}"
        );
        assert_eq!(statuses(to, request).await, [expected], "{headers}");
    }
    let request = format!(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{hidden}{hidden}",
        hidden.len()
    );
    assert_eq!(statuses(to, request).await, [200, 200], "the first is the body of the request before it");
}

#[apply(case)]
async fn what_is_longer_than_the_engine_reads_is_refused_by_it(engine: Engine) {
    let server = Server::start(engine).await;
    let to = server.get("/").address;
    // Ours ends where the engine's own begins: nobody in this house sees what is longer.
    for (length, expected) in [(65_534, 404), (65_535, 414)] {
        let path = "a".repeat(length - "/".len());
        let request = format!("GET /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assert_eq!(statuses(to, request).await, [expected], "{length}");
    }
}

#[apply(case)]
async fn signs_that_no_address_has_are_refused_by_the_engine(engine: Engine) {
    let server = Server::start(engine).await;
    let to = server.get("/").address;
    for (target, expected) in [
        ("/api/v2/users?q=%22a%22", 401),
        ("/api/v2/users?q=\"a\"", 400),
        ("/api/v2/users?q=<a>", 400),
        ("/api/v2/users/<a>", 400),
        ("/api/v2/users/\"a\"", 401),
    ] {
        let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assert_eq!(statuses(to, request).await, [expected], "{target}");
    }
}

#[apply(case)]
async fn a_login_opens_a_session_of_its_own(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let planted = server.member("mallory").await.token;
    let body = json!({"email": owner.email, "password": owner.password});
    let login = server.post(&format!("{LOGIN}?coder_session_token={planted}"), &body);
    let login = login.header("cookie", format!("coder_session_token={planted}")).token(&planted);
    let opened = login.send().await.json_of(201)["session_token"].as_str().unwrap().to_owned();
    secrets::register(&opened);
    assert_ne!(opened, planted);
    let of = async |token: &str| server.get("/api/v2/users/me").token(token).send().await.json_of(200);
    assert_eq!(
        (&of(&opened).await["username"], &of(&planted).await["username"]),
        (&json!("owner"), &json!("mallory"))
    );
}

#[apply(case)]
async fn an_address_that_only_looks_different_is_taken(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let create = async |username: &str, email: &str| {
        let body = json!({
            "email": email, "username": username, "password": "Seven-Otters-47-Juggle-Lanterns",
            "organization_ids": [default["id"]],
        });
        owner.post("/api/v2/users", &body).await
    };
    create("kofi", "kofi@example.com").await.expect(201);
    // The sign for kelvin has the small letter k.
    for (username, email) in [("one", "KOFI@Example.COM"), ("two", "\u{212a}ofi@example.com")] {
        let refused = create(username, email).await;
        assert!(refused.status == 409 || refused.status == 400, "{email}: {}", refused.text());
    }
    for username in ["\u{212a}ofi", "ko\u{17f}i", "kofi\u{200b}", "kofi "] {
        create(username, "other@example.com").await.expect(400);
    }
    create("KOFI", "other@example.com").await.expect(409);
}

#[apply(case)]
async fn bodies_that_nest_without_end_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let body = format!("{}1{}", open.repeat(2_000), close.repeat(2_000));
        let refused = server.call(http::Method::POST, LOGIN).body("application/json", body).send().await;
        assert_eq!(refused.expect(400).message(), "Request body must be valid JSON.");
    }
}

#[apply(case)]
async fn junk_among_the_cookies_hides_no_session_and_makes_none(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let get =
        async |cookie: Vec<u8>| server.get("/api/v2/users/me").header("cookie", cookie).send().await.status;
    let token = &owner.token;
    for (junk, expected) in [
        (format!(";;=;a; b=c=d; coder_session_token={token}"), 200),
        (format!("Coder_Session_Token={token}"), 401),
        (format!("xcoder_session_token={token}"), 401),
        (format!("coder_session_token={token}x"), 401),
        (format!("coder_session_token={token}, coder_session_token={token}"), 401),
        // One of two may be left over from another path or domain: each is tried, and few of them.
        (format!("coder_session_token={}; coder_session_token={token}", "A".repeat(33)), 200),
        (format!("coder_session_token={token}; coder_session_token={}", "A".repeat(33)), 200),
        (
            format!(
                "coder_session_token=a; coder_session_token=b; coder_session_token=c; coder_session_token=d; \
                 coder_session_token={token}"
            ),
            401,
        ),
    ] {
        assert_eq!(get(junk.clone().into_bytes()).await, expected, "{junk}");
    }
    let mut bytes = b"a=\xff\xfe; ".to_vec();
    bytes.extend(format!("coder_session_token={token}").into_bytes());
    assert_eq!(get(bytes).await, 200);
}

#[apply(case)]
async fn a_failed_login_has_the_same_answer_for_every_account(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let log_in = async |email: &str| {
        let answer =
            server.post(LOGIN, &json!({"email": email, "password": "not-the-password-47"})).send().await;
        let names: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
        (answer.status, answer.body, names)
    };
    assert_eq!(log_in(&owner.email).await, log_in("nobody@example.com").await);
}
