//! `PUT /organizations/{organization}/members/{user}/roles` (TestAssignCustomOrgRoles)

use serde_json::{Value, json};

use super::scene::{ROLES, Scene, member_roles, permission, site_roles};
use crate::harness::Engine;
use crate::routes::organizations::sharing;

const GROUPS: &str = "/api/v2/organizations/default/groups";

/// TestAPIKey/CustomRoles
#[apply(case)]
async fn assign_custom_org_roles_gives_what_they_hold_at_once(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = json!({"name": "founder", "organization_permissions": [permission("group", "create")]});
    scene.admin.post(ROLES, &body).await.expect(200);
    scene.member.post(GROUPS, &json!({"name": "one"})).await.expect(403);
    let member = member_roles(&scene.admin, &scene.member, &["founder"]).await.json_of(200);
    assert_eq!(member["roles"][0]["name"], "founder");
    scene.member.post(GROUPS, &json!({"name": "two"})).await.expect(201);
    // What the role may do counts as it is now, not as it was when it was given.
    scene.admin.put(ROLES, &json!({"name": "founder"})).await.expect(200);
    scene.member.post(GROUPS, &json!({"name": "three"})).await.expect(403);
}

#[apply(case)]
async fn roles_of_a_member_are_replaced_and_shown_with_their_names(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.admin.post(ROLES, &json!({"name": "scribe", "display_name": "The Scribe"})).await.expect(200);
    let wanted = ["Scribe", "organization-auditor", "organization-member", "scribe"];
    let member = member_roles(&scene.admin, &scene.member, &wanted).await.json_of(200);
    let organization = &member["organization_id"];
    let role = |name: &str, shown: &str| json!({"name": name, "display_name": shown, "organization_id": organization});
    let both = json!([role("scribe", "The Scribe"), role("organization-auditor", "Organization Auditor")]);
    assert_eq!((&member["roles"], &member["user_id"]), (&both, &json!(scene.member.id)));
    let member = member_roles(&scene.admin, &scene.member, &[]).await.json_of(200);
    assert_eq!(member["roles"], json!([]));
}

#[apply(case)]
async fn members_are_listed_with_their_roles_here_and_everywhere(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.admin.post(ROLES, &json!({"name": "scribe"})).await.expect(200);
    member_roles(&scene.admin, &scene.member, &["scribe"]).await.expect(200);
    site_roles(scene.owner().await, &scene.member, &["auditor"]).await.expect(200);
    let own = |list: &Value| {
        let found = list.as_array().unwrap().iter().find(|one| one["username"] == "plain").unwrap();
        (found["roles"][0]["name"].clone(), found["global_roles"][0]["name"].clone())
    };
    let list = scene.admin.get("/api/v2/organizations/default/members").await.json_of(200);
    let page = scene.admin.get("/api/v2/organizations/default/paginated-members").await.json_of(200);
    for list in [&list, &page["members"]] {
        assert_eq!(own(list), (json!("scribe"), json!("auditor")));
    }
}

#[apply(case)]
async fn roles_that_are_none_of_this_organization_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let elsewhere = "/api/v2/organizations/data/members/roles";
    owner.post(elsewhere, &json!({"name": "foreign"})).await.expect(200);
    let wanted = ["organization-auditor", "owner", "foreign", "castellan"];
    let refused = member_roles(owner, &scene.member, &wanted).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["roles[1]", "roles[2]", "roles[3]"]);
    let held = scene.member.get("/api/v2/users/me/roles").await.json_of(200)["organization_roles"].clone();
    assert_eq!(held.as_object().unwrap().values().next(), Some(&json!([])), "nothing is half done");
}

#[apply(case)]
async fn nobody_changes_their_own_roles_in_an_organization(engine: Engine) {
    let scene = Scene::new(engine).await;
    for person in [scene.owner().await, &scene.admin, &scene.user_admin] {
        member_roles(person, person, &["organization-auditor"]).await.expect(400);
    }
    member_roles(&scene.member, &scene.member, &["organization-admin"]).await.expect(403);
}

#[apply(case)]
async fn a_user_admin_of_an_organization_gives_plain_membership_only(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.admin.post(ROLES, &json!({"name": "scribe"})).await.expect(200);
    for role in ["organization-admin", "organization-user-admin", "scribe"] {
        let refused = member_roles(&scene.user_admin, &scene.member, &[role]).await.expect(400);
        assert!(refused.message().contains(role), "{}", refused.text());
    }
    member_roles(&scene.user_admin, &scene.admin, &[]).await.expect(400);
    member_roles(&scene.user_admin, &scene.member, &["organization-member"]).await.expect(200);
}

#[apply(case)]
async fn the_roles_of_somebody_hidden_or_missing_are_not_found(engine: Engine) {
    let scene = Scene::new(engine).await;
    sharing::close(scene.owner().await, "default").await;
    let hidden = member_roles(&scene.member, &scene.admin, &[]).await.expect(404);
    let path = "/api/v2/organizations/default/members/nobody/roles";
    let missing = scene.member.put(path, &json!({"roles": []})).await.expect(404);
    assert_eq!(hidden.body, missing.body);
}

#[apply(case)]
async fn roles_in_one_organization_mean_nothing_in_another(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let amira = scene.server.member_of("amira", &[data["id"].as_str().unwrap()]).await;
    let elsewhere = "/api/v2/organizations/data";
    let reads = json!({"name": "twin", "organization_permissions": [permission("organization", "update")]});
    owner.post(&format!("{elsewhere}/members/roles"), &reads).await.expect(200);
    // A role of the same name that gives nothing.
    owner.post(ROLES, &json!({"name": "twin"})).await.expect(200);
    owner
        .put(&format!("{elsewhere}/members/{}/roles", amira.id), &json!({"roles": ["twin"]}))
        .await
        .expect(200);
    let path = format!("/api/v2/organizations/default/members/{}", amira.id);
    owner.post(&path, &json!({})).await.expect(200);
    member_roles(owner, &amira, &["twin"]).await.expect(200);
    amira.patch(elsewhere, &json!({"description": "theirs"})).await.expect(200);
    amira.patch("/api/v2/organizations/default", &json!({"description": "not theirs"})).await.expect(404);
}

#[apply(case)]
async fn a_member_holds_fifty_roles_and_signs_in_with_them(engine: Engine) {
    let scene = Scene::new(engine).await;
    let name = |number: usize| format!("{number:02}-{}", "long-name-".repeat(3).trim_end_matches('-'));
    for number in 0..50 {
        let body = json!({"name": name(number), "organization_permissions": [permission("group", "read")]});
        scene.admin.post(ROLES, &body).await.expect(200);
    }
    let names: Vec<_> = (0..50).map(name).collect();
    let wanted: Vec<_> = names.iter().map(String::as_str).collect();
    let member = member_roles(&scene.admin, &scene.member, &wanted).await.json_of(200);
    assert_eq!(member["roles"].as_array().unwrap().len(), 50);
    let body = json!({"email": scene.member.email, "password": scene.member.password});
    scene.server.post("/api/v2/users/login", &body).send().await.expect(201);
    scene.member.get("/api/v2/users/me").await.expect(200);
    let more = [&wanted[..], &["organization-auditor"]].concat();
    let refused = member_roles(&scene.admin, &scene.member, &more).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["roles"]);
}

#[apply(case)]
async fn roles_that_are_null_or_left_out_are_none(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = format!("/api/v2/organizations/default/members/{}/roles", scene.member.id);
    for body in [json!({"roles": null}), json!({})] {
        member_roles(&scene.admin, &scene.member, &["organization-auditor"]).await.expect(200);
        let member = scene.admin.put(&path, &body).await.json_of(200);
        assert_eq!(member["roles"], json!([]), "{body}");
    }
}
