//! GET /scim/v2: users and groups in one list.

use serde_json::{Value, json};

use super::scene::{column, list, made, made_group, refused, start};
use crate::harness::{Engine, SCIM_KEY};

#[apply(case)]
async fn the_root_lists_users_and_then_groups(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    made(&server, "jonas").await;
    made_group(&server, "kitchen", &[&amira]).await;
    for root in ["", "/"] {
        let all = list(&server, root, &[]).await.json_of(200);
        assert_eq!(all["totalResults"], 3, "{root:?}");
        assert_eq!(column(&all, "userName"), ["amira", "jonas", ""]);
        assert_eq!(all["Resources"][2]["displayName"], "kitchen");
    }
    let page = list(&server, "", &[("startIndex", "3"), ("count", "5"), ("excludedAttributes", "members")]);
    let page = page.await.json_of(200);
    assert_eq!(
        (&page["totalResults"], &page["startIndex"], &page["itemsPerPage"]),
        (&json!(3), &json!(3), &json!(1))
    );
    assert!(page["Resources"][0].get("members").is_none());
    let key = format!("Bearer {SCIM_KEY}");
    let long: Value = server.get("/api/v2/scim/v2").header("authorization", key).send().await.json_of(200);
    let location = long["Resources"][0]["meta"]["location"].as_str().unwrap();
    assert!(location.contains("/api/v2/scim/v2/Users/"), "{location}");
}

#[apply(case)]
async fn a_filter_on_the_root_looks_at_both_types(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    made_group(&server, "kitchen", &[&amira]).await;
    let found = async |filter: &str| list(&server, "", &[("filter", filter)]).await;
    assert_eq!(column(&found("userName eq \"AMIRA\"").await.json_of(200), "userName"), ["amira"]);
    let both = found(&format!("members.value eq \"{amira}\" or id eq \"{amira}\"")).await.json_of(200);
    assert_eq!(both["totalResults"], 2);
    assert_eq!(found("meta.resourceType eq \"Group\"").await.json_of(200)["totalResults"], 1);
    assert_eq!(refused(found("shoeSize pr").await, 400), "invalidFilter");
    assert_eq!(refused(found("password eq \"x\"").await, 403), "sensitive");
    assert_eq!(refused(list(&server, "", &[("sortBy", "userName")]).await, 400), "invalidPath");
}
