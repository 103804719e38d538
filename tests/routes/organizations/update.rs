//! `PATCH /organizations/{organization}`

use serde_json::json;

use crate::harness::{Engine, Server};

const DATA: &str = "/api/v2/organizations/data";

async fn server_with_data(engine: Engine) -> Server {
    let server = Server::start(engine).await;
    let body = json!({"name": "data", "display_name": "Data", "description": "Numbers.", "icon": "/i.svg"});
    server.owner().await.post("/api/v2/organizations", &body).await.expect(201);
    server
}

/// TestPatchOrganizationsByUser/UpdateDisplayName
#[apply(case)]
async fn what_is_left_out_or_empty_stays_as_it_is(engine: Engine) {
    let server = server_with_data(engine).await;
    let owner = server.owner().await;
    let before = owner.get(DATA).await.json_of(200);
    for body in
        [json!({}), json!({"name": "", "display_name": ""}), json!({"description": null, "icon": null})]
    {
        let after = owner.patch(DATA, &body).await.json_of(200);
        for field in ["id", "name", "display_name", "description", "icon", "created_at", "is_default"] {
            assert_eq!(after[field], before[field], "{field} after {body}");
        }
    }
}

/// TestPatchOrganizationsByUser/UpdateDescription, TestPatchOrganizationsByUser/UpdateIcon
#[apply(case)]
async fn a_description_and_an_icon_can_be_cleared(engine: Engine) {
    let server = server_with_data(engine).await;
    let after = server.owner().await.patch(DATA, &json!({"description": "", "icon": ""})).await.json_of(200);
    assert_eq!((&after["description"], &after["icon"]), (&json!(""), &json!("")));
    assert_eq!(after["display_name"], "Data");
}

/// TestPatchOrganizationsByUser/UpdateById, TestPatchOrganizationsByUser/UpdateByName
#[apply(case)]
async fn an_organization_can_be_renamed_and_is_found_by_its_new_name(engine: Engine) {
    let server = server_with_data(engine).await;
    let owner = server.owner().await;
    let after = owner.patch(DATA, &json!({"name": "science"})).await.json_of(200);
    assert_eq!(owner.get("/api/v2/organizations/science").await.json_of(200), after);
    owner.get(DATA).await.expect(404);
    owner.patch("/api/v2/organizations/science", &json!({"name": "Science"})).await.expect(200);
    owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
}

#[apply(case)]
async fn the_default_organization_can_be_renamed_and_stays_the_default(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.patch("/api/v2/organizations/default", &json!({"name": "acme"})).await.expect(200);
    assert_eq!(owner.get("/api/v2/organizations/default").await.json_of(200)["name"], "acme");
    owner.get("/api/v2/organizations/coder").await.expect(404);
    let server = server.restart().await;
    let names = server.owner().await.get("/api/v2/organizations").await.json_of(200);
    assert_eq!(names.as_array().unwrap().len(), 1, "a restart makes no second default organization");
}

/// TestPatchOrganizationsByUser/Conflict
#[apply(case)]
async fn renaming_to_a_taken_name_names_the_field_and_changes_nothing(engine: Engine) {
    let server = server_with_data(engine).await;
    let owner = server.owner().await;
    let before = owner.get(DATA).await.json_of(200);
    let body = json!({"name": "CODER", "description": "changed"});
    let refused = owner.patch(DATA, &body).await.expect(409);
    assert_eq!(refused.faulty_fields(), ["name"]);
    assert_eq!(owner.get(DATA).await.json_of(200), before);
}

/// TestPatchOrganizationsByUser/ReservedName, TestPatchOrganizationsByUser/InvalidName
#[apply(case)]
async fn reserved_and_malformed_names_are_refused(engine: Engine) {
    let server = server_with_data(engine).await;
    for name in ["default", "new", "create", "a--b"] {
        let refused = server.owner().await.patch(DATA, &json!({"name": name})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["name"], "{name}");
    }
}

#[apply(case)]
async fn updating_an_organization_without_permission_is_not_found(engine: Engine) {
    let server = server_with_data(engine).await;
    let data = server.owner().await.get(DATA).await.json_of(200);
    let inside = server.member_of("amira", &[data["id"].as_str().unwrap()]).await;
    let outside = server.member("jonas").await;
    inside.patch(DATA, &json!({"description": "mine"})).await.expect(404);
    outside.patch(DATA, &json!({"description": "mine"})).await.expect(404);
    assert_eq!(server.owner().await.get(DATA).await.json_of(200), data);
}
