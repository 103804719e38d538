//! `GET`, `POST /workspaceproxies`, `GET`, `PATCH`, `DELETE /workspaceproxies/{workspaceproxy}`, `GET /regions`

use burgrave_store::{NewWorkspaceProxy, Redacted};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{PROXIES, names, path, proxy};
use crate::harness::{Engine, Options, Server, secrets};
use crate::routes::stored::by_test;
use crate::routes::template_versions::scene::write;

const REGIONS: &str = "/api/v2/regions";

/// TestWorkspaceProxyCRUD: CreateAndUpdate, Delete
#[apply(case)]
async fn a_proxy_is_made_read_changed_and_deleted(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let body = json!({"name": "Sydney-1", "display_name": "", "icon": "/icons/sydney.svg"});
    let made = owner.post(PROXIES, &body).await.json_of(201);
    let (made, token) = (&made["proxy"], made["proxy_token"].as_str().unwrap());
    secrets::register(token);
    let (id, secret) = token.split_once(':').unwrap();
    assert!(
        made["id"] == id && secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric())
    );
    assert_eq!((&made["display_name"], &made["icon_url"]), (&json!("Sydney-1"), &json!("/icons/sydney.svg")));
    assert_eq!(
        (&made["derp_enabled"], &made["derp_only"], &made["healthy"], &made["deleted"]),
        (&json!(true), &json!(false), &json!(false), &json!(false))
    );
    assert_eq!((&made["path_app_url"], &made["wildcard_hostname"]), (&json!(""), &json!("")));
    assert_eq!(made["status"]["status"], "unregistered");
    assert_eq!(made["status"]["report"], json!({"errors": [], "warnings": []}));
    for written in ["Sydney-1", id, &id.replace('-', "")] {
        assert_eq!(amira.get(&path(written)).await.json_of(200), *made, "{written}");
    }
    server.clock.advance(TimeDelta::seconds(1));
    let body = json!({
        "id": id, "name": "oslo", "display_name": "Oslo", "icon": "", "regenerate_token": false,
    });
    let changed = owner.patch(&path(id), &body).await.json_of(200);
    assert_eq!(changed["proxy_token"], "");
    let changed = &changed["proxy"];
    assert_eq!(
        (&changed["name"], &changed["display_name"], &changed["icon_url"]),
        (&json!("oslo"), &json!("Oslo"), &json!(""))
    );
    assert_eq!((&changed["id"], &changed["created_at"]), (&made["id"], &made["created_at"]));
    assert!(changed["updated_at"].as_str() > made["updated_at"].as_str(), "{changed}");
    assert_eq!(amira.get(&path("oslo")).await.json_of(200), *changed);
    amira.get(&path("Sydney-1")).await.expect(404);
    let gone = owner.delete(&path("oslo")).await.json_of(200);
    assert_eq!(gone["message"], "Proxy has been deleted!");
    for written in ["oslo", id] {
        amira.get(&path(written)).await.expect(404);
        owner.delete(&path(written)).await.expect(404);
        owner.patch(&path(written), &json!({})).await.expect(404);
    }
    assert_eq!(names(&owner.get(PROXIES).await.json_of(200)), ["primary"]);
    assert_ne!(proxy(&server, "oslo").await.0["id"], id, "the name is free");
}

#[apply(case)]
async fn what_is_left_out_of_a_change_stays_and_a_new_token_is_shown_once(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (before, first) = proxy(&server, "oslo").await;
    let id = before["id"].as_str().unwrap();
    owner.patch(&path("oslo"), &json!({"display_name": "Oslo", "icon": "/o.svg"})).await.expect(200);
    let nil = "00000000-0000-0000-0000-000000000000";
    for body in [json!({"regenerate_token": true}), json!({"id": nil, "name": "", "regenerate_token": true})]
    {
        let changed = owner.patch(&path("oslo"), &body).await.json_of(200);
        let token = changed["proxy_token"].as_str().unwrap();
        secrets::register(token);
        assert!(token != first && token.starts_with(&format!("{id}:")), "of {id}");
        let proxy = &changed["proxy"];
        assert_eq!(
            (&proxy["name"], &proxy["display_name"], &proxy["icon_url"]),
            (&json!("oslo"), &json!("Oslo"), &json!("/o.svg"))
        );
    }
    let kept = owner.patch(&path("oslo"), &json!({"display_name": ""})).await.json_of(200);
    assert_eq!((&kept["proxy"]["display_name"], &kept["proxy_token"]), (&json!("oslo"), &json!("")));
    let seen = owner.get("/api/v2/audit?q=resource_type:workspace_proxy").await.text();
    assert!(
        !seen.contains(first.split_once(':').unwrap().1) && seen.contains("token_hashed_secret"),
        "{seen}"
    );
}

#[apply(case)]
async fn names_that_a_proxy_can_not_have_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    proxy(&server, "Oslo").await;
    proxy(&server, "bergen").await;
    for (name, status) in [
        ("", 400),
        (&*"x".repeat(33), 400),
        ("two words", 400),
        ("primary", 400),
        ("PRIMARY", 400),
        ("oSLO", 409),
    ] {
        let refused = owner.post(PROXIES, &json!({"name": name})).await.expect(status);
        assert_eq!(refused.faulty_fields(), ["name"], "{name}");
        if !name.is_empty() {
            let refused = owner.patch(&path("bergen"), &json!({"name": name})).await.expect(status);
            assert_eq!(refused.faulty_fields(), ["name"], "{name}");
        }
    }
    let faulty = json!({"name": "a b", "display_name": " x", "icon": "x".repeat(2049)});
    let refused = owner.post(PROXIES, &faulty).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["display_name", "icon", "name"]);
    let other = json!({"id": "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42", "display_name": "B"});
    assert_eq!(owner.patch(&path("bergen"), &other).await.expect(400).faulty_fields(), ["id"]);
    owner.patch(&path("Oslo"), &json!({"name": "oslo"})).await.expect(200);
    owner.get(&path("Oslo")).await.expect(404);
    // A name that can be read as an id is a name nevertheless.
    let name = "0123456789abcdef0123456789abcdef";
    let (made, _) = proxy(&server, name).await;
    assert_eq!(owner.get(&path(name)).await.json_of(200), made);
}

#[apply(case)]
async fn there_are_999_proxies_at_most(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    write(&server, |tx| async move {
        for number in 2..=999u128 {
            let new = NewWorkspaceProxy {
                id: uuid::Uuid::from_u128(number).into(),
                number: i64::try_from(number).unwrap() + 1,
                name: format!("p{number}"),
                display_name: String::new(),
                icon: String::new(),
                hashed_secret: Redacted(Vec::new()),
                now: chrono::DateTime::UNIX_EPOCH,
            };
            let _ = tx.insert_workspace_proxy(&by_test(new)).await?;
        }
        Ok(())
    })
    .await;
    proxy(&server, "last").await;
    let refused = owner.post(PROXIES, &json!({"name": "more"})).await.expect(400);
    assert!(refused.message().contains("There are 999 workspace proxies"), "{}", refused.message());
    assert_eq!(names(&owner.get(PROXIES).await.json_of(200)).len(), 1000);
    owner.delete(&path("p7")).await.expect(200);
    proxy(&server, "more").await;
}

#[apply(case)]
async fn the_primary_proxy_is_the_server_and_only_its_look_changes(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let build = server.get("/api/v2/buildinfo").send().await.json_of(200);
    let id = build["deployment_id"].as_str().unwrap();
    let primary = amira.get(&path("primary")).await.json_of(200);
    assert_eq!((&primary["id"], &primary["name"]), (&json!(id), &json!("primary")));
    assert_eq!((&primary["path_app_url"], &primary["version"]), (&build["dashboard_url"], &build["version"]));
    assert_eq!((&primary["status"]["status"], &primary["healthy"]), (&json!("ok"), &json!(true)));
    assert_eq!(amira.get(&path(id)).await.json_of(200), primary);
    let refused =
        owner.patch(&path(id), &json!({"name": "home", "regenerate_token": true})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["name", "regenerate_token"]);
    for nothing in [json!({}), json!({"id": id, "name": "primary", "display_name": "", "icon": ""})] {
        let refused = owner.patch(&path("primary"), &nothing).await.expect(400);
        assert_eq!(refused.message(), "No update arguments provided. Nothing to do.");
    }
    let changed = owner.patch(&path("primary"), &json!({"display_name": "Home"})).await.json_of(200);
    assert_eq!((&changed["proxy"]["display_name"], &changed["proxy_token"]), (&json!("Home"), &json!("")));
    assert_eq!(changed["proxy"]["icon_url"], primary["icon_url"]);
    owner.patch(&path("primary"), &json!({"display_name": "", "icon": "/home.svg"})).await.expect(200);
    let server = server.restart().await;
    let regions = server.owner().await.get(REGIONS).await.json_of(200);
    let look = (&regions["regions"][0]["display_name"], &regions["regions"][0]["icon_url"]);
    assert_eq!(look, (&json!("Home"), &json!("/home.svg")));
    let refused = server.owner().await.delete(&path("primary")).await.expect(400);
    assert_eq!(refused.message(), "Cannot delete primary proxy");
}

/// TestRegions
#[apply(case)]
async fn regions_are_the_primary_one_and_the_proxies_by_name(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let (oslo, _) = proxy(&server, "oslo").await;
    proxy(&server, "Bergen").await;
    let regions = amira.get(REGIONS).await.json_of(200);
    assert_eq!(names(&regions), ["primary", "Bergen", "oslo"]);
    assert_eq!(names(&amira.get(PROXIES).await.json_of(200)), ["primary", "Bergen", "oslo"]);
    let mut fields = oslo.as_object().unwrap().clone();
    fields.retain(|name, _| regions["regions"][2].get(name).is_some());
    assert_eq!(regions["regions"][2], Value::from(fields));
    server.get(REGIONS).send().await.expect(401);
    server.get(PROXIES).send().await.expect(401);
}

#[apply(case)]
async fn only_owners_change_proxies_and_each_change_is_written_down(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    amira.post(PROXIES, &json!({"name": "oslo"})).await.expect(403);
    let (oslo, _) = proxy(&server, "oslo").await;
    amira.patch(&path("oslo"), &json!({"display_name": "Mine"})).await.expect(403);
    amira.delete(&path("oslo")).await.expect(403);
    let later = || server.clock.advance(TimeDelta::seconds(1));
    later();
    owner.patch(&path("oslo"), &json!({"display_name": "Oslo"})).await.expect(200);
    later();
    owner.delete(&path("oslo")).await.expect(200);
    later();
    owner.patch(&path("primary"), &json!({"display_name": "Home"})).await.expect(200);
    let log = owner.get("/api/v2/audit?q=resource_type:workspace_proxy").await.json_of(200);
    let entries = log["audit_logs"].as_array().unwrap();
    let told: Vec<_> = entries
        .iter()
        .filter(|entry| entry["status_code"] != 403)
        .map(|entry| (entry["action"].as_str().unwrap(), entry["resource_target"].as_str().unwrap()))
        .collect();
    let expected = [("write", "primary"), ("delete", "oslo"), ("write", "oslo"), ("create", "oslo")];
    assert_eq!(told, expected);
    assert_eq!(entries.len(), told.len() + 3, "{log}");
    let of = |id: &Value| entries.iter().filter(|entry| entry["resource_id"] == *id).collect::<Vec<_>>();
    assert!(of(&oslo["id"]).len() == 3 && of(&oslo["id"]).iter().all(|entry| entry["is_deleted"] == true));
    let display = json!({"display_name": {"old": "", "new": "Oslo", "secret": false}});
    assert_eq!(of(&oslo["id"])[1]["diff"], display);
    assert!(entries[0]["is_deleted"] == false, "{}", entries[0]);
}

#[apply(case)]
async fn without_the_feature_there_are_only_regions(engine: Engine) {
    let options = Options { without: vec!["workspace_proxy"], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    let owner = server.owner().await;
    for path in [PROXIES, &path("primary")] {
        let refused = owner.get(path).await.expect(403);
        assert_eq!(refused.message(), "Workspace Proxy is a Premium feature. Contact sales!");
    }
    owner.post(PROXIES, &json!({"name": "oslo"})).await.expect(403);
    owner.patch(&path("primary"), &json!({"display_name": "Home"})).await.expect(403);
    owner.delete(&path("primary")).await.expect(403);
    assert_eq!(names(&owner.get(REGIONS).await.json_of(200)), ["primary"]);
}
