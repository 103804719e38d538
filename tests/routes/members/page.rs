//! `GET /organizations/{organization}/paginated-members`

use serde_json::{Value, json};

use crate::harness::{Engine, Server};
use crate::routes::organizations::sharing;

const PAGE: &str = "/api/v2/organizations/default/paginated-members";

async fn server_with_five(engine: Engine) -> Server {
    let server = Server::start(engine).await;
    for username in ["amira", "jonas", "lena", "Nadia"] {
        server.member(username).await;
    }
    server
}

fn usernames(page: &Value) -> Vec<String> {
    let members = page["members"].as_array().unwrap();
    members.iter().map(|one| one["username"].as_str().unwrap().to_owned()).collect()
}

#[apply(case)]
async fn pages_put_together_are_the_whole_list(engine: Engine) {
    let server = server_with_five(engine).await;
    let owner = server.owner().await;
    let mut together = Vec::new();
    for offset in [0, 2, 4] {
        let page = owner.get(&format!("{PAGE}?limit=2&offset={offset}")).await.json_of(200);
        assert_eq!(page["count"], 5, "the count is of all pages");
        together.extend(page["members"].as_array().unwrap().clone());
    }
    let whole = owner.get("/api/v2/organizations/default/members").await.json_of(200);
    assert_eq!(Value::from(together), whole);
}

#[apply(case)]
async fn without_a_limit_all_members_come(engine: Engine) {
    let server = server_with_five(engine).await;
    for query in ["", "?limit=0", "?limit=0&offset=0", "?limit=2147483647"] {
        let page = server.owner().await.get(&format!("{PAGE}{query}")).await.json_of(200);
        assert_eq!(usernames(&page), ["amira", "jonas", "lena", "Nadia", "owner"], "{query}");
    }
    let rest = server.owner().await.get(&format!("{PAGE}?offset=3")).await.json_of(200);
    assert_eq!(usernames(&rest), ["Nadia", "owner"]);
}

#[apply(case)]
async fn a_page_behind_the_last_member_is_empty(engine: Engine) {
    let server = server_with_five(engine).await;
    for offset in ["5", "2147483647"] {
        let page = server.owner().await.get(&format!("{PAGE}?offset={offset}")).await.json_of(200);
        assert_eq!(page, json!({"members": [], "count": 5}));
    }
}

#[apply(case)]
async fn a_search_counts_all_that_match(engine: Engine) {
    let server = server_with_five(engine).await;
    let page = server.owner().await.get(&format!("{PAGE}?q=NA&limit=1")).await.json_of(200);
    assert_eq!((usernames(&page), &page["count"]), (vec!["jonas".to_owned()], &json!(3)));
    let all = server.owner().await.get(&format!("{PAGE}?q=")).await.json_of(200);
    assert_eq!(all["count"], 5);
    let none = server.owner().await.get(&format!("{PAGE}?q=nobody")).await.json_of(200);
    assert_eq!(none, json!({"members": [], "count": 0}));
}

#[apply(case)]
async fn each_word_of_a_search_must_occur(engine: Engine) {
    let server = server_with_five(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({
        "email": "x100%@example.com", "username": "kofi", "name": "Kofi Mensah Jr",
        "password": "Seven-Otters-47-Juggle-Lanterns",
        "organization_ids": [default["id"]],
    });
    owner.post("/api/v2/users", &body).await.expect(201);
    for (query, expected) in [
        ("a%20len", &["lena"][..]),
        ("search:jon", &["jonas"]),
        ("%22mensah%20jr%22", &["kofi"]),
        ("search:%22kofi%20mensah%22", &["kofi"]),
        ("mensah%20amira", &[]),
        ("%25", &["kofi"]),
        ("_", &[]),
        ("amira@EXAMPLE", &["amira"]),
    ] {
        let page = owner.get(&format!("{PAGE}?q={query}")).await.json_of(200);
        assert_eq!(usernames(&page), expected, "{query}");
    }
}

#[apply(case)]
async fn a_search_that_can_not_be_read_is_refused(engine: Engine) {
    let server = server_with_five(engine).await;
    for (query, field) in [("colour:red", "colour"), ("a:b:c", "q"), (":a", "q"), ("search:", "q")] {
        let refused = server.owner().await.get(&format!("{PAGE}?q={query}")).await.expect(400);
        assert_eq!(refused.faulty_fields(), [field], "{query}: {}", refused.text());
    }
    let long = "a".repeat(1025);
    let refused = server.owner().await.get(&format!("{PAGE}?q={long}")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["q"]);
}

#[apply(case)]
async fn limits_and_offsets_that_are_no_counts_are_refused(engine: Engine) {
    let server = server_with_five(engine).await;
    for wrong in ["-1", "many", "2147483648", "1.5"] {
        let refused =
            server.owner().await.get(&format!("{PAGE}?limit={wrong}&offset={wrong}")).await.expect(400);
        assert_eq!(refused.message(), "Query parameters have invalid values.");
        assert_eq!(refused.faulty_fields(), ["limit", "offset"], "{wrong}");
    }
}

#[apply(case)]
async fn the_pages_are_not_found_without_permission(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    sharing::close(server.owner().await, "default").await;
    let refused = amira.get(PAGE).await.expect(404);
    let missing = amira.get("/api/v2/organizations/nowhere/paginated-members").await.expect(404);
    assert_eq!(refused.body, missing.body);
}
