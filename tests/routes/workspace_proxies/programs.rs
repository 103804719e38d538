//! `POST /workspaceproxies/me/register`, `…/deregister`

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{PROXIES, path, program, proxy, say};
use crate::harness::{Engine, Options, Server, secrets};

fn body(number: u128) -> Value {
    json!({
        "access_url": "https://oslo.example.com/", "wildcard_hostname": "*.oslo.example.com",
        "derp_enabled": true, "derp_only": false, "replica_id": program(number), "hostname": format!("oslo-{number}"),
        "replica_error": "", "replica_relay_address": format!("http://10.0.0.{number}"), "version": "v2.36.0",
    })
}

/// The siblings that a program hears of.
async fn siblings(server: &Server, token: &str, number: u128) -> Vec<String> {
    let answer = say(server, token, "register", &body(number)).await.json_of(201);
    let siblings = answer["sibling_replicas"].as_array().unwrap().iter();
    siblings.map(|sibling| sibling["hostname"].as_str().unwrap().to_owned()).collect()
}

/// TestProxyRegisterDeregister: OK
#[apply(case)]
async fn a_program_says_where_its_proxy_is_reached(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (_, token) = proxy(&server, "oslo").await;
    let first = say(&server, &token, "register", &body(1)).await.json_of(201);
    let expected = json!({
        "derp_mesh_key": "", "derp_region_id": 10001, "derp_map": {"Regions": {}},
        "derp_force_websockets": false, "sibling_replicas": [],
    });
    assert_eq!(first, expected);
    let found = owner.get(&path("oslo")).await.json_of(200);
    assert_eq!(
        (&found["path_app_url"], &found["wildcard_hostname"], &found["version"]),
        (&json!("https://oslo.example.com"), &json!("*.oslo.example.com"), &json!("v2.36.0"))
    );
    server.clock.advance(TimeDelta::seconds(30));
    assert_eq!(say(&server, &token, "register", &body(1)).await.json_of(201), expected);
    let again = owner.get(&path("oslo")).await.json_of(200);
    assert_eq!(again["updated_at"], found["updated_at"], "nothing is new");
    let relay = json!({
        "access_url": "https://oslo.example.com", "derp_enabled": true, "derp_only": true,
        "replica_id": program(1),
    });
    say(&server, &token, "register", &relay).await.expect(201);
    let regions = owner.get("/api/v2/regions").await.json_of(200);
    assert_eq!(regions["regions"].as_array().unwrap().len(), 1, "what only relays is no region");
    let log = owner.get("/api/v2/audit?q=resource_type:workspace_proxy%20action:write").await.json_of(200);
    let entries = log["audit_logs"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "{log}");
    assert_eq!(entries[1]["diff"]["url"]["new"], "https://oslo.example.com");
    assert_eq!(entries[1]["user"], Value::Null);
}

/// TestProxyRegisterDeregister: ReregisterUpdateReplica, ReturnSiblings
#[apply(case)]
async fn programs_of_a_proxy_hear_of_each_other_while_they_run(engine: Engine) {
    let server = Server::start(engine).await;
    let ((_, oslo), (_, bergen)) = (proxy(&server, "oslo").await, proxy(&server, "bergen").await);
    assert_eq!(siblings(&server, &oslo, 1).await, [""; 0]);
    server.clock.advance(TimeDelta::seconds(60));
    assert_eq!(siblings(&server, &oslo, 2).await, ["oslo-1"]);
    assert_eq!(siblings(&server, &bergen, 3).await, [""; 0], "those of another proxy are none");
    server.clock.advance(TimeDelta::seconds(31));
    assert_eq!(siblings(&server, &oslo, 2).await, [""; 0], "the first was silent for too long");
    assert_eq!(siblings(&server, &oslo, 1).await, ["oslo-2"]);
    let sibling = say(&server, &oslo, "register", &body(2)).await.json_of(201)["sibling_replicas"][0].clone();
    assert_eq!(
        (&sibling["id"], &sibling["region_id"], &sibling["relay_address"], &sibling["database_latency"]),
        (&json!(program(1)), &json!(10001), &json!("http://10.0.0.1"), &json!(0))
    );
    let gone = json!({"replica_id": program(1)});
    say(&server, &oslo, "deregister", &gone).await.expect(204);
    assert_eq!(siblings(&server, &oslo, 2).await, [""; 0]);
    say(&server, &oslo, "deregister", &gone).await.expect(204);
    let refused = say(&server, &oslo, "register", &body(1)).await.expect(409);
    assert_eq!(refused.faulty_fields(), ["replica_id"]);
    for (token, number) in [(&oslo, 9), (&oslo, 3), (&bergen, 2)] {
        let unknown = json!({"replica_id": program(number)});
        say(&server, token, "deregister", &unknown).await.expect(404);
    }
    say(&server, &bergen, "register", &body(2)).await.expect(409);
    server.clock.advance(TimeDelta::minutes(31));
    server.tick().await;
    say(&server, &oslo, "deregister", &gone).await.expect(404);
}

#[apply(case)]
async fn what_a_program_can_not_say_is_all_named(engine: Engine) {
    let server = Server::start(engine).await;
    let (_, token) = proxy(&server, "oslo").await;
    let faulty = json!({
        "access_url": "ftp://oslo.example.com", "wildcard_hostname": "oslo.*", "derp_enabled": false,
        "derp_only": true, "replica_id": program(0),
    });
    let refused = say(&server, &token, "register", &faulty).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["access_url", "derp_only", "replica_id", "wildcard_hostname"]);
    for url in ["oslo", "https://oslo.example.com/apps", "https://me@oslo.example.com"] {
        let said = json!({"access_url": url, "replica_id": program(1)});
        let refused = say(&server, &token, "register", &said).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["access_url"], "{url}");
    }
}

#[apply(case)]
async fn a_proxy_has_256_programs_at_most(engine: Engine) {
    let server = Server::start(engine).await;
    let (_, token) = proxy(&server, "oslo").await;
    for number in 1..=256 {
        let said = json!({"access_url": "https://oslo.example.com", "replica_id": program(number)});
        say(&server, &token, "register", &said).await.expect(201);
    }
    let said = json!({"access_url": "https://oslo.example.com", "replica_id": program(257)});
    let refused = say(&server, &token, "register", &said).await.expect(400);
    assert!(refused.message().contains("256 programs"), "{}", refused.message());
    say(&server, &token, "deregister", &json!({"replica_id": program(1)})).await.expect(204);
    let last = say(&server, &token, "register", &said).await.json_of(201);
    assert_eq!(last["sibling_replicas"].as_array().unwrap().len(), 255);
}

/// TestExtractWorkspaceProxy
#[apply(case)]
async fn only_the_token_of_a_proxy_lets_a_program_in(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (made, token) = proxy(&server, "oslo").await;
    let id = made["id"].as_str().unwrap();
    let missing = owner.post(&format!("{PROXIES}/me/register"), &body(1)).await.expect(401);
    assert_eq!(missing.message(), "Missing required external proxy token");
    let other = "c2d58f1e-7a3b-4e90-b6d4-1f9a0c7e3b52";
    for wrong in [
        "nonsense".to_owned(),
        format!("{id}:short"),
        format!("{id}:{}", "x".repeat(64)),
        token.replace(id, other),
        token.replace(id, "nobody"),
    ] {
        secrets::register(&wrong);
        let refused = say(&server, &wrong, "register", &body(1)).await.expect(401);
        assert_eq!(refused.message(), "Invalid external proxy token");
        assert!(refused.header("www-authenticate").is_some());
    }
    let renewed = owner.patch(&path("oslo"), &json!({"regenerate_token": true})).await.json_of(200);
    let renewed = renewed["proxy_token"].as_str().unwrap();
    secrets::register(renewed);
    say(&server, &token, "register", &body(1)).await.expect(401);
    say(&server, renewed, "register", &body(1)).await.expect(201);
    owner.delete(&path("oslo")).await.expect(200);
    for what in ["register", "deregister"] {
        let refused = say(&server, renewed, what, &body(1)).await.json_of(401);
        assert_eq!(refused["detail"], "Proxy has been deleted.");
    }
    owner.get(&format!("{PROXIES}/me")).await.expect(404);
}

#[apply(case)]
async fn guesses_of_proxy_tokens_are_slowed_down(engine: Engine) {
    let flags = vec![("rate-limit-login", "3".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let (_, token) = proxy(&server, "oslo").await;
    let wrong = format!("{}x", &token[..token.len() - 1]);
    let statuses = async |token: &str| say(&server, token, "register", &body(1)).await.status;
    for expected in [401, 401, 401, 429] {
        assert_eq!(statuses(&wrong).await, expected);
    }
    assert_eq!(statuses(&token).await, 429, "nothing more is looked at");
    server.clock.advance(TimeDelta::minutes(2));
    assert_eq!(statuses(&token).await, 201);
}

#[apply(case)]
async fn without_the_feature_programs_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let (_, token) = proxy(&server, "oslo").await;
    let server = server.restart_without("workspace_proxy").await;
    for (what, body) in [("register", body(1)), ("deregister", body(1)), ("app-stats", json!({"stats": []}))]
    {
        let refused = say(&server, &token, what, &body).await.expect(403);
        assert!(refused.message().contains("is a Premium feature"), "{}", refused.message());
    }
}
