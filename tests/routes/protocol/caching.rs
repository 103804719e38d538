//! What may be kept of an answer, and for how long.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::harness::{Engine, Server};

#[apply(case)]
async fn answers_for_one_user_are_never_cached(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let login = json!({"email": owner.email, "password": owner.password});
    let all = [
        owner.get("/api/v2/users/me").await,
        owner.get("/api/v2/users/nobody-here").await,
        owner.get("/api/v2/organizations").await,
        owner.post("/api/v2/users/me/keys/tokens", &json!({})).await,
        server.post("/api/v2/users/login", &login).send().await,
        server.get("/api/v2/users/me").send().await,
        server.get("/nowhere").send().await,
    ];
    for answer in all {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{}: {}", answer.status, answer.text());
    }
    for path in ["/api/v2/buildinfo", "/api/v2/openapi.json", "/healthz"] {
        assert_eq!(server.get(path).send().await.header("cache-control"), None, "{path}");
    }
}

#[apply(case)]
async fn the_specification_is_compressed_and_has_a_version(engine: Engine) {
    let server = Server::start(engine).await;
    let get = || server.get("/api/v2/openapi.json");
    let plain = get().send().await.expect(200);
    let tag = plain.header("etag").unwrap().to_owned();
    assert_eq!((plain.header("vary"), plain.header("content-encoding")), (Some("Accept-Encoding"), None));
    let packed = get().header("accept-encoding", "br, gzip").send_past_the_contract().await.expect(200);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() * 5 < plain.body.len(), "{} of {}", packed.body.len(), plain.body.len());
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_string(&mut text).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), plain.json());
    let same = get().header("if-none-match", &tag).header("accept-encoding", "gzip").send().await.expect(304);
    assert!(same.body.is_empty() && same.header("etag") == Some(&tag));
    get().header("if-none-match", "W/\"another\"").send().await.expect(200);
    get().header("if-none-match", b"\xff").send().await.expect(400);
}
