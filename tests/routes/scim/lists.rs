//! Lists and searches: filters, order, pages, projections.

use serde_json::{Value, json};

use super::scene::{ENTERPRISE, column, list, made, made_group, post, refused, start, user};
use crate::harness::{Engine, Server};

/// Five people, made in this order.
async fn five(server: &Server) {
    for (name, title, department) in [
        ("amira", "Cook", "Kitchen"),
        ("jonas", "", "Kitchen"),
        ("Zoe", "cellarer", "Cellar"),
        ("bela", "Cook", "Cellar"),
        ("émile", "", ""),
    ] {
        let mut sent = user(name);
        sent["emails"] = json!([
            {"value": format!("{}@home.example", name.len()), "type": "home"},
            {"value": format!("{name}@work.example").replace('é', "e"), "type": "work", "primary": true},
        ]);
        if !title.is_empty() {
            sent["title"] = title.into();
        }
        if !department.is_empty() {
            sent[ENTERPRISE] = json!({"department": department});
        }
        post(server, "/Users", &sent).await.expect(201);
    }
}

async fn names(server: &Server, filter: &str) -> Vec<String> {
    column(&list(server, "/Users", &[("filter", filter)]).await.json_of(200), "userName")
}

#[apply(case)]
async fn filters_find_what_they_say(engine: Engine) {
    let server = start(engine).await;
    five(&server).await;
    for (filter, found) in [
        ("userName eq \"AMIRA\"", vec!["amira"]),
        ("userName eq \"nobody\"", vec![]),
        ("title eq \"cook\" and not (userName sw \"b\")", vec!["amira"]),
        ("title pr", vec!["amira", "Zoe", "bela"]),
        ("title ne \"cook\"", vec!["jonas", "Zoe", "émile"]),
        ("emails.value eq \"zoe@work.example\"", vec!["Zoe"]),
        (
            "emails[type eq \"work\" and value ew \"work.example\"]",
            vec!["amira", "jonas", "Zoe", "bela", "émile"],
        ),
        ("emails[type eq \"home\" and value ew \"work.example\"]", vec![]),
        ("emails[value eq \"bela@work.example\" and primary eq true]", vec!["bela"]),
        ("emails[value eq \"bela@work.example\" and primary eq false]", vec![]),
        (&format!("{ENTERPRISE}:department eq \"cellar\""), vec!["Zoe", "bela"]),
        ("userName co \"É\"", vec!["émile"]),
        ("userName gt \"b\" and userName le \"jonas\"", vec!["jonas", "bela"]),
        (
            "active eq true and meta.created gt \"2000-01-01T00:00:00Z\"",
            vec!["amira", "jonas", "Zoe", "bela", "émile"],
        ),
        ("id pr and id eq \"5b1f7d0e-5a0b-4d7c-8d1e-2f3a4b5c6d7e\"", vec![]),
    ] {
        assert_eq!(names(&server, filter).await, found, "{filter}");
    }
}

#[apply(case)]
async fn what_is_no_filter_is_refused(engine: Engine) {
    let server = start(engine).await;
    for (filter, status, kind) in [
        ("userName", 400, "invalidFilter"),
        ("userName eq", 400, "invalidFilter"),
        ("shoeSize eq \"9\"", 400, "invalidFilter"),
        ("active gt true", 400, "invalidFilter"),
        ("password eq \"x\"", 403, "sensitive"),
    ] {
        assert_eq!(refused(list(&server, "/Users", &[("filter", filter)]).await, status), kind, "{filter}");
        let body = json!({ "filter": filter });
        assert_eq!(refused(post(&server, "/Users/.search", &body).await, status), kind, "{filter}");
    }
    let deep = format!("{}userName pr{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(refused(list(&server, "/Groups", &[("filter", &deep)]).await, 400), "invalidFilter");
    for (name, value, kind) in [
        ("sortBy", "name", "invalidPath"),
        ("sortOrder", "upwards", "invalidValue"),
        ("count", "many", "invalidValue"),
    ] {
        assert_eq!(refused(list(&server, "/Users", &[(name, value)]).await, 400), kind, "{name}");
    }
}

#[apply(case)]
async fn lists_are_ordered_with_those_without_a_value_last_or_first(engine: Engine) {
    let server = start(engine).await;
    five(&server).await;
    let sorted = async |by: &str, order: &str| {
        column(
            &list(&server, "/Users", &[("sortBy", by), ("sortOrder", order)]).await.json_of(200),
            "userName",
        )
    };
    assert_eq!(column(&list(&server, "/Users", &[]).await.json_of(200), "userName")[..2], ["amira", "jonas"]);
    assert_eq!(sorted("userName", "").await, ["amira", "bela", "jonas", "Zoe", "émile"]);
    assert_eq!(sorted("userName", "descending").await, ["émile", "Zoe", "jonas", "bela", "amira"]);
    let titles = sorted("title", "ascending").await;
    assert_eq!(titles[0], "Zoe");
    assert!(
        ["jonas", "émile"].contains(&titles[3].as_str()) && ["jonas", "émile"].contains(&titles[4].as_str())
    );
    assert!(["jonas", "émile"].contains(&sorted("title", "descending").await[0].as_str()));
    assert_eq!(sorted("emails", "").await[..2], ["amira", "bela"], "the primary address counts");
    assert_eq!(sorted(&format!("{ENTERPRISE}:department"), "").await.len(), 5);
    assert_eq!(sorted("meta.created", "").await, ["amira", "jonas", "Zoe", "bela", "émile"]);
}

#[apply(case)]
async fn pages_follow_each_other_and_counts_are_of_all(engine: Engine) {
    let server = start(engine).await;
    five(&server).await;
    let page = async |first: &str, count: &str| {
        list(&server, "/Users", &[("startIndex", first), ("count", count), ("sortBy", "userName")])
            .await
            .json_of(200)
    };
    let second = page("3", "2").await;
    assert_eq!(column(&second, "userName"), ["jonas", "Zoe"]);
    let told = |page: &Value| {
        ["totalResults", "startIndex", "itemsPerPage"].map(|name| page[name].as_i64().unwrap())
    };
    assert_eq!(told(&second), [5, 3, 2]);
    assert_eq!(told(&page("-7", "100").await), [5, 1, 5]);
    assert_eq!(told(&page("1", "0").await), [5, 1, 0]);
    assert_eq!(told(&page("1", "-3").await), [5, 1, 0]);
    assert_eq!(told(&page("99", "10").await), [5, 99, 0]);
    assert_eq!(told(&page("9223372036854775807", "9223372036854775807").await)[2], 0);
}

#[apply(case)]
async fn a_search_is_a_list_with_its_query_in_the_body(engine: Engine) {
    let server = start(engine).await;
    five(&server).await;
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "title eq \"cook\"",
        "sortBy": "userName", "sortOrder": "descending", "startIndex": 2, "count": 1,
        "attributes": ["userName"],
    });
    let found = post(&server, "/Users/.search", &body).await.json_of(200);
    assert_eq!((column(&found, "userName"), &found["totalResults"]), (vec!["amira".to_owned()], &json!(2)));
    assert!(found["Resources"][0].get("emails").is_none());
    for body in
        [json!({"count": "x"}), json!({"filter": 5}), json!({"attributes": {}}), json!({"sortBy": []})]
    {
        assert_eq!(refused(post(&server, "/Users/.search", &body).await, 400), "invalidValue", "{body}");
    }
}

#[apply(case)]
async fn a_search_across_types_gives_users_and_then_groups(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    made(&server, "jonas").await;
    made_group(&server, "amiras friends", &[&amira]).await;
    let search = async |body: Value| post(&server, "/.search", &body).await;
    let all =
        search(json!({"startIndex": 2, "count": 2, "excludedAttributes": "members"})).await.json_of(200);
    assert_eq!(
        (&all["totalResults"], column(&all, "userName")),
        (&json!(3), vec!["jonas".to_owned(), String::new()])
    );
    let group = &all["Resources"][1];
    assert!(group["displayName"] == "amiras friends" && group.get("members").is_none(), "{group}");
    let named = search(json!({"filter": format!("members.value eq \"{amira}\" or userName eq \"jonas\"")}))
        .await
        .json_of(200);
    assert_eq!(named["totalResults"], 2);
    assert_eq!(refused(search(json!({"filter": "shoeSize pr"})).await, 400), "invalidFilter");
    assert_eq!(refused(search(json!({"sortBy": "userName"})).await, 400), "invalidPath");
}

#[apply(case)]
async fn groups_are_found_by_their_members(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    made_group(&server, "kitchen", &[&amira]).await;
    made_group(&server, "cellar", &[]).await;
    for filter in [
        format!("members.value eq \"{amira}\""),
        format!("members[value eq \"{amira}\"]"),
        "members pr".into(),
    ] {
        let query = [("filter", filter.as_str()), ("excludedAttributes", "members")];
        let found = list(&server, "/Groups", &query).await.json_of(200);
        assert_eq!(column(&found, "displayName"), ["kitchen"], "{filter}");
        assert!(found["Resources"][0].get("members").is_none());
    }
    let body = json!({"filter": "displayName sw \"c\""});
    assert_eq!(
        column(&post(&server, "/Groups/.search", &body).await.json_of(200), "displayName"),
        ["cellar"]
    );
}
