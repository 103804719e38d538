//! Microsoft Entra: capitals, texts for flags, paths as names, an enterprise extension.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{
    ENTERPRISE, GROUP, PATCH, USER, column, delete, get, id, list, patch, post, start,
};

#[apply(case)]
async fn a_person_is_found_created_changed_disabled_and_deleted(engine: Engine) {
    let server = start(engine).await;
    let test = [("filter", "userName eq \"d4fd6ff1-d2e5-4e8e-9d2b-3f1fd6cbd4f8\"")];
    let tested = list(&server, "/Users", &test).await.json_of(200);
    assert_eq!((&tested["totalResults"], &tested["Resources"]), (&json!(0), &json!([])));
    let sent = json!({
        "schemas": [USER, ENTERPRISE], "externalId": "0a21f0f2", "userName": "Test_User_ab6490ee@example.com",
        "active": true,
        "emails": [{"primary": true, "type": "work", "value": "Test_User_fd0ea19b@example.com"}],
        "meta": {"resourceType": "User"}, "roles": [],
        "name": {"formatted": "givenName familyName", "familyName": "familyName", "givenName": "givenName"},
        ENTERPRISE: {"employeeNumber": "701984", "department": "Tour Operations"},
    });
    let made = post(&server, "/Users", &sent).await.json_of(201);
    assert_eq!(made[ENTERPRISE]["employeeNumber"], "701984");
    let path = format!("/Users/{}", id(&made));
    let filters = [
        "userName eq \"test_user_AB6490ee@example.com\"",
        "externalId eq \"0a21f0f2\"",
        "emails[type eq \"work\"].value eq \"test_user_fd0ea19b@example.com\"",
        "externalId eq \"0a21f0f2\" and userName eq \"Test_User_ab6490ee@example.com\"",
    ];
    for filter in filters {
        assert_eq!(
            column(&list(&server, "/Users", &[("filter", filter)]).await.json_of(200), "id"),
            [id(&made)],
            "{filter}"
        );
    }
    let changes = json!({"schemas": [PATCH], "Operations": [
        {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "updatedEmail@example.com"},
        {"op": "Replace", "path": "name.familyName", "value": "updatedFamilyName"},
        {"op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "555"},
        {"op": "Add", "path": format!("{ENTERPRISE}:manager"), "value": "b8c1"},
        {"op": "replace", "value": {"displayName": "x", format!("{ENTERPRISE}:costCenter"): "9", "name.givenName": "y"}},
    ]});
    let after = patch(&server, &path, &changes).await.json_of(200);
    assert_eq!(after["emails"][0]["value"], "updatedEmail@example.com");
    assert_eq!(after["phoneNumbers"], json!([{"type": "mobile", "value": "555"}]));
    assert_eq!(after[ENTERPRISE]["manager"], json!({"value": "b8c1"}));
    assert_eq!((&after[ENTERPRISE]["costCenter"], &after["name"]["givenName"]), (&json!("9"), &json!("y")));
    let off =
        json!({"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": "False"}]});
    assert_eq!(patch(&server, &path, &off).await.json_of(200)["active"], false);
    delete(&server, &path).await.expect(204);
}

#[apply(case)]
async fn a_group_carries_a_schema_of_its_own_and_loses_only_the_members_that_are_named(engine: Engine) {
    let server = start(engine).await;
    let mut people = Vec::new();
    for name in ["a@example.com", "b@example.com"] {
        people.push(id(&post(&server, "/Users", &json!({"schemas": [USER], "userName": name}))
            .await
            .json_of(201)));
    }
    let sent = json!({
        "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "externalId": "8aa1a0c0", "displayName": "displayName", "meta": {"resourceType": "Group"},
    });
    let made = post(&server, "/Groups", &sent).await.json_of(201);
    assert_eq!(made["schemas"], json!([GROUP]));
    let path = format!("/Groups/{}", id(&made));
    let members: Vec<_> = people.iter().map(|person| json!({"$ref": null, "value": person})).collect();
    let add = json!({"schemas": [PATCH], "Operations": [{"op": "Add", "path": "members", "value": members}]});
    assert_eq!(patch(&server, &path, &add).await.json_of(200)["members"].as_array().unwrap().len(), 2);
    let remove = json!({"schemas": [PATCH], "Operations": [
        {"op": "Remove", "path": "members", "value": [{"$ref": null, "value": people[0]}]},
    ]});
    assert_eq!(patch(&server, &path, &remove).await.json_of(200)["members"], json!([{"value": people[1]}]));
    let alone = get(&server, &format!("{path}?excludedAttributes=members")).await.json_of(200);
    assert!(alone.get("members").is_none() && alone["displayName"] == "displayName");
    let query = [("excludedAttributes", "members"), ("filter", "displayName eq \"displayName\"")];
    assert_eq!(list(&server, "/Groups", &query).await.json_of(200)["totalResults"], 1);
}
