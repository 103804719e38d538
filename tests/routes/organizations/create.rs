//! `POST /organizations`

use serde_json::json;

use crate::harness::{Engine, Server};

const PATH: &str = "/api/v2/organizations";

#[apply(case)]
async fn null_counts_as_absent_in_a_new_organization(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"name": "engineering", "display_name": null, "description": null, "icon": null});
    let made = server.owner().await.post(PATH, &body).await.json_of(201);
    assert_eq!(made["display_name"], "engineering");
    assert_eq!((&made["description"], &made["icon"]), (&json!(""), &json!("")));
}

/// TestPostOrganizationsByUser/Create
#[apply(case)]
async fn an_organization_is_created_with_its_creator_as_a_member(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post(PATH, &json!({"name": "engineering"})).await.json_of(201);
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["is_default"], false);
    let members = owner.get(&format!("{PATH}/{id}/members")).await.json_of(200);
    assert_eq!(members.as_array().unwrap().len(), 1);
    assert_eq!(members[0]["user_id"], owner.id.as_str());
    assert_eq!(members[0]["roles"], json!([]));
    let everyone = owner.get(&format!("{PATH}/{id}/groups/Everyone")).await.json_of(200);
    assert_eq!(everyone["id"], id);
    assert_eq!(everyone["total_member_count"], 1);
}

#[apply(case)]
async fn an_organization_has_all_its_fields(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({
        "name": "Engineering", "display_name": "Engineering & Data",
        "description": "All who build.", "icon": "/icon/desk.svg",
    });
    let made = server.owner().await.post(PATH, &body).await.json_of(201);
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(&made[field], value, "{field}");
    }
    assert_eq!(made["created_at"], made["updated_at"]);
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    assert_eq!(server.owner().await.get(&path).await.json_of(200), made);
}

/// TestPostOrganizationsByUser/CreateWithoutExplicitDisplayName
#[apply(case)]
async fn a_display_name_defaults_to_the_name(engine: Engine) {
    let server = Server::start(engine).await;
    for body in [json!({"name": "one"}), json!({"name": "two", "display_name": ""})] {
        let made = server.owner().await.post(PATH, &body).await.json_of(201);
        assert_eq!(made["display_name"], body["name"]);
    }
}

/// TestPostOrganizationsByUser/Conflict
#[apply(case)]
async fn a_taken_name_is_refused_in_any_letter_case(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post(PATH, &json!({"name": "engineering"})).await.expect(201);
    for name in ["engineering", "ENGINEERING", "coder"] {
        let refused = owner.post(PATH, &json!({"name": name})).await.expect(409);
        assert_eq!(refused.faulty_fields(), ["name"]);
    }
    assert_eq!(owner.get(PATH).await.json_of(200).as_array().unwrap().len(), 2);
}

#[apply(case)]
async fn reserved_names_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    for name in ["default", "new", "create", "Default"] {
        let refused = server.owner().await.post(PATH, &json!({"name": name})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["name"], "{name}");
    }
}

/// TestPostOrganizationsByUser/InvalidName
#[apply(case)]
async fn names_that_break_the_rules_are_refused_together_with_other_faults(engine: Engine) {
    let server = Server::start(engine).await;
    let long = "a".repeat(33);
    for name in ["", "-a", "a-", "a--b", "a_b", "a b", "ä", long.as_str()] {
        let body = json!({"name": name, "display_name": " padded "});
        let refused = server.owner().await.post(PATH, &body).await.expect(400);
        assert_eq!(refused.message(), "Validation failed.");
        assert_eq!(refused.faulty_fields(), ["display_name", "name"], "{name:?}");
    }
    server.owner().await.post(PATH, &json!({"name": "a".repeat(32)})).await.expect(201);
}

#[apply(case)]
async fn creating_an_organization_without_permission_is_forbidden(engine: Engine) {
    let server = Server::start(engine).await;
    let member = server.member("amira").await;
    member.post(PATH, &json!({"name": "engineering"})).await.expect(403);
    assert_eq!(server.owner().await.get(PATH).await.json_of(200).as_array().unwrap().len(), 1);
}

#[apply(case)]
async fn of_many_writers_of_one_name_exactly_one_wins(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    let calls = (0..16).map(|number| {
        let name = if number % 2 == 0 { "race" } else { "RACE" };
        let owner = owner.clone();
        async move { owner.post(PATH, &json!({"name": name})).await.status }
    });
    let mut statuses = futures::future::join_all(calls).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201);
    assert!(statuses[1..].iter().all(|status| *status == 409), "{statuses:?}");
}

#[apply(case)]
async fn texts_without_a_documented_bound_have_one(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"name": "engineering", "description": "d".repeat(4097), "icon": "i".repeat(2049)});
    let refused = server.owner().await.post(PATH, &body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["description", "icon"]);
}

#[apply(case)]
async fn lengths_count_characters(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let display_name = "ü".repeat(64);
    let made = owner.post(PATH, &json!({"name": "one", "display_name": display_name})).await.json_of(201);
    assert_eq!(made["display_name"], display_name);
    owner.post(PATH, &json!({"name": "two", "display_name": "ü".repeat(65)})).await.expect(400);
}
