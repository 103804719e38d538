//! `POST`, `PUT …/members/roles` and `DELETE …/members/roles/{roleName}` (TestCustomOrganizationRole)

use burgrave_store::StoreError;
use serde_json::json;

use super::scene::{ROLES, Scene, member_roles, names, permission};
use crate::harness::{Engine, Options, Server};
use crate::routes::stored;

#[apply(case)]
async fn custom_organization_role_is_created_and_listed(engine: Engine) {
    let scene = Scene::new(engine).await;
    let given = json!([permission("group", "read"), permission("group", "update")]);
    let body = json!({"name": "keeper", "display_name": "Group Keeper", "organization_permissions": given,
        "site_permissions": [], "user_permissions": null});
    let role = scene.admin.post(ROLES, &body).await.json_of(200);
    let default = scene.admin.get("/api/v2/organizations/default").await.json_of(200);
    let expected = json!({
        "name": "keeper", "display_name": "Group Keeper", "organization_id": default["id"],
        "organization_permissions": given, "site_permissions": [], "user_permissions": [],
        "organization_member_permissions": [],
    });
    assert_eq!(role, expected);
    let listed = scene.member.get(ROLES).await.json_of(200);
    let last = listed.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["name"], &last["built_in"], &last["assignable"]),
        (&json!("keeper"), &json!(false), &json!(false))
    );
    assert_eq!(last["organization_permissions"], given);
}

#[apply(case)]
async fn custom_organization_role_names_are_kept_in_lower_case_and_are_an_organization_s_own(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    assert_eq!(owner.post(ROLES, &json!({"name": "The-Keeper"})).await.json_of(200)["name"], "the-keeper");
    let refused = owner.post(ROLES, &json!({"name": "THE-keeper"})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["name"]);
    let elsewhere = "/api/v2/organizations/data/members/roles";
    owner.post(elsewhere, &json!({"name": "the-keeper"})).await.expect(200);
    owner.delete(&format!("{elsewhere}/THE-KEEPER")).await.expect(204);
    let left = owner.get(ROLES).await.json_of(200);
    assert!(names(&left).contains(&"the-keeper"), "the other organization's role stays");
}

#[apply(case)]
async fn custom_organization_role_role_overrides_replace_everything(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = json!({"name": "keeper", "display_name": "Keeper", "organization_permissions": [permission("group", "read")]});
    scene.admin.post(ROLES, &body).await.expect(200);
    let next = json!({"name": "Keeper", "display_name": "Other", "organization_permissions": [
        permission("group", "update"), permission("group", "update"),
    ]});
    let role = scene.admin.put(ROLES, &next).await.json_of(200);
    assert_eq!((&role["display_name"], &role["name"]), (&json!("Other"), &json!("keeper")));
    assert_eq!(role["organization_permissions"], json!([permission("group", "update")]));
    let role =
        scene.admin.put(ROLES, &json!({"name": "keeper", "organization_permissions": []})).await.json_of(200);
    assert_eq!((&role["display_name"], &role["organization_permissions"]), (&json!(""), &json!([])));
    let hidden = scene.admin.put(ROLES, &json!({"name": "nothing"})).await.expect(404);
    assert!(hidden.message().starts_with("Resource not found"));
}

#[apply(case)]
async fn custom_organization_role_delete_takes_it_from_its_members(engine: Engine) {
    let scene = Scene::new(engine).await;
    for name in ["keeper", "keeper-2"] {
        scene.admin.post(ROLES, &json!({"name": name})).await.expect(200);
    }
    let held = ["keeper-2", "keeper", "organization-auditor"];
    member_roles(&scene.admin, &scene.member, &held).await.expect(200);
    let answer = scene.admin.delete(&format!("{ROLES}/keeper")).await.expect(204);
    assert!(answer.body.is_empty());
    let left = scene.member.get("/api/v2/users/me/roles").await.json_of(200)["organization_roles"].clone();
    assert_eq!(left.as_object().unwrap().values().next(), Some(&json!(["keeper-2", "organization-auditor"])));
    scene.admin.delete(&format!("{ROLES}/keeper")).await.expect(404);
    // A new role of that name is another one.
    scene.admin.post(ROLES, &json!({"name": "keeper"})).await.expect(200);
    let left = scene.member.get("/api/v2/users/me/roles").await.json_of(200)["organization_roles"].clone();
    assert_eq!(left.as_object().unwrap().values().next().unwrap().as_array().unwrap().len(), 2);
}

#[apply(case)]
async fn custom_organization_role_revoked_license_keeps_what_is_there(engine: Engine) {
    let options = Options { without: vec!["custom_roles"], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    let member = server.member("plain").await;
    let default = server.owner().await.get("/api/v2/organizations/default").await.json_of(200);
    let organization = default["id"].as_str().unwrap().parse().unwrap();
    let server = with_role(server, organization).await;
    let mut member = member;
    crate::routes::stored::follow(&server, &mut member);
    let owner = server.owner().await;
    assert!(names(&owner.get(ROLES).await.json_of(200)).contains(&"keeper"));
    member_roles(owner, &member, &["keeper"]).await.expect(200);
    member.post("/api/v2/organizations/default/groups", &json!({"name": "team"})).await.expect(201);
    for answer in [
        owner.post(ROLES, &json!({"name": "other"})).await,
        owner.put(ROLES, &json!({"name": "keeper"})).await,
        owner.delete(&format!("{ROLES}/keeper")).await,
    ] {
        assert!(answer.expect(403).message().starts_with("Custom Roles is a Premium feature"));
    }
}

/// The role `keeper`, as it was made before the feature was turned off.
async fn with_role(server: Server, organization: burgrave_core::ids::OrganizationId) -> Server {
    use burgrave_core::Clock as _;
    use burgrave_core::authorization::{Action, Permission, Resource};
    let create = Permission { resource: Some(Resource::Group), action: Some(Action::Create), negate: false };
    let new = burgrave_store::NewCustomRole {
        organization_id: organization,
        name: "keeper".to_owned(),
        display_name: String::new(),
        permissions: vec![create],
        now: server.clock.now(),
    };
    server
        .restart_after(async |store| {
            let done: Result<_, StoreError> = store
                .write(move |tx| {
                    let new = new.clone();
                    async move { tx.insert_custom_role(&stored::by_test(new)).await }
                })
                .await;
            assert_eq!(done.unwrap(), burgrave_store::Inserted::Done);
        })
        .await
}

#[apply(case)]
async fn roles_end_with_their_organization(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let data = "/api/v2/organizations/data";
    for _ in 0..2 {
        owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
        owner.post(&format!("{data}/members/roles"), &json!({"name": "keeper"})).await.expect(200);
        owner.delete(data).await.expect(200);
    }
}
