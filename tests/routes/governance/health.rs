//! `/debug/health`, `/debug/health/settings` and `/debug/ws`: recorded-governance.md §8

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Engine, Options, Server};
use crate::routes::sockets::{follow, next};

const HEALTH: &str = "/api/v2/debug/health";
const SETTINGS: &str = "/api/v2/debug/health/settings";

#[apply(case)]
async fn a_server_looks_how_its_parts_are(engine: Engine) {
    let flags = vec![("provisioner-daemons", "1".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    let report = owner.get(HEALTH).await.json_of(200);
    assert_eq!((&report["healthy"], &report["severity"]), (&json!(true), &json!("ok")), "{report}");
    let access = &report["access_url"];
    assert_eq!(
        (&access["reachable"], &access["status_code"], &access["healthz_response"]),
        (&json!(true), &json!(200), &json!("OK"))
    );
    assert_eq!(report["websocket"]["code"], 101);
    assert_eq!(
        (&report["database"]["reachable"], &report["database"]["threshold_ms"]),
        (&json!(true), &json!(15))
    );
    assert_eq!(report["provisioner_daemons"]["items"].as_array().unwrap().len(), 1);
    assert_eq!(report["workspace_proxy"]["workspace_proxies"]["regions"][0]["name"], "primary");
    assert_eq!(report["derp"]["regions"], json!({}));
}

#[apply(case)]
async fn what_was_found_is_told_for_a_while(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let time = async |query: &str| owner.get(&format!("{HEALTH}{query}")).await.json_of(200)["time"].clone();
    let first = time("").await;
    server.clock.advance(chrono::TimeDelta::minutes(9));
    assert_eq!((time("").await, time("?force=no").await), (first.clone(), first.clone()));
    let second = time("?force=true").await;
    assert_ne!(second, first);
    server.clock.advance(chrono::TimeDelta::minutes(10));
    assert_ne!(time("").await, second);
}

#[apply(case)]
async fn daemons_are_told_as_they_were_found(engine: Engine) {
    let flags = vec![("provisioner-daemons", "1".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    let daemons = async |query: &str| {
        owner.get(&format!("{HEALTH}{query}")).await.json_of(200)["provisioner_daemons"].clone()
    };
    let found = daemons("").await;
    assert_eq!(found["items"][0]["provisioner_daemon"]["status"], "idle", "{found}");
    // As long as this, a daemon that isn't heard of is one that is gone.
    server.clock.advance(chrono::TimeDelta::minutes(9));
    assert_eq!(daemons("").await, found);
    let now = daemons("?force=true").await;
    assert_eq!((&now["severity"], &now["items"]), (&json!("error"), &json!([])), "{now}");
}

#[apply(case)]
async fn parts_that_fail_say_why_unless_they_are_dismissed(engine: Engine) {
    // Nothing listens there.
    let flags =
        vec![("access-url", "http://127.0.0.1:9".to_owned()), ("provisioner-daemons", "0".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    let report = owner.get(HEALTH).await.json_of(200);
    assert_eq!((&report["healthy"], &report["severity"]), (&json!(false), &json!("error")));
    for (part, code) in [("access_url", "EACS03"), ("websocket", "EWS01"), ("provisioner_daemons", "EPD01")] {
        let of = &report[part];
        assert_eq!(of["severity"], "error", "{of}");
        assert!(of["error"].as_str().unwrap().starts_with(code), "{of}");
    }
    let dismissed = json!({"dismissed_healthchecks": ["AccessURL", "Websocket", "ProvisionerDaemons"]});
    assert_eq!(owner.put(SETTINGS, &dismissed).await.json_of(200), dismissed);
    owner.put(SETTINGS, &dismissed).await.expect(204);
    assert_eq!(owner.get(SETTINGS).await.json_of(200), dismissed);
    let report = owner.get(HEALTH).await.json_of(200);
    assert_eq!((&report["healthy"], &report["access_url"]["dismissed"]), (&json!(true), &json!(true)));
    owner.put(SETTINGS, &json!({"dismissed_healthchecks": ["Moon"]})).await.expect(400);
    assert_eq!(
        owner.put(SETTINGS, &json!({"dismissed_healthchecks": null})).await.json_of(200),
        json!({"dismissed_healthchecks": []})
    );
    let amira = server.member("amira").await;
    amira.get(HEALTH).await.expect(403);
    amira.get(SETTINGS).await.expect(403);
    amira.put(SETTINGS, &dismissed).await.expect(403);
    for path in [HEALTH, SETTINGS] {
        server.get(path).send().await.expect(401);
    }
    server.call(Method::PUT, SETTINGS).json(&dismissed).send().await.expect(401);
}

#[apply(case)]
async fn a_websocket_says_that_it_gets_through(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let mut socket = follow(owner, "/api/v2/debug/ws").await.unwrap();
    assert_eq!(next(&mut socket).await, Ok(json!("ok")));
    assert_eq!(next(&mut socket).await, Err(1000));
    let answer: Value = server.get("/api/v2/debug/ws").send().await.json_of(426);
    assert!(answer["message"].is_string());
}
