//! `/oauth2-provider/apps`

use serde_json::{Value, json};

use super::scene::{APPS, CALLBACK, Scene, create_app};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn creating_an_app_answers_201_with_all_its_fields(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"name": "foo-bar", "callback_url": "http://localhost:3000", "icon": "/emojis/1f40e.png", "more": 1});
    let made = create_app(server.owner().await, &body).await;
    let url = format!("http://{}", server.get("/").address);
    assert_eq!(made["name"], "foo-bar");
    assert_eq!(made["callback_url"], "http://localhost:3000");
    assert_eq!(made["redirect_uris"], json!(["http://localhost:3000"]));
    assert_eq!(made["icon"], "/emojis/1f40e.png");
    assert_eq!((&made["scope"], &made["client_type"]), (&json!(""), &json!("confidential")));
    assert_eq!(made["dynamically_registered"], false);
    assert_eq!(made["endpoints"]["authorization"], format!("{url}/oauth2/authorize"));
    assert_eq!(made["endpoints"]["token"], format!("{url}/oauth2/tokens"));
    assert_eq!(made["endpoints"]["token_revoke"], format!("{url}/oauth2/revoke"));
    assert_eq!(made["endpoints"]["device_authorization"], format!("{url}/oauth2/device_authorization"));
    let path = format!("{APPS}/{}", made["id"].as_str().unwrap());
    assert_eq!(server.owner().await.get(&path).await.json_of(200), made);
}

#[apply(case)]
async fn apps_are_listed_by_name_and_names_may_repeat(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    assert_eq!(owner.get(APPS).await.json_of(200), json!([]));
    for name in ["zebra", "Apple", "mango", "apple"] {
        create_app(owner, &json!({"name": name, "callback_url": CALLBACK})).await;
    }
    let names: Vec<Value> = owner
        .get(APPS)
        .await
        .json_of(200)
        .as_array()
        .unwrap()
        .iter()
        .map(|app| app["name"].clone())
        .collect();
    let folded: Vec<String> = names.iter().map(|name| name.as_str().unwrap().to_lowercase()).collect();
    assert_eq!(folded, ["apple", "apple", "mango", "zebra"]);
}

#[apply(case)]
async fn malformed_apps_are_refused_with_their_fields(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for name in ["", "foo bar", "foo_bar", "-foo", "foo-", "foo--bar", &"a".repeat(33)] {
        let refused = owner.post(APPS, &json!({"name": name, "callback_url": CALLBACK})).await.expect(400);
        assert_eq!(refused.message(), "Validation failed.");
        assert_eq!(refused.faulty_fields(), ["name"], "{name:?}");
    }
    assert_eq!(
        owner.post(APPS, &json!({"callback_url": CALLBACK})).await.expect(400).faulty_fields(),
        ["name"]
    );
    assert_eq!(owner.post(APPS, &json!({"name": "foo"})).await.expect(400).faulty_fields(), ["callback_url"]);
    let body = json!({"name": "foo", "callback_url": "bar", "scope": "a\"b"});
    assert_eq!(owner.post(APPS, &body).await.expect(400).faulty_fields(), ["callback_url", "scope"]);
}

#[apply(case)]
async fn every_documented_callback_is_accepted_and_every_broken_one_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for good in ["http://localhost:3000", "https://coder.com", "http://coder.com/some/path"] {
        create_app(owner, &json!({"name": "foo", "callback_url": good})).await;
    }
    for bad in [
        "",
        "localhost:3000",
        "coder.com",
        "http//coder",
        "bar",
        "/bar/baz",
        "http",
        "http://",
        "bar baz qux",
    ] {
        let refused = owner.post(APPS, &json!({"name": "foo", "callback_url": bad})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["callback_url"], "{bad}");
    }
}

#[apply(case)]
async fn redirect_uris_go_before_the_callback(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let uris = json!(["vscode://coder.coder-remote/auth", "http://127.0.0.1/cb"]);
    let made =
        create_app(owner, &json!({"name": "foo", "callback_url": "not looked at", "redirect_uris": uris}))
            .await;
    assert_eq!((&made["redirect_uris"], &made["callback_url"]), (&uris, &uris[0]));
    let many: Vec<String> = (0..33).map(|number| format!("https://a.example/{number}")).collect();
    for (bad, field) in [(json!([]), "callback_url"), (json!(many), "redirect_uris")] {
        let refused = owner.post(APPS, &json!({"name": "foo", "redirect_uris": bad})).await.expect(400);
        assert_eq!(refused.faulty_fields(), [field]);
    }
    let bad = json!({"name": "foo", "redirect_uris": ["https://a.example/", "http://a.example/", "javascript:alert(1)"]});
    assert_eq!(
        owner.post(APPS, &bad).await.expect(400).faulty_fields(),
        ["redirect_uris[1]", "redirect_uris[2]"]
    );
}

#[apply(case)]
async fn changing_an_app_keeps_what_is_left_out(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let body = json!({"name": "foo", "callback_url": CALLBACK, "icon": "/a.png", "scope": "workspace:read"});
    let made = create_app(owner, &body).await;
    let path = format!("{APPS}/{}", made["id"].as_str().unwrap());
    let changed = owner.put(&path, &json!({"name": "bar"})).await.json_of(200);
    assert_eq!(
        (&changed["name"], &changed["icon"]),
        (&json!("bar"), &json!("")),
        "an icon that is left out is cleared"
    );
    assert_eq!((&changed["scope"], &changed["callback_url"]), (&json!("workspace:read"), &json!(CALLBACK)));
    let changed =
        owner.put(&path, &json!({"name": "bar", "callback_url": "https://b.example/", "scope": ""})).await;
    let changed = changed.json_of(200);
    assert_eq!((&changed["scope"], &changed["redirect_uris"]), (&json!(""), &json!(["https://b.example/"])));
    assert_eq!(
        owner.put(&path, &json!({"name": "bar", "callback_url": "x"})).await.expect(400).faulty_fields(),
        ["callback_url"]
    );
}

#[apply(case)]
async fn unknown_apps_are_not_found_and_malformed_ids_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let missing = format!("{APPS}/7f3b5c1e-2d4a-4e6f-8a9b-0c1d2e3f4a5b");
    owner.get(&missing).await.expect(404);
    owner.put(&missing, &json!({"name": "foo"})).await.expect(404);
    owner.delete(&missing).await.expect(404);
    owner.get(&format!("{missing}/secrets")).await.expect(404);
    owner.call(http::Method::POST, &format!("{missing}/secrets")).send().await.expect(404);
    owner.get(&format!("{APPS}/foo")).await.expect(400);
}

#[apply(case)]
async fn everyone_reads_apps_and_only_owners_change_them(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = format!("{APPS}/{}", scene.id);
    let amira = &scene.amira;
    assert_eq!(amira.get(&path).await.json_of(200), scene.app);
    assert_eq!(amira.get(APPS).await.json_of(200), json!([scene.app]));
    amira.post(APPS, &json!({"name": "foo", "callback_url": CALLBACK})).await.expect(403);
    amira.put(&path, &json!({"name": "foo"})).await.expect(403);
    amira.delete(&path).await.expect(403);
    amira.get(&format!("{path}/secrets")).await.expect(403);
    amira.call(http::Method::POST, &format!("{path}/secrets")).send().await.expect(403);
    scene.owner().await.delete(&path).await.expect(204);
    amira.get(&path).await.expect(404);
}

#[apply(case)]
async fn answers_about_apps_are_kept_by_no_cache(engine: Engine) {
    let scene = Scene::new(engine).await;
    for path in [APPS.to_owned(), format!("{APPS}/{}", scene.id), format!("{APPS}/{}/secrets", scene.id)] {
        let answer = scene.owner().await.get(&path).await.expect(200);
        assert_eq!(
            (answer.header("cache-control"), answer.header("pragma")),
            (Some("no-store"), Some("no-cache"))
        );
    }
}
