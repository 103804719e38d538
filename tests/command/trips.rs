//! Objects that are made, shown, changed and deleted.

use std::fs;

use serde_json::json;

use super::terminal::Terminal;
use crate::harness::{Engine, Server, secrets};
use crate::routes::templates::scene::{archive, start};

#[apply(case)]
async fn a_group_is_made_shown_changed_and_deleted(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let terminal = Terminal::of(&server, server.owner().await).await;
    let made = terminal.json(&["groups", "create", "default", "--name", "backend", "--quota-allowance", "4"]);
    assert_eq!((&made["name"], &made["quota_allowance"]), (&json!("backend"), &json!(4)));
    let id = made["id"].as_str().unwrap();

    let add = ["groups", "update", id, "--add-users", &amira.id, "--add-users", &jonas.id];
    terminal.run(&[&add[..], &["--display-name", "Back end"]].concat()).ok();
    let members = terminal.json(&["groups", "list-members", id]);
    assert_eq!(members["count"], 2, "{members}");
    let shown = terminal.run(&["groups", "get-by-name", "default", "backend", "-o", "table"]).ok();
    assert!(shown.contains("\ndisplay_name") && shown.contains("Back end\n"), "{shown}");

    let csv = terminal.run(&["groups", "list-organization", "default", "-o", "csv"]).ok();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines[0], "name,organization,members,allowance,source,id");
    assert!(lines.contains(&format!("backend,coder,2,4,user,{id}").as_str()), "{csv}");
    let yaml = terminal.run(&["groups", "get", id, "-o", "yaml"]).ok();
    assert!(yaml.contains("\nname: backend\n") && yaml.contains("\nquota_allowance: 4\n"), "{yaml}");
    let table = terminal.run(&["groups", "list", "-o", "table"]).ok();
    assert!(table.starts_with("NAME ") && table.lines().count() == 3, "{table}");

    let body = r#"{"name": "kitchen", "quota_allowance": 9}"#;
    let changed =
        terminal.fed(&["groups", "update", id, "--body", "-", "--quota-allowance", "5"], body.as_bytes());
    assert!(changed.ok().contains("\"quota_allowance\": 5"), "a flag wins over the body");
    assert_eq!(terminal.json(&["groups", "get", id])["name"], "kitchen");
    terminal.run(&["groups", "delete", id]).ok();
    terminal.run(&["groups", "get", id]).expect(4);
}

#[apply(case)]
async fn a_token_is_made_used_and_deleted(engine: Engine) {
    let server = Server::start(engine).await;
    let terminal = Terminal::of(&server, server.owner().await).await;
    let words = ["keys", "create-token", "me", "--token-name", "nightly", "--scopes", "group:read"];
    let token = terminal.json(&words)["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    let listed = terminal.run(&["keys", "list-tokens", "me", "-o", "csv"]).ok();
    assert!(listed.contains(",nightly,owner,token,group:read,"), "{listed}");
    let shown = terminal.json(&["keys", "get-token", "me", "nightly"]);
    assert_eq!(shown["token_name"], "nightly");
    let nightly = Terminal::at(&server.recorded_url().await, &token);
    nightly.run(&["groups", "list"]).ok();
    let refused = nightly.run(&["organizations", "create", "--name", "another"]).expect(1);
    assert!(refused.err.contains("organization:create") && refused.err.contains("(403)"), "{}", refused.err);
    terminal.run(&["keys", "delete-key", "me", shown["id"].as_str().unwrap()]).ok();
    assert_eq!(terminal.json(&["keys", "list-tokens", "me"]), json!([]));
    nightly.run(&["groups", "list"]).expect(3);
}

#[apply(case)]
async fn a_person_is_made_with_a_password_that_no_command_line_has(engine: Engine) {
    let server = Server::start(engine).await;
    let terminal = Terminal::of(&server, server.owner().await).await;
    let password = "nine-herons-paint-the-harbour";
    secrets::register(password);
    let words = ["users", "create", "--username", "noor", "--email", "noor@example.com"];
    let organization = terminal.json(&["organizations", "get", "default"])["id"].as_str().unwrap().to_owned();
    let more = ["--organization-ids", &organization, "--password-file", "-"];
    terminal.fed(&[&words[..], &more].concat(), format!("{password}\n").as_bytes()).ok();
    let login = ["users", "login", "--email", "noor@example.com", "--password-file", "-", "--json"];
    let session = terminal.fed(&login, password.as_bytes()).ok();
    secrets::register(
        serde_json::from_str::<serde_json::Value>(&session).unwrap()["session_token"].as_str().unwrap(),
    );
    let members = terminal.run(&["members", "list", "default", "-o", "csv"]).ok();
    assert!(members.contains("noor,noor@example.com,"), "{members}");
    terminal.run(&["members", "remove", "default", "noor"]).ok();
    terminal.run(&["users", "suspend", "noor"]).ok();
    assert_eq!(terminal.json(&["users", "get", "noor"])["status"], "suspended");
    terminal.run(&["users", "delete", "noor"]).ok();
    let log = terminal.run(&["audit", "list-logs", "--q", "resource_type:user", "-o", "csv"]).ok();
    assert!(log.starts_with("time,who,action,") && log.contains(",owner,delete,user,noor,"), "{log}");
}

#[apply(case)]
async fn a_template_comes_from_a_file_and_its_log_is_followed(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let terminal = Terminal::of(&server, owner).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("castle.tar");
    fs::write(&file, archive("castle")).unwrap();
    let hash = terminal.json(&["files", "upload", "--file", file.to_str().unwrap()])["hash"].clone();
    let hash = hash.as_str().unwrap();
    let back = terminal.command(&["files", "download", hash]).output().unwrap();
    assert_eq!(back.stdout, archive("castle"), "bytes come back as they are");

    let create = ["template-versions", "create", "default", "--storage-method", "file", "--file-id", hash];
    let version = terminal.json(&[&create[..], &["--provisioner", "echo"]].concat());
    let version = version["id"].as_str().unwrap();
    // The relay knows no WebSockets.
    let direct = Terminal::at(&format!("http://{}", owner.address), &owner.token);
    let log = direct.run(&["template-versions", "get-logs", version, "--watch"]).ok();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line["stage"].is_string()), "{log}");
    let shown = terminal.run(&["template-versions", "get-logs", version, "-o", "csv"]).ok();
    assert_eq!(shown.lines().count(), lines.len() + 1, "the whole log was followed: {shown}");

    let create = ["templates", "create", "default", "--name", "castle", "--template-version-id", version];
    let template = terminal.json(&create);
    let template = template["id"].as_str().unwrap();
    let stop = r#"{"days_of_week": ["monday"], "weeks": 1}"#;
    let update =
        ["templates", "update", template, "--description", "All of it", "--allow-user-autostart=false"];
    terminal.run(&[&update[..], &["--autostop-requirement", stop]].concat()).ok();
    let changed = terminal.json(&["templates", "get", template]);
    assert_eq!(
        (&changed["description"], &changed["allow_user_autostart"]),
        (&json!("All of it"), &json!(false))
    );
    assert_eq!(changed["autostop_requirement"]["days_of_week"], json!(["monday"]));
    let table = terminal.run(&["templates", "list", "-o", "table"]).ok();
    assert!(table.lines().nth(1).unwrap().starts_with("castle  coder "), "{table}");
    terminal.run(&["templates", "delete", template]).ok();
    assert_eq!(terminal.json(&["templates", "list"]), json!([]));
}
