//! `GET /organizations/{organization}/provisionerdaemons/serve`: who may connect, and as what.

use serde_json::{Value, json};

use super::peer::{KEY, PSK, SERVE, connect, socket};
use super::scene::DAEMONS;
use crate::harness::{Engine, Options, Server, secrets};
use crate::routes::provisioner_keys::scene::{KEYS, key};

pub const SECRET: &str = "the-secret-of-all-daemons-1";

pub async fn with_secret(engine: Engine) -> Server {
    secrets::register(SECRET);
    let flags = vec![("provisioner-daemon-psk", SECRET.to_owned())];
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

async fn daemons(server: &Server) -> Vec<Value> {
    let list = server.owner().await.get(&format!("{DAEMONS}?offline=true")).await.json_of(200);
    list.as_array().unwrap().clone()
}

/// TestProvisionerDaemonServe: OK, NoVersion, KeyAuth
#[apply(case)]
async fn a_daemon_with_a_key_is_listed_with_the_key_s_tags(engine: Engine) {
    let server = Server::start(engine).await;
    let secret = key(&server, "fleet", json!({"region": "eu"})).await;
    let target = format!("{SERVE}&name=builder&version=1.18&id=5b8e1f3a-7c29-4d06-a1f4-2e9d6c0b8a75");
    let headers = [(KEY, secret.as_str()), ("x-coder-build-version", "v2.36.0")];
    let _peer = connect(&server, &target, &headers).await.ok().unwrap();
    let [daemon] = &daemons(&server).await[..] else { panic!("there is one") };
    assert_eq!((&daemon["name"], &daemon["status"]), (&json!("builder"), &json!("idle")));
    assert_eq!((&daemon["version"], &daemon["api_version"]), (&json!("v2.36.0"), &json!("1.18")));
    assert_eq!((&daemon["key_name"], &daemon["provisioners"]), (&json!("fleet"), &json!(["echo"])));
    assert_eq!(daemon["tags"], json!({"region": "eu", "scope": "organization", "owner": ""}));
    let list = server.owner().await.get(&format!("{KEYS}/daemons")).await.json_of(200);
    let of = list.as_array().unwrap().iter().find(|one| one["key"]["name"] == "fleet").unwrap();
    assert_eq!(of["daemons"][0]["id"], daemon["id"]);
}

/// TestProvisionerDaemonServe: PSK, OldVersion, tags of a daemon that comes back
#[apply(case)]
async fn a_daemon_that_comes_back_under_its_name_is_the_same_with_other_tags(engine: Engine) {
    let server = with_secret(engine).await;
    let mut seen = Vec::new();
    for (tags, expected) in [("&tag=gpu%3Dyes", Some("yes")), ("", None)] {
        let target =
            format!("/api/v2/organizations/default/provisionerdaemons/serve?provisioner=echo&name=one{tags}");
        drop(connect(&server, &target, &[(PSK, SECRET)]).await.ok().unwrap());
        let [daemon] = &daemons(&server).await[..] else { panic!("there is one") };
        assert_eq!(daemon["tags"]["gpu"].as_str(), expected);
        assert_eq!((&daemon["key_name"], &daemon["api_version"]), (&json!("psk"), &json!("1.0")));
        seen.push(daemon["id"].clone());
    }
    assert_eq!(seen[0], seen[1]);
}

#[apply(case)]
async fn credentials_that_prove_nothing_let_nobody_in(engine: Engine) {
    let server = with_secret(engine).await;
    let secret = key(&server, "fleet", json!({})).await;
    let owner = server.owner().await;
    let session = ("coder-session-token", owner.token.as_str());
    let long = "x".repeat(43);
    for (headers, status) in [
        (&[][..], 401),
        (&[(KEY, "short")], 401),
        (&[(KEY, long.as_str())], 401),
        (&[(PSK, "another-secret-of-daemons")], 401),
        (&[(KEY, secret.as_str()), (PSK, SECRET)], 401),
        (&[session, (KEY, secret.as_str())], 400),
        (&[session, (PSK, SECRET)], 400),
    ] {
        let refused = socket(&server, SERVE, headers).await.expect_err("it is refused");
        assert_eq!(refused.status, status, "{headers:?}");
        // The credential is looked at before the organization is.
        let elsewhere = SERVE.replace("default", "nowhere");
        let refused = socket(&server, &elsewhere, headers).await.expect_err("it is refused");
        assert_eq!(refused.status, status, "{headers:?}");
    }
    let elsewhere = SERVE.replace("default", "nowhere");
    assert_eq!(socket(&server, &elsewhere, &[session]).await.err().unwrap().status, 404);
    assert!(daemons(&server).await.is_empty(), "nobody was registered");
    // A session beside a key that isn't one counts alone.
    connect(&server, SERVE, &[session, (KEY, long.as_str())]).await.ok().unwrap();
    assert_eq!(daemons(&server).await[0]["key_name"], "user-auth");
    // Without a WebSocket there is nothing to serve.
    server.get(SERVE).header(PSK, SECRET).send().await.expect(426);
}

#[apply(case)]
async fn what_a_daemon_may_not_be_it_is_told(engine: Engine) {
    let server = with_secret(engine).await;
    let secret = key(&server, "fleet", json!({})).await;
    let serve = "/api/v2/organizations/default/provisionerdaemons/serve";
    for (query, status, said) in [
        ("", 400, "The provisioner query parameter must be specified."),
        ("provisioner=puppet", 400, "Unknown provisioner type"),
        ("provisioner=echo&tag=x", 400, "Invalid format for tag"),
        ("provisioner=echo&tag=a%3Db%00", 400, "Query parameters have invalid values."),
        ("provisioner=echo&version=2.0", 400, "Incompatible or unparsable version"),
        ("provisioner=echo&version=1.999", 400, "Incompatible or unparsable version"),
        ("provisioner=echo&version=x", 400, "Incompatible or unparsable version"),
    ] {
        let refused = socket(&server, &format!("{serve}?{query}"), &[(PSK, SECRET)]).await.err().unwrap();
        assert_eq!(refused.status, status, "{query}");
        let message = refused.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(said), "{query}: {message}");
    }
    let tagged = format!("{SERVE}&tag=a%3Db");
    assert_eq!(socket(&server, &tagged, &[(KEY, &secret)]).await.err().unwrap().status, 403);
    let other = server.owner().await.post("/api/v2/organizations", &json!({"name": "other"})).await;
    other.expect(201);
    // Neither tells which organizations there are.
    for place in ["other", "nowhere"] {
        let there = format!("{}&name=one", SERVE.replace("default", place));
        assert_eq!(socket(&server, &there, &[(PSK, SECRET)]).await.err().unwrap().status, 403, "{place}");
        // A key says itself which organization's jobs are done.
        connect(&server, &there, &[(KEY, &secret)]).await.ok().unwrap();
        assert_eq!(daemons(&server).await.len(), 1);
    }
}

/// A session beside a guess doesn't hide it.
#[apply(case)]
async fn guesses_beside_a_session_are_slowed_down(engine: Engine) {
    secrets::register(SECRET);
    let flags = vec![("provisioner-daemon-psk", SECRET.to_owned()), ("rate-limit-login", "1".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let session = ("coder-session-token", server.owner().await.token.clone());
    let mut told = Vec::new();
    for guess in [(PSK, "another-secret-of-daemons"), (KEY, "short")].into_iter().cycle().take(4) {
        let answer = socket(&server, SERVE, &[(session.0, &session.1), guess]).await;
        told.push(answer.map_or_else(|refused| refused.status, |_| 101));
    }
    assert_eq!((told.first(), told.last()), (Some(&101), Some(&429)), "{told:?}");
}

/// TestProvisionerDaemonServe: OrganizationNoPerms, UserLocal
#[apply(case)]
async fn everybody_may_have_daemons_of_their_own_jobs(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let session = [("coder-session-token", amira.token.as_str())];
    assert_eq!(socket(&server, SERVE, &session).await.err().unwrap().status, 403);
    connect(&server, &format!("{SERVE}&tag=scope%3Duser&name=own"), &session).await.ok().unwrap();
    let tags = daemons(&server).await[0]["tags"].clone();
    assert_eq!(tags, json!({"scope": "user", "owner": amira.id}));
}

#[apply(case)]
async fn where_the_feature_is_off_nobody_connects(engine: Engine) {
    let without = vec!["external_provisioner_daemons"];
    let server = Server::start_with(engine, Options { without, ..Options::default() }).await;
    let session = [("coder-session-token", server.owner().await.token.as_str())];
    assert_eq!(socket(&server, SERVE, &session).await.err().unwrap().status, 403);
}
