//! What clients read to find out what there is.

use serde_json::{Value, json};

use super::scene::{ENTERPRISE, GROUP, USER, column, get, list};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn the_configuration_is_read_without_a_key_and_says_what_there_is(engine: Engine) {
    let server = Server::start(engine).await;
    let told = server.get("/scim/v2/ServiceProviderConfig").send().await.json_of(200);
    for part in ["patch", "bulk", "filter", "sort", "etag"] {
        assert_eq!(told[part]["supported"], true, "{part}");
    }
    assert_eq!(told["changePassword"]["supported"], false);
    assert_eq!((&told["bulk"]["maxOperations"], &told["filter"]["maxResults"]), (&json!(1000), &json!(1000)));
    assert_eq!(told["authenticationSchemes"][0]["type"], "oauthbearertoken");
}

#[apply(case)]
async fn schemas_and_types_are_listed_and_found_by_id_in_any_letter_case(engine: Engine) {
    let server = Server::start(engine).await;
    let schemas = get(&server, "/Schemas").await.json_of(200);
    assert_eq!(column(&schemas, "id"), [USER, ENTERPRISE, GROUP]);
    for schema in schemas["Resources"].as_array().unwrap() {
        let id = schema["id"].as_str().unwrap();
        assert_eq!(get(&server, &format!("/Schemas/{id}")).await.json_of(200), *schema);
        assert_eq!(get(&server, &format!("/Schemas/{}", id.to_uppercase())).await.json_of(200)["id"], id);
    }
    let types = get(&server, "/ResourceTypes").await.json_of(200);
    assert_eq!(column(&types, "endpoint"), ["/Users", "/Groups"]);
    assert_eq!(
        get(&server, "/ResourceTypes/user").await.json_of(200)["schemaExtensions"][0]["schema"],
        ENTERPRISE
    );
    get(&server, "/Schemas/urn:nothing").await.expect(404);
    get(&server, "/ResourceTypes/Device").await.expect(404);
}

#[apply(case)]
async fn the_lists_of_what_there_is_can_not_be_filtered(engine: Engine) {
    let server = Server::start(engine).await;
    for path in ["/Schemas", "/ResourceTypes"] {
        list(&server, path, &[("filter", "id eq \"x\"")]).await.expect(403);
    }
}

#[apply(case)]
async fn locations_follow_the_mount_that_was_called(engine: Engine) {
    let server = Server::start(engine).await;
    let location = |body: Value| body["meta"]["location"].as_str().unwrap().to_owned();
    let short = location(get(&server, "/ResourceTypes/User").await.json_of(200));
    assert!(
        short.starts_with("http://127.0.0.1:") && short.ends_with("/scim/v2/ResourceTypes/User"),
        "{short}"
    );
    let owner = server.owner().await;
    let long = location(owner.get("/api/v2/scim/v2/ResourceTypes/User").await.json_of(200));
    assert!(long.ends_with("/api/v2/scim/v2/ResourceTypes/User"), "{long}");
}
