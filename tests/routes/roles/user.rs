//! `GET` and `PUT /users/{user}/roles` (TestGrantSiteRoles, TestInitialRoles)

use serde_json::json;

use super::scene::{Scene, member_roles, site_roles};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn initial_roles_of_the_first_user_are_owner_and_none_in_the_organization(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let roles = owner.get("/api/v2/users/me/roles").await.json_of(200);
    let id = default["id"].as_str().unwrap();
    assert_eq!(roles, json!({"roles": ["owner"], "organization_roles": {id: []}}));
}

#[apply(case)]
async fn roles_are_read_by_oneself_and_by_those_who_read_personal_data(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = format!("/api/v2/users/{}/roles", scene.admin.id);
    let own = scene.admin.get("/api/v2/users/me/roles").await.json_of(200);
    assert_eq!(
        own["organization_roles"].as_object().unwrap().values().next(),
        Some(&json!(["organization-admin"]))
    );
    assert_eq!(scene.owner().await.get(&path).await.json_of(200), own);
    scene.member.get(&path).await.expect(404);
    // A user admin of the organization finds the user, and doesn't read their personal data.
    let hidden = scene.user_admin.get(&path).await.expect(404);
    assert!(hidden.message().starts_with("Resource not found"));
}

#[apply(case)]
async fn grant_site_roles_replaces_all_of_them(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let user =
        site_roles(owner, &scene.member, &["auditor", "member", "user-admin", "auditor"]).await.json_of(200);
    let shown: Vec<_> = user["roles"].as_array().unwrap().iter().map(|role| role["name"].clone()).collect();
    assert_eq!(shown, ["auditor", "user-admin"]);
    assert_eq!(user["id"], scene.member.id);
    let user = site_roles(owner, &scene.member, &[]).await.json_of(200);
    assert_eq!(user["roles"], json!([]));
}

#[apply(case)]
async fn grant_site_roles_changes_what_one_may_at_once(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = format!("/api/v2/users/{}", scene.admin.id);
    scene.member.get(&path).await.expect(404);
    site_roles(scene.owner().await, &scene.member, &["auditor"]).await.expect(200);
    scene.member.get(&path).await.expect(200);
    site_roles(scene.owner().await, &scene.member, &[]).await.expect(200);
    scene.member.get(&path).await.expect(404);
}

#[apply(case)]
async fn grant_site_roles_refuses_roles_of_organizations_and_unknown_ones(engine: Engine) {
    let scene = Scene::new(engine).await;
    let wanted = ["auditor", "organization-admin", "castellan"];
    let refused = site_roles(scene.owner().await, &scene.member, &wanted).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["roles[1]", "roles[2]"]);
    assert!(refused.message().contains("organization-admin"), "{}", refused.text());
    let roles = scene.member.get("/api/v2/users/me").await.json_of(200)["roles"].clone();
    assert_eq!(roles, json!([]), "nothing is half done");
}

#[apply(case)]
async fn grant_site_roles_refuses_one_s_own(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    site_roles(owner, owner, &["owner", "auditor"]).await.expect(400);
    site_roles(owner, owner, &[]).await.expect(400);
}

#[apply(case)]
async fn grant_site_roles_is_for_owners(engine: Engine) {
    let scene = Scene::new(engine).await;
    site_roles(&scene.admin, &scene.member, &["auditor"]).await.expect(403);
    // A caller who can't see the user learns nothing else.
    site_roles(&scene.member, &scene.admin, &["auditor"]).await.expect(404);
    site_roles(scene.owner().await, &scene.user_admin, &["user-admin"]).await.expect(200);
    for role in ["owner", "auditor", "template-admin", "user-admin"] {
        let refused = site_roles(&scene.user_admin, &scene.member, &[role]).await.expect(400);
        assert!(refused.message().contains(role), "{}", refused.text());
    }
    site_roles(&scene.user_admin, &scene.member, &["member"]).await.expect(200);
    let refused = site_roles(&scene.user_admin, scene.owner().await, &[]).await.expect(400);
    assert!(refused.message().contains("owner"), "taking is giving");
    member_roles(&scene.user_admin, scene.owner().await, &[]).await.expect(200);
}

#[apply(case)]
async fn grant_site_roles_to_somebody_unknown_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = json!({"roles": ["auditor"]});
    for nobody in ["nobody", "6a1e8f34-0b6d-4c55-9a7b-2f4c1d8e9b03"] {
        scene.owner().await.put(&format!("/api/v2/users/{nobody}/roles"), &body).await.expect(404);
    }
}
