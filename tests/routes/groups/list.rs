//! `GET /groups` and `GET /organizations/{organization}/groups`

use serde_json::{Value, json};

use super::scene::{GROUPS, Scene, path};
use crate::harness::Engine;
use crate::routes::organizations::sharing;
use crate::routes::stored;

const ALL: &str = "/api/v2/groups";

/// The listed groups as `organization/name`.
fn names(list: &Value) -> Vec<String> {
    let name = |group: &Value| {
        format!("{}/{}", group["organization_name"].as_str().unwrap(), group["name"].as_str().unwrap())
    };
    list.as_array().unwrap().iter().map(name).collect()
}

/// The usual scene, and an organization `art` with the members owner and jonas and the groups `team` and
/// `Zebra`.
async fn scene_with_art(engine: Engine) -> Scene {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "art"})).await.expect(201);
    owner.post("/api/v2/organizations/art/members/jonas", &json!({})).await.expect(200);
    for name in ["team", "Zebra"] {
        let made = owner.post("/api/v2/organizations/art/groups", &json!({"name": name})).await.json_of(201);
        owner.patch(&path(&made), &json!({"add_users": [scene.jonas.id]})).await.expect(200);
    }
    scene
}

/// TestGroups/OK
#[apply(case)]
async fn groups_are_listed_without_filters(engine: Engine) {
    let scene = Scene::new(engine).await;
    let list = scene.owner().await.get(ALL).await.json_of(200);
    assert_eq!(names(&list), ["coder/Everyone", "coder/team"]);
    assert_eq!(list[1], scene.now().await);
    assert_eq!(scene.owner().await.get(GROUPS).await.json_of(200), list);
}

#[apply(case)]
async fn groups_are_listed_by_organization_and_name(engine: Engine) {
    let scene = scene_with_art(engine).await;
    let list = scene.owner().await.get(ALL).await.json_of(200);
    let mut names = names(&list);
    assert!(names[..3].iter().all(|name| name.starts_with("art/")), "{names:?}");
    assert!(names[3..].iter().all(|name| name.starts_with("coder/")), "{names:?}");
    assert_eq!(names.len(), 5);
    assert_eq!(scene.owner().await.get(ALL).await.json_of(200), list);
    let listed = names.clone();
    names.sort_by_key(|name| name.to_lowercase());
    let mut exact = listed.clone();
    exact.sort();
    assert!(listed == names || listed == exact, "the order is that of the names: {listed:?}");
}

#[apply(case)]
async fn the_list_of_an_organization_has_its_own_groups_only(engine: Engine) {
    let scene = scene_with_art(engine).await;
    let mut art = names(&scene.owner().await.get("/api/v2/organizations/art/groups").await.json_of(200));
    art.sort();
    assert_eq!(art, ["art/Everyone", "art/Zebra", "art/team"]);
    scene.amira.get("/api/v2/organizations/art/groups").await.expect(404);
    scene.owner().await.get("/api/v2/organizations/nowhere/groups").await.expect(404);
}

#[apply(case)]
async fn members_see_the_groups_of_their_organizations(engine: Engine) {
    let scene = scene_with_art(engine).await;
    let amira = scene.amira.get(ALL).await.json_of(200);
    assert_eq!(names(&amira), ["coder/Everyone", "coder/team"]);
    let jonas = scene.jonas.get(GROUPS).await.json_of(200);
    assert_eq!(names(&jonas), ["coder/Everyone", "coder/team"]);
    // Who is in a group is another question: one reads oneself.
    assert_eq!((&jonas[1]["members"], &jonas[1]["total_member_count"]), (&json!([]), &json!(1)));
}

/// An administrator of one organization finds all users, and learns nothing of their groups in another.
#[apply(case)]
async fn the_member_filter_finds_nobody_whom_the_list_of_members_hides(engine: Engine) {
    let scene = scene_with_art(engine).await;
    let owner = scene.owner().await;
    let roles = format!("/api/v2/organizations/default/members/{}/roles", scene.amira.id);
    owner.put(&roles, &json!({"roles": ["organization-admin"]})).await.expect(200);
    owner.post("/api/v2/organizations/art/members/amira", &json!({})).await.expect(200);
    let seen = scene.amira.get(&format!("{ALL}?organization=art")).await.json_of(200);
    assert_eq!(seen.as_array().unwrap().len(), 3, "the groups themselves are no secret");
    let list = scene.amira.get(&format!("{ALL}?organization=art&has_member=jonas")).await.json_of(200);
    assert_eq!(names(&list), Vec::<String>::new());
    let own = scene.amira.get(&format!("{ALL}?organization=art&has_member=me")).await.json_of(200);
    assert_eq!(names(&own), ["art/Everyone"]);
    let here = scene.amira.get(&format!("{ALL}?has_member=jonas")).await.json_of(200);
    assert_eq!(names(&here), ["coder/Everyone"], "where they govern, they see it");
}

#[apply(case)]
async fn where_members_are_hidden_they_see_their_groups_and_everyone(engine: Engine) {
    let scene = scene_with_art(engine).await;
    for organization in ["default", "art"] {
        sharing::close(scene.owner().await, organization).await;
    }
    let amira = scene.amira.get(ALL).await.json_of(200);
    assert_eq!(names(&amira), ["coder/Everyone", "coder/team"]);
    assert_eq!(amira[1]["members"].as_array().unwrap().len(), 1);
    let mut jonas = names(&scene.jonas.get(ALL).await.json_of(200));
    jonas.sort();
    assert_eq!(jonas, ["art/Everyone", "art/Zebra", "art/team", "coder/Everyone"]);
    assert_eq!(names(&scene.jonas.get(GROUPS).await.json_of(200)), ["coder/Everyone"]);
}

#[apply(case)]
async fn roles_that_read_groups_see_all_of_them(engine: Engine) {
    let mut scene = scene_with_art(engine).await;
    scene.server = stored::give_roles(scene.server, &mut scene.amira, &["auditor"]).await;
    let all = scene.owner().await.get(ALL).await.json_of(200);
    assert_eq!(scene.amira.get(ALL).await.json_of(200), all);
}

#[apply(case)]
async fn the_organization_filter_takes_ids_names_and_default(engine: Engine) {
    let scene = scene_with_art(engine).await;
    let owner = scene.owner().await;
    let art = owner.get("/api/v2/organizations/art").await.json_of(200);
    for key in ["art", "ART", art["id"].as_str().unwrap()] {
        let list = owner.get(&format!("{ALL}?organization={key}")).await.json_of(200);
        assert_eq!(list, owner.get("/api/v2/organizations/art/groups").await.json_of(200), "{key}");
    }
    let list = owner.get(&format!("{ALL}?organization=default")).await.json_of(200);
    assert_eq!(list, owner.get(GROUPS).await.json_of(200));
}

#[apply(case)]
async fn the_member_filter_takes_ids_names_and_me(engine: Engine) {
    let scene = scene_with_art(engine).await;
    let owner = scene.owner().await;
    for key in [scene.amira.id.as_str(), "amira", "AMIRA"] {
        let list = owner.get(&format!("{ALL}?has_member={key}")).await.json_of(200);
        assert_eq!(names(&list), ["coder/Everyone", "coder/team"], "{key}");
    }
    let mine = owner.get(&format!("{ALL}?has_member=me")).await.json_of(200);
    assert_eq!(names(&mine), ["art/Everyone", "coder/Everyone"]);
    let own = scene.amira.get(&format!("{GROUPS}?has_member=me")).await.json_of(200);
    assert_eq!(names(&own), ["coder/Everyone", "coder/team"]);
}

/// TestGroup/ByIDs
#[apply(case)]
async fn the_id_filter_takes_several_ids(engine: Engine) {
    let scene = scene_with_art(engine).await;
    let owner = scene.owner().await;
    let art = owner.get("/api/v2/organizations/art").await.json_of(200)["id"].as_str().unwrap().to_owned();
    let team = scene.now().await["id"].as_str().unwrap().to_owned();
    let unknown = "7d0f2f3c-3c0a-4f57-8d2f-000000000000";
    let query = format!("?group_ids={team},{art},{unknown},{team}");
    let list = owner.get(&format!("{ALL}{query}")).await.json_of(200);
    assert_eq!(names(&list), ["art/Everyone", "coder/team"]);
    assert_eq!(names(&owner.get(&format!("{GROUPS}{query}")).await.json_of(200)), ["coder/team"]);
    sharing::close(owner, "default").await;
    assert_eq!(
        scene.jonas.get(&format!("{GROUPS}?group_ids={team}")).await.json_of(200),
        json!([]),
        "it is hidden"
    );
}

#[apply(case)]
async fn filters_narrow_each_other_down(engine: Engine) {
    let scene = scene_with_art(engine).await;
    let owner = scene.owner().await;
    let team = scene.now().await["id"].as_str().unwrap().to_owned();
    let count =
        async |query: &str| owner.get(&format!("{ALL}?{query}")).await.json_of(200).as_array().unwrap().len();
    assert_eq!(count("organization=art&has_member=jonas").await, 3);
    assert_eq!(count("organization=art&has_member=amira").await, 0);
    assert_eq!(count(&format!("has_member=amira&group_ids={team}")).await, 1);
    assert_eq!(count(&format!("has_member=jonas&group_ids={team}")).await, 0);
    assert_eq!(count(&format!("organization=art&group_ids={team}")).await, 0);
}

#[apply(case)]
async fn an_empty_filter_is_no_filter(engine: Engine) {
    let scene = Scene::new(engine).await;
    let list =
        scene.owner().await.get(&format!("{ALL}?organization=&has_member=&group_ids=")).await.json_of(200);
    assert_eq!(list, scene.owner().await.get(ALL).await.json_of(200));
}

#[apply(case)]
async fn filters_that_name_nothing_are_refused(engine: Engine) {
    let scene = scene_with_art(engine).await;
    for (query, field) in [("organization=nowhere", "organization"), ("has_member=nobody", "has_member")] {
        let answer = scene.owner().await.get(&format!("{ALL}?{query}")).await.expect(400);
        assert_eq!(answer.faulty_fields(), [field]);
    }
    let malformed = scene.owner().await.get(&format!("{ALL}?group_ids=team")).await.expect(400);
    assert_eq!(malformed.faulty_fields().len(), 1, "{}", malformed.text());
    assert!(malformed.faulty_fields()[0].starts_with("group_ids"));
    // What is hidden from the caller looks like what isn't there.
    for (hidden, missing) in
        [("organization=art", "organization=nowhere"), ("has_member=jonas", "has_member=nobody")]
    {
        let text = |query: &str, text: String| text.replace(query.split_once('=').unwrap().1, "X");
        let hidden_answer = scene.amira.get(&format!("{ALL}?{hidden}")).await.expect(400).text();
        let missing_answer = scene.amira.get(&format!("{ALL}?{missing}")).await.expect(400).text();
        assert_eq!(text(hidden, hidden_answer), text(missing, missing_answer));
    }
}

#[apply(case)]
async fn an_unknown_filter_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for list in [ALL, GROUPS] {
        let answer = scene.owner().await.get(&format!("{list}?colour=red&has_member=me")).await.expect(400);
        assert_eq!(answer.message(), "Query parameters have invalid values.");
        assert_eq!(answer.faulty_fields(), ["colour"]);
    }
    let misplaced = scene.owner().await.get(&format!("{GROUPS}?organization=coder")).await.expect(400);
    assert_eq!(misplaced.faulty_fields(), ["organization"], "the path names it already");
}
