//! `GET /users`

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};
use crate::routes::stored;

const USERS: &str = "/api/v2/users";

async fn five(engine: Engine) -> Server {
    let server = Server::start(engine).await;
    for username in ["amira", "jonas", "Lena", "nadia"] {
        server.member(username).await;
    }
    server
}

fn names(page: &Value) -> Vec<&str> {
    page["users"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect()
}

async fn found(person: &Person, q: &str) -> Vec<String> {
    let q = percent_encoding::utf8_percent_encode(q, percent_encoding::NON_ALPHANUMERIC);
    let page = person.get(&format!("{USERS}?q={q}")).await.json_of(200);
    assert_eq!(page["count"], page["users"].as_array().unwrap().len(), "{page}");
    names(&page).into_iter().map(str::to_owned).collect()
}

/// TestGetUsers
#[apply(case)]
async fn users_are_listed_by_username_with_all_their_fields(engine: Engine) {
    let server = five(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "second"})).await.expect(201);
    let page = owner.get(USERS).await.json_of(200);
    assert_eq!(names(&page), ["amira", "jonas", "Lena", "nadia", "owner"]);
    assert_eq!(page["count"], 5);
    for user in page["users"].as_array().unwrap() {
        let id = user["id"].as_str().unwrap();
        assert_eq!(owner.get(&format!("{USERS}/{id}")).await.json_of(200), *user);
    }
    assert_eq!(page["users"][4]["organization_ids"].as_array().unwrap().len(), 2);
}

/// TestGetUsersPagination
#[apply(case)]
async fn users_pagination_pages_put_together_are_the_whole_list(engine: Engine) {
    let server = five(engine).await;
    let owner = server.owner().await;
    let whole = owner.get(USERS).await.json_of(200)["users"].clone();
    let (mut by_offset, mut by_cursor) = (Vec::new(), Vec::new());
    let mut cursor = String::new();
    for offset in [0, 2, 4] {
        let page = owner.get(&format!("{USERS}?limit=2&offset={offset}")).await.json_of(200);
        assert_eq!(page["count"], 5, "the count is of all pages");
        by_offset.extend(page["users"].as_array().unwrap().clone());
        let page = owner.get(&format!("{USERS}?limit=2{cursor}")).await.json_of(200);
        by_cursor.extend(page["users"].as_array().unwrap().clone());
        cursor = format!("&after_id={}", by_cursor.last().unwrap()["id"].as_str().unwrap());
    }
    assert_eq!((Value::from(by_offset), Value::from(by_cursor)), (whole.clone(), whole.clone()));
    let behind = owner.get(&format!("{USERS}?offset=5&limit=0")).await.json_of(200);
    assert_eq!(behind, json!({"users": [], "count": 5}));
    let rest = owner.get(&format!("{USERS}?limit=0&offset=3")).await.json_of(200);
    assert_eq!(names(&rest), ["nadia", "owner"]);
}

/// TestSuspendedPagination
#[apply(case)]
async fn suspended_pagination_counts_only_the_suspended(engine: Engine) {
    let server = five(engine).await;
    let owner = server.owner().await;
    for username in ["nadia", "amira", "jonas"] {
        owner.put(&format!("{USERS}/{username}/status/suspend"), &json!({})).await.expect(200);
    }
    let page = owner.get(&format!("{USERS}?q=status:suspended&limit=2")).await.json_of(200);
    assert_eq!((names(&page), &page["count"]), (vec!["amira", "jonas"], &json!(3)));
    let after = page["users"][1]["id"].as_str().unwrap();
    let page = owner.get(&format!("{USERS}?q=status:suspended&after_id={after}")).await.json_of(200);
    assert_eq!((names(&page), &page["count"]), (vec!["nadia"], &json!(3)));
    assert_eq!(found(owner, "status:active").await, ["Lena", "owner"]);
}

#[apply(case)]
async fn a_cursor_that_is_not_in_the_list_of_users_is_refused(engine: Engine) {
    let server = five(engine).await;
    let owner = server.owner().await;
    for (q, id) in [("", "7d0f2f3c-3c0a-4f57-8d2f-000000000000"), ("status:dormant", owner.id.as_str())] {
        let refused = owner.get(&format!("{USERS}?q={q}&after_id={id}")).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["after_id"]);
    }
    let amira = server.member("kofi").await;
    let hidden = amira.get(&format!("{USERS}?after_id={}", owner.id)).await.expect(400);
    assert_eq!(hidden.faulty_fields(), ["after_id"]);
}

/// TestUsersFilter
#[apply(case)]
async fn users_filter_by_search_status_and_role(engine: Engine) {
    let server = five(engine).await;
    let mut jonas = server.member("jonas2").await;
    let server = stored::give_roles(server, &mut jonas, &["auditor"]).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let kofi = json!({"email": "x100%@example.com", "username": "kofi", "name": "Kofi Mensah",
        "password": "Seven-Otters-47-Juggle-Lanterns", "organization_ids": [default["id"]]});
    owner.post(USERS, &kofi).await.expect(201);
    for (q, expected) in [
        ("JONAS", &["jonas", "jonas2"][..]),
        ("search:na example", &["jonas", "jonas2", "Lena", "nadia"]),
        ("\"kofi mensah\"", &["kofi"]),
        ("100%", &["kofi"]),
        ("status:dormant", &["kofi"]),
        ("status:dormant,suspended", &["kofi"]),
        ("status:active,dormant role:owner", &["owner"]),
        ("role:owner", &["owner"]),
        ("role:owner,auditor", &["jonas2", "owner"]),
        ("role:auditor role:owner", &["jonas2", "owner"]),
        ("role:member,owner", &["owner"]),
        ("role:nothing", &[]),
        ("role:auditor a", &["jonas2"]),
        ("status:suspended", &[]),
    ] {
        assert_eq!(found(owner, q).await, expected, "{q}");
    }
    assert_eq!(found(owner, "role:member").await.len(), 7);
    assert_eq!(found(owner, "status:active,dormant,suspended").await.len(), 7);
    assert_eq!(found(&jonas, "role:owner").await, ["owner"], "an auditor reads everyone");
}

/// TestUsersFilter
#[apply(case)]
async fn users_filter_by_login_type_and_times(engine: Engine) {
    let server = Server::start(engine).await;
    server.member("amira").await.get("/api/v2/users/me").await.expect(200);
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    server.clock.advance(TimeDelta::days(2));
    let robot = json!({"email": "", "username": "robot", "login_type": "none", "service_account": true,
        "organization_ids": [default["id"]]});
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    owner.post(USERS, &robot).await.expect(201);
    // The server's time starts on 2026-03-02 at 08:30 and some microseconds.
    for (q, expected) in [
        ("login_type:none", &["robot"][..]),
        ("login_type:password,none", &["amira", "owner", "robot"]),
        ("created_before:2026-03-02", &["amira", "owner"]),
        ("created_after:2026-03-03", &["robot"]),
        ("created_before:\"2026-03-02T08:30:00Z\"", &[]),
        (
            "created_after:\"2026-03-02T08:30:00.123456Z\" created_before:2026-03-04",
            &["amira", "owner", "robot"],
        ),
        ("last_seen_before:2026-03-02", &["amira", "robot"]),
        ("last_seen_after:\"2026-03-03T10:30:00+02:00\"", &["owner"]),
        ("github_com_user_id:0", &["amira", "owner", "robot"]),
        ("github_com_user_id:583231", &[]),
    ] {
        assert_eq!(found(&owner, q).await, expected, "{q}");
    }
}

#[apply(case)]
async fn a_search_for_users_that_can_not_be_read_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (q, fields) in [
        ("colour:red", &["colour"][..]),
        ("a:b:c", &["q"]),
        (":a", &["q"]),
        ("search:", &["q"]),
        ("%22open", &["q"]),
        ("status:asleep", &["status"]),
        ("login_type:magic", &["login_type"]),
        ("last_seen_after:soon", &["last_seen_after"]),
        ("created_after:2026-03-02%20created_after:2026-03-03", &["created_after"]),
        ("github_com_user_id:me", &["github_com_user_id"]),
        ("status:asleep%20colour:red", &["colour", "status"]),
    ] {
        let refused = owner.get(&format!("{USERS}?q={q}")).await.expect(400);
        assert_eq!(refused.message(), "Invalid user search query.");
        assert_eq!(refused.faulty_fields(), fields, "{q}");
    }
}

#[apply(case)]
async fn a_plain_member_gets_only_themselves(engine: Engine) {
    let server = five(engine).await;
    let kofi = server.member("kofi").await;
    let page = kofi.get(USERS).await.json_of(200);
    assert_eq!((names(&page), &page["count"]), (vec!["kofi"], &json!(1)));
    assert_eq!(found(&kofi, "status:active").await, ["kofi"]);
    assert_eq!(found(&kofi, "amira").await, Vec::<String>::new());
    assert_eq!(found(&kofi, "role:owner").await, Vec::<String>::new());
}

#[apply(case)]
async fn deleted_users_are_not_listed(engine: Engine) {
    let server = five(engine).await;
    let owner = server.owner().await;
    owner.delete(&format!("{USERS}/jonas")).await.expect(200);
    let page = owner.get(USERS).await.json_of(200);
    assert_eq!((names(&page), &page["count"]), (vec!["amira", "Lena", "nadia", "owner"], &json!(4)));
    assert_eq!(found(owner, "jonas").await, Vec::<String>::new());
}
