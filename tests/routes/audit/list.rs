//! `GET /audit`: pages.

use serde_json::{Value, json};

use super::scene::{AUDIT, found, in_short, organization_with_a_group};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn an_entry_says_who_did_what_from_where_and_when(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let organization = organization_with_a_group(&server, "engineering", "backend").await;
    owner.patch("/api/v2/organizations/engineering", &json!({"icon": "/e.png"})).await.expect(200);
    let group = owner.get("/api/v2/organizations/engineering/groups/backend").await.json_of(200);
    let path = format!("/api/v2/groups/{}", group["id"].as_str().unwrap());
    let call = owner.call(http::Method::PATCH, &path).header("user-agent", "curl/8.5.0");
    let answer = call.json(&json!({"quota_allowance": 40})).send().await.expect(200);
    let entry = found(owner, "group action:write").await.remove(0);
    let user = owner.get("/api/v2/users/me").await.json_of(200);
    assert_eq!(
        entry,
        json!({
            "id": entry["id"], "time": "2026-03-02T08:30:02.123456Z",
            "request_id": answer.header("x-coder-request-id").unwrap(),
            "organization_id": organization["id"],
            "organization": {
                "id": organization["id"], "name": "engineering", "display_name": "engineering",
                "icon": "/e.png",
            },
            "ip": "127.0.0.1", "user_agent": "curl/8.5.0",
            "resource_type": "group", "resource_id": group["id"], "resource_target": "backend",
            "resource_icon": "",
            "action": "write", "status_code": 200, "additional_fields": {},
            "diff": {"quota_allowance": {"old": 0, "new": 40, "secret": false}},
            "description": "{user} updated group {target}",
            "resource_link": "/organizations/engineering/groups/backend",
            "is_deleted": false, "user": user,
        })
    );
    let entry = found(owner, "organization action:create").await.remove(0);
    assert_eq!(
        (&entry["resource_icon"], &entry["resource_link"]),
        (&json!("/e.png"), &json!("/organizations/engineering"))
    );
}

#[apply(case)]
async fn entries_come_newest_first(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for name in ["one", "two", "three"] {
        server.clock.advance(chrono::TimeDelta::seconds(1));
        owner.post("/api/v2/organizations", &json!({ "name": name })).await.expect(201);
    }
    let entries = found(owner, "").await;
    assert_eq!(
        in_short(&entries)[..3],
        ["create organization three", "create organization two", "create organization one"]
    );
}

#[apply(case)]
async fn pages_put_together_are_the_whole_log(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for name in ["one", "two", "three", "four"] {
        organization_with_a_group(&server, name, "team").await;
    }
    let whole = found(owner, "").await;
    let page = async |query: String| -> Vec<Value> {
        let page = owner.get(&format!("{AUDIT}?{query}")).await.json_of(200);
        assert_eq!(page["count"], whole.len(), "the count is of all pages");
        page["audit_logs"].as_array().unwrap().clone()
    };
    let (mut by_offset, mut by_place) = (Vec::new(), Vec::new());
    while by_offset.len() < whole.len() {
        by_offset.extend(page(format!("limit=3&offset={}", by_offset.len())).await);
        let last =
            by_place.last().map_or(String::new(), |last: &Value| last["id"].as_str().unwrap().to_owned());
        by_place.extend(page(format!("limit=3&after_id={last}")).await);
    }
    assert_eq!((&by_offset, &by_place), (&whole, &whole));
    let behind = owner.get(&format!("{AUDIT}?offset=2147483647")).await.json_of(200);
    assert_eq!(behind, json!({"audit_logs": [], "count": whole.len(), "count_cap": 2000}));
}

#[apply(case)]
async fn a_page_has_a_hundred_entries_unless_another_number_is_asked_for(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for number in 0..100 {
        let body = json!({"name": format!("team-{number}")});
        owner.post("/api/v2/organizations/default/groups", &body).await.expect(201);
    }
    for (query, expected) in
        [("", 100), ("?limit=0", 100), ("?limit=", 100), ("?limit=7", 7), ("?limit=1000", 102)]
    {
        let page = owner.get(&format!("{AUDIT}{query}")).await.json_of(200);
        assert_eq!(page["audit_logs"].as_array().unwrap().len(), expected, "{query}");
        assert_eq!(page["count"], 102);
    }
}

#[apply(case)]
async fn pages_that_there_can_not_be_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let refused = owner.get(&format!("{AUDIT}?limit=1001&offset=-1&after_id=x")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["after_id", "limit", "offset"]);
    let nobody = "00000000-0000-4000-8000-000000000000";
    let refused = owner.get(&format!("{AUDIT}?after_id={nobody}")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["after_id"]);
}

#[apply(case)]
async fn a_page_says_how_far_it_counts(engine: Engine) {
    let server = Server::start(engine).await;
    let page = server.owner().await.get(AUDIT).await.json_of(200);
    assert_eq!(
        (&page["count_cap"], &page["count"]),
        (&json!(2000), &json!(page["audit_logs"].as_array().unwrap().len()))
    );
}
