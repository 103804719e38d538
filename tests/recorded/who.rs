//! Who may do what: each row is asked by everybody, of something new where it has `<new…>`.

use http::Method;
use serde_json::{Value, json};

use super::ground::Ground;
use super::table::{compatibility, filled, lines, unknown};
use crate::harness::{Call, Engine};
use crate::routes::templates::scene::{HERE, id, version_of};
use crate::routes::workspace_changes::scene::MINE;

pub async fn run(engine: Engine) {
    let (mut ground, page, mut count) = (Ground::new(engine).await, compatibility(), 0_u32);
    let (mut subjects, mut asked, mut wrong) = (Vec::<String>::new(), 0, Vec::new());
    for (line, text) in lines("who") {
        if let Some(wish) = text.strip_prefix('!') {
            ground = ground.make(wish.trim()).await;
            continue;
        }
        let cells: Vec<_> = text.split(" | ").map(str::trim).collect();
        let [request, body, statuses, more @ ..] = cells.as_slice() else { panic!("three columns: {text}") };
        let statuses: Vec<_> = statuses.split_whitespace().collect();
        if subjects.is_empty() {
            subjects = statuses.iter().map(|name| (*name).to_owned()).collect();
            continue;
        }
        assert_eq!(statuses.len(), subjects.len(), "who.txt:{line} has a status for each");
        for missing in unknown(&page, more.first().copied().unwrap_or_default()) {
            wrong.push(format!("who.txt:{line}: no row of {missing}"));
        }
        for (subject, expected) in subjects.iter().zip(&statuses).filter(|(_, status)| **status != ".") {
            count += 1;
            fresh(&mut ground, request, count).await;
            let (request, body) = (filled(request, &ground.known), filled(body, &ground.known));
            let answer = question(&ground, subject, &request, &body).send().await;
            asked += 1;
            if answer.status.to_string() != **expected {
                let said: String = answer.text().chars().take(200).collect();
                let status = answer.status;
                wrong
                    .push(format!("who.txt:{line} {request} by {subject}: {status}, not {expected}: {said}"));
            }
        }
    }
    println!("recorded: {asked} questions of who may do what on {}", engine.name());
    assert!(wrong.is_empty(), "{} of {asked} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn question(ground: &Ground, subject: &str, request: &str, body: &str) -> Call {
    let (method, target) = request.split_once(' ').expect("a method and a target");
    let call = ground.call(subject, method.parse::<Method>().unwrap(), &format!("/api/v2{target}"));
    match body {
        "-" => call,
        "upload" => call.body("application/x-tar", ground.bytes("tar-of-somebody")),
        _ => call.body("application/json", body.to_owned()),
    }
}

/// Makes what the row needs anew.
async fn fresh(ground: &mut Ground, request: &str, count: u32) {
    for (kind, template) in [("new", "open"), ("new-shut", "shut")] {
        if request.contains(&format!("<{kind}>")) || request.contains(&format!("<{kind}.build>")) {
            let body = json!({
                "name": format!("w{count}"), "template_id": ground.known[template], "ttl_ms": 3_600_000,
            });
            let made = ground.person("ann").post(MINE, &body).await.json_of(201);
            if ground.known.contains_key("daemon") {
                ground.ended(made["latest_build"]["job"]["id"].as_str().unwrap()).await;
            }
            ground.remember(kind, &made);
        }
    }
    if request.contains("<new-version>") {
        let made = ground.waiting(json!({})).await;
        ground.remember("new-version", &made);
    }
    if request.contains("<new-attached>") {
        let fields = json!({"template_id": ground.known["open"], "name": format!("v{count}")});
        let made = imported(ground, count, fields).await;
        ground.remember("new-attached", &made);
    }
    if request.contains("<new-template>") {
        let version = imported(ground, count, json!({})).await;
        let body = json!({"name": format!("t{count}"), "template_version_id": version["id"]});
        let made = ground.person("boss").post(HERE, &body).await.json_of(201);
        ground.remember("new-template", &made);
    }
    if request.contains("<new-dry-run>") {
        let at = format!("/api/v2/templateversions/{}/dry-run", ground.known["open.version"]);
        let made = ground.person("dora").post(&at, &json!({"workspace_name": "dev"})).await.json_of(201);
        if ground.known.contains_key("daemon") {
            ground.ended(id(&made)).await;
        }
        ground.remember("new-dry-run", &made);
    }
}

async fn imported(ground: &Ground, count: u32, fields: Value) -> Value {
    let bytes = ground.bytes(&format!("simple-{count}"));
    version_of(&ground.server, ground.person("boss"), bytes, fields).await
}
