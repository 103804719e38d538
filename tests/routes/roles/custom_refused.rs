//! What a custom role can't be (TestCustomOrganizationRole)

use http::Method;
use serde_json::{Value, json};

use super::scene::{ROLES, Scene, permission};
use crate::harness::{Answer, Engine};

async fn both(scene: &Scene, body: &Value) -> [Answer; 2] {
    scene.admin.post(ROLES, &json!({"name": "keeper"})).await;
    [scene.admin.post(ROLES, body).await, scene.admin.put(ROLES, body).await]
}

#[apply(case)]
async fn custom_organization_role_reserved_names_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for name in ["owner", "organization-admin", "Organization-Member", "member", "organization-auditor"] {
        for refused in both(&scene, &json!({"name": name})).await {
            assert!(refused.expect(400).message().contains("Reserved"), "{name}");
        }
    }
    let refused = scene.admin.delete(&format!("{ROLES}/organization-admin")).await.expect(400);
    assert!(refused.message().contains("Reserved"));
}

#[apply(case)]
async fn custom_organization_role_bad_names_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let long = "a".repeat(33);
    for name in ["", "two words", "-a", "a-", "a--b", "a_b", "new", "create", &long] {
        for refused in both(&scene, &json!({"name": name})).await {
            let refused = refused.expect(400);
            assert!(refused.message().contains("Validation"), "{name}: {}", refused.text());
            assert_eq!(refused.faulty_fields(), ["name"], "{name}");
        }
    }
    let body = json!({"name": "good", "display_name": " edges "});
    assert_eq!(scene.admin.post(ROLES, &body).await.expect(400).faulty_fields(), ["display_name"]);
}

#[apply(case)]
async fn custom_organization_role_gives_nothing_beyond_the_organization(engine: Engine) {
    let scene = Scene::new(engine).await;
    for (list, words) in [
        ("site_permissions", "site wide permissions"),
        ("user_permissions", "not allowed to assign user permissions"),
        ("organization_member_permissions", "not allowed to assign organization member permissions"),
    ] {
        let body = json!({"name": "keeper", list: [permission("group", "read")]});
        for refused in both(&scene, &body).await {
            let refused = refused.expect(400);
            assert!(refused.message().contains(words), "{}", refused.text());
            assert_eq!(refused.faulty_fields(), [list]);
        }
    }
}

#[apply(case)]
async fn custom_organization_role_permissions_that_can_not_be_given_are_all_named(engine: Engine) {
    let scene = Scene::new(engine).await;
    let negated = json!({"negate": true, "resource_type": "group", "action": "read"});
    let wanted = [
        permission("group", "read"),
        negated,
        permission("*", "read"),
        permission("group", "*"),
        permission("castle", "read"),
        permission("group", "ssh"),
    ];
    for refused in both(&scene, &json!({"name": "keeper", "organization_permissions": wanted})).await {
        let refused = refused.expect(400);
        assert_eq!(refused.message(), "Failed to update role permissions.");
        let at = |index: usize, part: &str| format!("organization_permissions[{index}].{part}");
        let expected = [
            at(1, "negate"),
            at(2, "resource_type"),
            at(3, "action"),
            at(4, "resource_type"),
            at(5, "action"),
        ];
        assert_eq!(refused.faulty_fields(), expected);
        assert!(
            !refused.text().contains("\"detail\":\"organization_permissions"),
            "said once: {}",
            refused.text()
        );
        assert!(serde_json::from_str::<Value>(&refused.text()).unwrap().get("detail").is_none());
    }
    let listed = scene.admin.get(ROLES).await.json_of(200);
    assert_eq!(listed.as_array().unwrap().last().unwrap()["organization_permissions"], json!([]));
}

#[apply(case)]
async fn custom_organization_role_gives_only_what_its_maker_holds(engine: Engine) {
    let scene = Scene::new(engine).await;
    for lacking in [
        permission("workspace", "ssh"),
        permission("assign_role", "assign"),
        permission("user_secret", "read"),
    ] {
        let body =
            json!({"name": "keeper", "organization_permissions": [permission("group", "read"), lacking]});
        for refused in both(&scene, &body).await {
            assert_eq!(refused.expect(400).faulty_fields(), ["organization_permissions[1]"]);
        }
    }
    // An owner holds more.
    let body = json!({"name": "shell", "organization_permissions": [permission("workspace", "ssh")]});
    scene.owner().await.post(ROLES, &body).await.expect(200);
}

#[apply(case)]
async fn custom_organization_role_invalid_organization_is_not_found(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    for method in [Method::POST, Method::PUT] {
        let ask = async |organization: &str| {
            let path = format!("/api/v2/organizations/{organization}/members/roles");
            scene.admin.call(method.clone(), &path).json(&json!({"name": "keeper"})).send().await.expect(404)
        };
        assert_eq!(ask("data").await.body, ask("nowhere").await.body);
    }
}

#[apply(case)]
async fn custom_organization_role_not_authorized_is_not_found(engine: Engine) {
    let scene = Scene::new(engine).await;
    for person in [&scene.user_admin, &scene.member] {
        for answer in [
            person.post(ROLES, &json!({"name": "keeper"})).await,
            person.put(ROLES, &json!({"name": "keeper"})).await,
        ] {
            assert!(answer.expect(404).message().contains("Resource not found"));
        }
    }
}

#[apply(case)]
async fn custom_organization_role_delete_is_for_admins(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.admin.post(ROLES, &json!({"name": "keeper"})).await.expect(200);
    for person in [&scene.user_admin, &scene.member] {
        person.delete(&format!("{ROLES}/keeper")).await.expect(403);
        person.delete(&format!("{ROLES}/nothing")).await.expect(403);
    }
    scene.admin.delete(&format!("{ROLES}/keeper")).await.expect(204);
}
