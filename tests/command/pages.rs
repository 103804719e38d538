//! Lists of several pages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::terminal::Terminal;
use crate::harness::{Engine, SCIM_KEY, Server};

/// The values of a property of all items.
fn all(list: &Value, name: &str) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|item| item[name].as_str().unwrap().to_owned()).collect()
}

#[apply(case)]
async fn all_pages_come_as_one_list(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let names = ["a", "b", "c", "d", "e"].map(|name| format!("group-{name}"));
    for name in &names {
        owner.post("/api/v2/organizations/default/groups", &json!({"name": name})).await.json_of(201);
    }
    server.member("amira").await;
    let terminal = Terminal::of(&server, owner).await;
    // By the last id, by a place, and by a place that is counted from 1.
    let groups = ["groups", "list-organization-paginated", "default", "--limit", "2"];
    assert_eq!(terminal.json(&groups)["groups"].as_array().unwrap().len(), 2, "without --all it is one page");
    let every = [&groups[..], &["--all"]].concat();
    let found = terminal.json(&every);
    assert_eq!(found.as_array().unwrap().len(), 6, "none comes twice");
    assert!(names.iter().all(|name| all(&found, "name").contains(name)), "{found}");
    let members = terminal.json(&["members", "list-paginated", "default", "--limit", "1", "--all"]);
    assert_eq!(all(&members, "username"), BTreeSet::from(["amira".to_owned(), "owner".to_owned()]));
    let provider = Terminal::at(&server.recorded_url().await, SCIM_KEY);
    for name in ["noor", "jonas"] {
        let user = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": name,
            "emails": [{"value": format!("{name}@example.com"), "primary": true}],
        });
        provider.run(&["scim-users", "create", "--body", &user.to_string()]).ok();
    }
    let users = provider.json(&["scim-users", "list", "--count", "1", "--all"]);
    assert_eq!(all(&users, "userName").len(), 2, "{users}");

    let table = terminal.run(&[&every[..], &["-o", "table"]].concat()).ok();
    assert_eq!((table.lines().count(), table.matches("NAME").count()), (7, 1), "one heading: {table}");
    let csv = terminal.run(&[&every[..], &["-o", "csv"]].concat()).ok();
    assert_eq!((csv.lines().count(), csv.matches("allowance").count()), (7, 1), "one heading: {csv}");
    let yaml = terminal.run(&[&every[..], &["-o", "yaml"]].concat()).ok();
    assert_eq!(yaml.lines().filter(|line| line.starts_with("- ")).count(), 6, "{yaml}");
    let none = terminal.run(&["users", "list", "--q", "nobody-at-all", "--all"]).ok();
    assert_eq!(none, "[]\n");
}
