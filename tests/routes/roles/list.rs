//! `GET /users/roles` and `GET /organizations/{organization}/members/roles` (TestListRoles)

use serde_json::{Value, json};

use super::scene::{ROLES, Scene, names, permission, site_roles};
use crate::harness::Engine;

const SITE: &str = "/api/v2/users/roles";
const SITE_ROLES: [&str; 5] = ["owner", "auditor", "template-admin", "user-admin", "agents-access"];
const ORGANIZATION_ROLES: [&str; 6] = [
    "organization-admin",
    "organization-auditor",
    "organization-template-admin",
    "organization-user-admin",
    "organization-workspace-creation-ban",
    "organization-workspace-access",
];

/// The names of those that the caller may assign.
fn assignable(roles: &Value) -> Vec<&str> {
    let all = roles.as_array().unwrap().iter();
    all.filter(|role| role["assignable"] == true).map(|role| role["name"].as_str().unwrap()).collect()
}

#[apply(case)]
async fn list_roles_of_the_site_says_which_the_caller_may_assign(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await.get(SITE).await.json_of(200);
    assert_eq!((names(&owner), assignable(&owner)), (SITE_ROLES.to_vec(), SITE_ROLES.to_vec()));
    site_roles(scene.owner().await, &scene.member, &["user-admin"]).await.expect(200);
    // A user admin of the site gives plain membership only, which isn't listed.
    for person in [&scene.admin, &scene.user_admin, &scene.member] {
        let seen = person.get(SITE).await.json_of(200);
        assert_eq!((names(&seen), assignable(&seen)), (SITE_ROLES.to_vec(), vec![]));
    }
}

#[apply(case)]
async fn list_roles_of_an_organization_says_which_the_caller_may_assign(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.admin.post(ROLES, &json!({"name": "B-role"})).await.expect(200);
    scene.admin.post(ROLES, &json!({"name": "a-role"})).await.expect(200);
    let all = [&ORGANIZATION_ROLES[..], &["a-role", "b-role"]].concat();
    for (person, may) in [
        (scene.owner().await, &all[..]),
        (&scene.admin, &all),
        (&scene.user_admin, &["organization-workspace-access"]),
        (&scene.member, &[]),
    ] {
        let seen = person.get(ROLES).await.json_of(200);
        assert_eq!((names(&seen), assignable(&seen)), (all.clone(), may.to_vec()), "{}", person.username);
        let built_in = seen.as_array().unwrap().iter().map(|role| role["built_in"] == true);
        assert_eq!(built_in.collect::<Vec<_>>(), [true, true, true, true, true, true, false, false]);
    }
}

#[apply(case)]
async fn list_roles_of_a_foreign_organization_is_not_found(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let hidden = scene.admin.get("/api/v2/organizations/data/members/roles").await.expect(404);
    let missing = scene.admin.get("/api/v2/organizations/nowhere/members/roles").await.expect(404);
    assert_eq!(hidden.body, missing.body);
}

#[apply(case)]
async fn list_roles_shows_what_a_role_may_do(engine: Engine) {
    let scene = Scene::new(engine).await;
    let seen = scene.member.get(ROLES).await.json_of(200);
    let by_name = |name: &str| {
        let found = seen.as_array().unwrap().iter().find(|role| role["name"] == name);
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    let admin = by_name("organization-admin");
    assert_eq!(admin["site_permissions"], json!([permission("user", "read")]));
    let given = admin["organization_permissions"].as_array().unwrap();
    assert!(given.contains(&permission("template", "*")) && given.contains(&permission("group", "create")));
    assert!(
        !given.contains(&permission("workspace", "ssh")) && !given.contains(&permission("assign_role", "*"))
    );
    let ban = by_name("organization-workspace-creation-ban");
    let taken = ban["organization_permissions"].as_array().unwrap();
    assert!(taken.iter().all(|rule| rule["negate"] == true && rule["resource_type"] == "workspace"));
    let default = scene.member.get("/api/v2/organizations/default").await.json_of(200)["id"].clone();
    assert!(seen.as_array().unwrap().iter().all(|role| role["organization_id"] == default), "{seen}");
    assert_eq!(
        (&admin["user_permissions"], &admin["organization_member_permissions"]),
        (&json!([]), &json!([]))
    );
    let access = by_name("organization-workspace-access");
    assert!(
        access["organization_member_permissions"].as_array().unwrap().contains(&permission("workspace", "*"))
    );
    assert_eq!((&access["organization_permissions"], &access["user_permissions"]), (&json!([]), &json!([])));
    let site = scene.member.get(SITE).await.json_of(200);
    assert!(site.as_array().unwrap().iter().all(|role| role.get("organization_id").is_none()), "{site}");
    assert!(site[4]["user_permissions"].as_array().unwrap().contains(&permission("chat", "create")));
    assert_eq!((&site[1]["name"], &site[1]["display_name"]), (&json!("auditor"), &json!("Auditor")));
    assert!(site[1]["site_permissions"].as_array().unwrap().contains(&permission("audit_log", "read")));
}
