//! authentik: reads the configuration, replaces users whole, patches groups whole and members in chunks.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{GROUP, PATCH, USER, delete, get, id, list, patch, post, put, start};

#[apply(case)]
async fn users_and_groups_are_synchronized(engine: Engine) {
    let server = start(engine).await;
    let told = get(&server, "/ServiceProviderConfig").await.json_of(200);
    assert!(told["patch"]["supported"] == true && told["bulk"]["maxOperations"].as_u64().unwrap() > 0);
    let mut sent = json!({
        "schemas": [USER], "userName": "amira", "externalId": "uid-1", "active": true, "displayName": "Amira",
        "name": {"formatted": "Amira H", "familyName": "H", "givenName": "Amira"}, "photos": [], "locale": "",
        "emails": [{"value": "amira@example.com", "type": "other", "primary": true}],
    });
    let user = id(&post(&server, "/Users", &sent).await.json_of(201));
    sent["id"] = user.as_str().into();
    sent["displayName"] = "Amira Haddad".into();
    assert_eq!(put(&server, &format!("/Users/{user}"), &sent).await.json_of(200)["id"], user.as_str());
    let mut group = json!({"schemas": [GROUP], "externalId": "gid-1", "displayName": "kitchen"});
    let made = id(&post(&server, "/Groups", &group).await.json_of(201));
    post(&server, "/Groups", &group).await.expect(409);
    let found = list(&server, "/Groups", &[("filter", "displayName eq \"kitchen\"")]).await.json_of(200);
    assert_eq!(found["Resources"][0]["id"], made.as_str());
    let path = format!("/Groups/{made}");
    group["id"] = made.as_str().into();
    let whole = json!({"schemas": [PATCH], "Operations": [{"op": "replace", "path": null, "value": group}]});
    assert_eq!(patch(&server, &path, &whole).await.json_of(200)["id"], made.as_str());
    for (op, members) in [("add", json!([{"value": user}])), ("remove", json!(null))] {
        let chunk = json!({"schemas": [PATCH], "Operations": [{"op": op, "path": "members", "value": [{"value": user}]}]});
        patch(&server, &path, &chunk).await.expect(200);
        assert_eq!(get(&server, &path).await.json_of(200)["members"], members, "{op}");
    }
    let page = list(&server, "/Users", &[("startIndex", "1")]).await.json_of(200);
    assert_eq!(page["totalResults"], 1);
    delete(&server, &format!("/Users/{user}")).await.expect(204);
    delete(&server, &path).await.expect(204);
}
