//! `default_org_member_roles`: what every member of an organization is.

use serde_json::{Value, json};

use super::scene::{ROLES, Scene, member_roles, names, permission};
use crate::harness::{Answer, Engine, Person};

const ORGANIZATION: &str = "/api/v2/organizations/default";
const AUDIT: &str = "/api/v2/audit";

async fn set(by: &Person, roles: &[&str]) -> Answer {
    by.patch(ORGANIZATION, &json!({"default_org_member_roles": roles})).await
}

#[apply(case)]
async fn a_role_of_everybody_counts_at_once_for_all_members_and_ends_with_the_setting(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.member.get(ORGANIZATION).await.json_of(200);
    assert_eq!(first["default_org_member_roles"], json!(["organization-workspace-access"]));
    scene.member.get(AUDIT).await.expect(403);
    let roles = ["Organization-Auditor", "organization-member", "organization-auditor"];
    let changed = set(&scene.admin, &roles).await.json_of(200);
    assert_eq!(changed["default_org_member_roles"], json!(["organization-auditor"]));
    scene.member.get(AUDIT).await.expect(200);
    let newcomer = scene.server.member("newcomer").await;
    newcomer.get(AUDIT).await.expect(200);
    let entries = scene.admin.get(&format!("{AUDIT}?q=organization%20action:write")).await.json_of(200);
    let diff = &entries["audit_logs"][0]["diff"]["default_org_member_roles"];
    assert_eq!(
        (&diff["old"], &diff["new"]),
        (&json!(["organization-workspace-access"]), &json!(["organization-auditor"]))
    );
    // What is left out or null stays.
    for body in [json!({"icon": "/i.svg"}), json!({"default_org_member_roles": null})] {
        let kept = scene.admin.patch(ORGANIZATION, &body).await.json_of(200);
        assert_eq!(kept["default_org_member_roles"], json!(["organization-auditor"]), "{body}");
    }
    let server = scene.server.restart().await;
    let newcomer = Person { address: server.owner().await.address, ..newcomer };
    newcomer.get(AUDIT).await.expect(200);
    set(server.owner().await, &[]).await.expect(200);
    newcomer.get(AUDIT).await.expect(403);
}

#[apply(case)]
async fn a_role_of_everybody_is_not_listed_with_the_members(engine: Engine) {
    let scene = Scene::new(engine).await;
    set(&scene.admin, &["organization-template-admin"]).await.expect(200);
    let members = scene.admin.get(&format!("{ORGANIZATION}/members")).await.json_of(200);
    let plain = members.as_array().unwrap().iter().find(|one| one["username"] == "plain").unwrap();
    assert_eq!(names(&plain["roles"]), Vec::<&str>::new());
    let own = scene.member.get("/api/v2/users/me/roles").await.json_of(200);
    let given: Vec<&Value> = own["organization_roles"].as_object().unwrap().values().collect();
    assert_eq!(given, [&json!([])]);
    // Taking the same role away from one changes nothing of what everybody has.
    member_roles(&scene.admin, &scene.member, &["organization-template-admin"]).await.expect(200);
    member_roles(&scene.admin, &scene.member, &[]).await.expect(200);
    scene.member.get(&format!("{ORGANIZATION}/groups")).await.expect(200);
    let seen = scene.member.get(&format!("{ORGANIZATION}/members")).await.json_of(200);
    assert_eq!(seen.as_array().unwrap().len(), members.as_array().unwrap().len());
}

#[apply(case)]
async fn only_built_in_roles_of_organizations_can_be_everybodys(engine: Engine) {
    let scene = Scene::new(engine).await;
    let custom = json!({"name": "baker", "organization_permissions": [permission("group", "read")]});
    scene.admin.post(ROLES, &custom).await.expect(200);
    let refused =
        set(&scene.admin, &["organization-auditor", "baker", "owner", "castellan"]).await.expect(400);
    let fields = refused.faulty_fields();
    assert_eq!(fields, [1, 2, 3].map(|place| format!("default_org_member_roles[{place}]")));
    let now = scene.admin.get(ORGANIZATION).await.json_of(200);
    assert_eq!(
        now["default_org_member_roles"],
        json!(["organization-workspace-access"]),
        "all of it or nothing"
    );
}

#[apply(case)]
async fn default_roles_need_the_right_to_assign_them(engine: Engine) {
    let scene = Scene::new(engine).await;
    set(&scene.member, &["organization-auditor"]).await.expect(404);
    let permissions = [permission("organization", "update")];
    let custom = json!({"name": "scribe", "organization_permissions": permissions});
    scene.admin.post(ROLES, &custom).await.expect(200);
    member_roles(&scene.admin, &scene.member, &["scribe"]).await.expect(200);
    scene.member.patch(ORGANIZATION, &json!({"icon": "/i.svg"})).await.expect(200);
    set(&scene.member, &["organization-auditor"]).await.expect(403);
    set(&scene.member, &[]).await.expect(403);
    set(&scene.member, &["organization-workspace-access"]).await.expect(200);
    // Who may assign some roles gives no others.
    member_roles(&scene.admin, &scene.member, &["scribe", "organization-user-admin"]).await.expect(200);
    set(&scene.member, &["organization-auditor"]).await.expect(400);
    set(&scene.admin, &["organization-auditor"]).await.expect(200);
    set(&scene.member, &[]).await.expect(400);
}

#[apply(case)]
async fn what_everybody_is_in_one_organization_means_nothing_in_another(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let other = owner.post("/api/v2/organizations", &json!({"name": "art"})).await.json_of(201);
    let both = [other["id"].clone(), owner.get(ORGANIZATION).await.json_of(200)["id"].clone()];
    let both: Vec<_> = both.iter().map(|id| id.as_str().unwrap()).collect();
    let lena = scene.server.member_of("lena", &both).await;
    set(&scene.admin, &["organization-admin"]).await.expect(200);
    lena.post(&format!("{ORGANIZATION}/groups"), &json!({"name": "here"})).await.expect(201);
    lena.post("/api/v2/organizations/art/groups", &json!({"name": "there"})).await.expect(403);
    let stranger = scene.server.member_of("stranger", &both[..1]).await;
    stranger.get(ORGANIZATION).await.expect(404);
}
