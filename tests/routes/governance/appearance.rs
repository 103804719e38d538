//! `GET`, `PUT /appearance`, and what the pages of the server make of it.

use serde_json::{Value, json};

use super::scene::{add, licensed};
use crate::harness::{Engine, Options, Person, Server};

const PATH: &str = "/api/v2/appearance";

fn banner(message: &str) -> Value {
    json!({"enabled": true, "message": message, "background_color": "#004852"})
}

/// A page as somebody sees it in a browser.
async fn page(server: &Server, person: Option<&Person>, path: &str) -> (String, String) {
    let call = server.get(path).header("accept", "text/html");
    let call = match person {
        Some(person) => call.header("cookie", format!("coder_session_token={}", person.token)),
        None => call,
    };
    let answer = call.send().await;
    (answer.text(), answer.header("content-security-policy").unwrap_or_default().to_owned())
}

#[apply(case)]
async fn name_logo_and_announcements_come_back_as_they_were_set(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let before = amira.get(PATH).await.json_of(200);
    assert_eq!((&before["application_name"], &before["logo_url"]), (&json!(""), &json!("")));
    assert_eq!(
        (&before["service_banner"], &before["announcement_banners"]),
        (&json!({"enabled": false}), &json!([]))
    );
    let body = json!({
        "application_name": "Castle", "logo_url": "https://cdn.example.com/castle.svg",
        "service_banner": {"enabled": true, "message": "ignored", "background_color": "no colour"},
        "announcement_banners": [banner("One"), {"background_color": "#AbCdEf"}],
    });
    let shown = json!([banner("One"), {"enabled": false, "background_color": "#AbCdEf"}]);
    let set = owner.put(PATH, &body).await.json_of(200);
    assert_eq!((&set["announcement_banners"], &set["service_banner"]), (&shown, &banner("One")));
    let after = amira.get(PATH).await.json_of(200);
    assert_eq!(
        (&after["application_name"], &after["logo_url"]),
        (&body["application_name"], &body["logo_url"])
    );
    assert_eq!((&after["announcement_banners"], &after["service_banner"]), (&shown, &banner("One")));
    for empty in [json!({}), json!({"announcement_banners": null, "application_name": null})] {
        owner.put(PATH, &empty).await.expect(200);
        assert_eq!(amira.get(PATH).await.json_of(200), before);
    }
    server.get(PATH).send().await.expect(401);
}

#[apply(case)]
async fn colours_that_are_none_are_all_named(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let with = |color: &str| json!({"enabled": false, "background_color": color});
    let body = json!({"announcement_banners": [with("#bad color"), banner("fine"), with("#fffffg"), {}]});
    let refused = owner.put(PATH, &body).await.expect(400);
    let faulty = [0, 2, 3].map(|number| format!("announcement_banners[{number}].background_color"));
    assert_eq!(refused.faulty_fields(), faulty);
    let said = refused.json();
    assert_eq!(said["message"], "Invalid color format: \"#bad color\"");
    assert_eq!(said["detail"], "expected # prefix and 6 characters");
    let many = json!({"announcement_banners": vec![banner("x"); 21]});
    assert_eq!(owner.put(PATH, &many).await.expect(400).faulty_fields(), ["announcement_banners"]);
    assert_eq!(owner.get(PATH).await.json_of(200)["announcement_banners"], json!([]));
}

#[apply(case)]
async fn only_owners_set_the_appearance_and_it_is_written_down(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    amira.put(PATH, &json!({"application_name": "Mine"})).await.expect(403);
    server.call(http::Method::PUT, PATH).json(&json!({})).send().await.expect(401);
    owner.put(PATH, &json!({"application_name": "Castle"})).await.expect(200);
    let log = owner.get("/api/v2/audit?q=resource_type:appearance").await.json_of(200);
    let entries = log["audit_logs"].as_array().unwrap();
    let with = |status: u16| entries.iter().find(|entry| entry["status_code"] == status);
    assert!(entries.len() == 2 && with(403).is_some(), "{log}");
    assert_eq!(
        with(200).unwrap()["diff"],
        json!({"application_name": {"old": "", "new": "Castle", "secret": false}})
    );
}

#[apply(case)]
async fn what_is_set_is_hidden_until_there_is_a_licence(engine: Engine) {
    let server = licensed(engine).await;
    let owner = server.owner().await;
    let body = json!({"application_name": "Castle", "announcement_banners": [banner("One")]});
    owner.put(PATH, &body).await.expect(200);
    let hidden = owner.get(PATH).await.json_of(200);
    assert_eq!((&hidden["application_name"], &hidden["announcement_banners"]), (&json!(""), &json!([])));
    assert!(!page(&server, None, "/login").await.0.contains("Castle"));
    add(&server, &json!({})).await.expect(201);
    assert_eq!(owner.get(PATH).await.json_of(200)["application_name"], "Castle");
    assert!(page(&server, None, "/login").await.0.contains("Castle"));
}

#[apply(case)]
async fn pages_have_the_name_and_the_logo_and_announce_to_those_who_are_signed_in(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let name = "Castle <&> Co";
    let body = json!({
        "application_name": name, "logo_url": "https://cdn.example.com/castle.svg?a=1",
        "announcement_banners": [banner("Closed <today>"), {"enabled": false, "message": "Never", "background_color": "#ffffff"}],
    });
    owner.put(PATH, &body).await.expect(200);
    for path in ["/login", "/", "/nowhere"] {
        let (text, policy) = page(&server, None, path).await;
        assert!(text.contains("Castle &#60;&#38;&#62; Co"), "{path}: {text}");
        assert!(text.contains("src=\"https://cdn.example.com/castle.svg?a=1\""), "{path}: {text}");
        assert!(policy.contains("img-src 'self' https://cdn.example.com;"), "{path}: {policy}");
        assert!(!text.contains("Closed"), "{path}: {text}");
    }
    for path in ["/", "/login", "/cli-auth"] {
        let (text, _) = page(&server, Some(owner), path).await;
        assert!(text.contains("Closed &#60;today&#62;") && !text.contains("Never"), "{path}: {text}");
    }
    let style = server.get("/assets/pages.css").send().await.text();
    assert!(style.contains(".banner-1 { background: #004852; color: #ffffff; }"), "{style}");
    owner.put(PATH, &json!({"logo_url": "https://a;script-src *"})).await.expect(200);
    let (text, policy) = page(&server, None, "/login").await;
    assert!(text.contains("src=\"/assets/logo\"") && !policy.contains("script-src"), "{policy}");
    let server = server.restart().await;
    server.owner().await.put(PATH, &json!({"application_name": "Keep"})).await.expect(200);
    let server = server.restart().await;
    assert!(page(&server, None, "/login").await.0.contains("Keep"), "from the start on");
}

#[apply(case)]
async fn links_are_the_operators(engine: Engine) {
    let server = Server::start(engine).await;
    let found = server.owner().await.get(PATH).await.json_of(200);
    assert_eq!(
        found["support_links"],
        json!([{"name": "Documentation", "target": found["docs_url"], "icon": "docs"}])
    );
    let links = json!([{"name": "Chat", "target": "https://chat.example.com/", "icon": "chat"}]);
    let flags =
        vec![("support-links", links.to_string()), ("docs-url", "https://docs.example.com/".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let found = server.owner().await.get(PATH).await.json_of(200);
    assert_eq!((&found["support_links"], &found["docs_url"]), (&links, &json!("https://docs.example.com/")));
}
