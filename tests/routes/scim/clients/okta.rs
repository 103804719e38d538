//! Okta: looks before it creates, replaces profiles, deactivates by PATCH or PUT, pushes groups.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{GROUP, PATCH, USER, account, get, id, list, patch, post, put, start};

#[apply(case)]
async fn a_person_is_imported_updated_and_deactivated(engine: Engine) {
    let server = start(engine).await;
    let paging = [("startIndex", "1"), ("count", "100")];
    for path in ["/Users", "/Groups"] {
        let page = list(&server, path, &paging).await.json_of(200);
        assert!(
            page["totalResults"].is_u64() && page["itemsPerPage"].is_u64() && page["startIndex"].is_u64(),
            "{page}"
        );
    }
    let by_name = [("filter", "userName eq \"amira@example.com\""), ("startIndex", "1"), ("count", "100")];
    assert_eq!(list(&server, "/Users", &by_name).await.json_of(200)["totalResults"], 0);
    let sent = json!({
        "schemas": [USER], "userName": "amira@example.com",
        "name": {"givenName": "Amira", "familyName": "Haddad"},
        "emails": [{"primary": true, "value": "amira@example.com", "type": "work"}],
        "displayName": "Amira Haddad",
        "locale": "en-US", "externalId": "00ujl29u0le5T6Aj10h7", "groups": [], "password": "1mz050nq",
        "active": true,
    });
    let made = post(&server, "/Users", &sent).await.json_of(201);
    assert!(made.get("password").is_none() && made["externalId"] == "00ujl29u0le5T6Aj10h7");
    post(&server, "/Users", &sent).await.expect(409);
    assert_eq!(list(&server, "/Users", &by_name).await.json_of(200)["Resources"][0]["id"], made["id"]);
    let path = format!("/Users/{}", id(&made));
    let mut profile = get(&server, &path).await.json_of(200);
    profile["name"]["familyName"] = "Nassar".into();
    profile["displayName"] = "Amira Nassar".into();
    assert_eq!(put(&server, &path, &profile).await.json_of(200)["name"]["familyName"], "Nassar");
    assert_eq!(account(&server, &id(&made)).await["name"], "Amira Nassar");
    let off = json!({"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": false}}]});
    assert_eq!(patch(&server, &path, &off).await.json_of(200)["active"], false);
    profile["active"] = true.into();
    put(&server, &path, &profile).await.expect(200);
    assert_eq!(account(&server, &id(&made)).await["status"], "dormant");
}

#[apply(case)]
async fn a_group_is_pushed_renamed_and_its_members_are_kept_in_step(engine: Engine) {
    let server = start(engine).await;
    let mut people = Vec::new();
    for name in ["amira@example.com", "jonas@example.com"] {
        people.push(id(&post(&server, "/Users", &json!({"schemas": [USER], "userName": name}))
            .await
            .json_of(201)));
    }
    let made =
        post(&server, "/Groups", &json!({"schemas": [GROUP], "displayName": "Test SCIMv2", "members": []}))
            .await;
    let group = id(&made.json_of(201));
    let path = format!("/Groups/{group}");
    let renamed = json!({"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"id": group, "displayName": "Renamed"}}]});
    assert_eq!(patch(&server, &path, &renamed).await.json_of(200)["displayName"], "Renamed");
    let both = json!({"schemas": [PATCH], "Operations": [
        {"op": "remove", "path": format!("members[value eq \"{}\"]", people[0])},
        {"op": "add", "path": "members", "value": [{"value": people[1], "display": "jonas@example.com"}]},
    ]});
    let after = patch(&server, &path, &both).await.json_of(200);
    assert_eq!(after["members"], json!([{"value": people[1], "display": "jonas@example.com"}]));
    let whole = json!({"schemas": [PATCH], "Operations": [
        {"op": "replace", "path": "members", "value": [{"value": people[0], "display": "amira@example.com"}]},
    ]});
    assert_eq!(patch(&server, &path, &whole).await.json_of(200)["members"][0]["value"], people[0].as_str());
}
