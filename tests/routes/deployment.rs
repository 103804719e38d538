//! What clients ask about the deployment.

use serde_json::{Value, json};

use crate::harness::{Engine, Options, Server};

#[apply(case)]
async fn clients_learn_experiments_regions_and_hosts(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let get = async |path: &str| amira.get(&format!("/api/v2{path}")).await.json_of(200);
    assert_eq!(get("/experiments").await, json!(["oauth2", "workspace-usage"]));
    assert_eq!(get("/experiments/available").await, json!({"safe": []}));
    assert_eq!(get("/applications/host").await, json!({"host": ""}));
    assert_eq!(get("/external-auth").await, json!({"providers": [], "links": []}));
    let build = get("/buildinfo").await;
    let update = server.get("/api/v2/updatecheck").send().await.json_of(200);
    assert_eq!(update, json!({"current": true, "version": build["version"], "url": build["external_url"]}));
    let regions = get("/regions").await;
    let [primary] = &regions["regions"].as_array().unwrap()[..] else { panic!("one region") };
    assert_eq!(primary["id"], build["deployment_id"]);
    assert_eq!(
        (&primary["name"], &primary["healthy"], &primary["path_app_url"]),
        (&json!("primary"), &json!(true), &build["dashboard_url"])
    );
    server.get(primary["icon_url"].as_str().unwrap()).send().await.expect(200);
}

#[apply(case)]
async fn experiments_follow_what_is_switched_off(engine: Engine) {
    let options = Options { flags: vec![("oauth2-provider", "false".into())], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    let found = server.owner().await.get("/api/v2/experiments").await.json_of(200);
    assert_eq!(found, json!(["workspace-usage"]));
}

#[apply(case)]
async fn ssh_names_and_options_are_the_operators(engine: Engine) {
    let flags = [
        ("ssh-hostname-prefix", "dev."),
        ("workspace-hostname-suffix", "dev.example"),
        ("ssh-config-options", "Compression=no,ForwardX11=no"),
    ];
    let flags = flags.map(|(key, value)| (key, value.to_owned())).into();
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    assert_eq!(
        server.member("amira").await.get("/api/v2/deployment/ssh").await.json_of(200),
        json!({
            "hostname_prefix": "dev.", "hostname_suffix": "dev.example",
            "ssh_config_options": {"Compression": "no", "ForwardX11": "no"},
        })
    );
    let plain = Server::start(engine).await;
    assert_eq!(
        plain.owner().await.get("/api/v2/deployment/ssh").await.json_of(200),
        json!({"hostname_prefix": "coder.", "hostname_suffix": "coder", "ssh_config_options": {}})
    );
}

#[apply(case)]
async fn settings_are_shown_with_their_source_and_without_secrets(engine: Engine) {
    let secret = "correct-horse-battery-staple";
    let flags = vec![("metrics-token", secret.to_owned()), ("drain-time", "7s".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let answer = server.owner().await.get("/api/v2/deployment/config").await.expect(200);
    assert!(!String::from_utf8_lossy(&answer.body).contains(secret));
    let found: Value = serde_json::from_slice(&answer.body).unwrap();
    let options = found["options"].as_array().unwrap();
    let option = |name: &str| options.iter().find(|option| option["name"] == name).unwrap();
    let drain = option("drain-time");
    assert_eq!(
        (&drain["value"], &drain["default"], &drain["value_source"], &drain["env"]),
        (&json!("7s"), &json!("30s"), &json!("flag"), &json!("BURGRAVE_DRAIN_TIME"))
    );
    let token = option("metrics-token");
    assert_eq!((token.get("value"), &token["annotations"]), (None, &json!({"secret": "true"})));
    assert_eq!(option("brand-name")["value_source"], "default");
    let build = server.get("/api/v2/buildinfo").send().await.json_of(200);
    assert_eq!(found["config"]["access_url"], build["dashboard_url"]);
    assert_eq!(found["config"]["experiments"], json!(["oauth2", "workspace-usage"]));
    server.member("amira").await.get("/api/v2/deployment/config").await.expect(403);
}

#[apply(case)]
async fn a_server_lists_itself_for_owners_from_its_start_on(engine: Engine) {
    let server = Server::start(engine).await;
    let path = "/api/v2/replicas";
    let found = server.owner().await.get(path).await.json_of(200);
    let [one] = &found.as_array().unwrap()[..] else { panic!("one replica") };
    assert_eq!(
        (&one["region_id"], &one["relay_address"], &one["error"]),
        (&json!(999), &json!(""), &json!(""))
    );
    assert!(one["database_latency"].as_i64().unwrap() > 0 && one["hostname"] != "", "{one}");
    server.member("amira").await.get(path).await.expect(404);
    server.get(path).send().await.expect(401);
    let (id, server) = (one["id"].clone(), server.restart().await);
    let after = server.owner().await.get(path).await.json_of(200);
    assert!(after.as_array().unwrap().len() == 1 && after[0]["id"] != id, "{after}");
}

#[apply(case)]
async fn a_server_whose_clock_jumps_is_still_there(engine: Engine) {
    let server = Server::start(engine).await;
    server.clock.advance(chrono::TimeDelta::hours(2));
    let found = server.owner().await.get("/api/v2/replicas").await.json_of(200);
    assert_eq!(found.as_array().unwrap().len(), 1);
}
