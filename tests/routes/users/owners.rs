//! No way leaves an installation without an active owner.

use http::Method;
use serde_json::json;

use crate::harness::{Engine, Person, Server, entropy, secrets};
use crate::routes::scim::scene;
use crate::routes::stored;

#[apply(case)]
async fn the_last_active_owner_can_be_neither_deleted_nor_suspended_nor_lose_the_role(engine: Engine) {
    let server = Server::start(engine).await;
    let mut second = server.member("second").await;
    let server = stored::give_roles(server, &mut second, &["owner"]).await;
    let owner = server.owner().await.clone();
    let first = format!("/api/v2/users/{}", owner.id);
    second.put(&format!("{first}/roles"), &json!({"roles": []})).await.expect(200);
    // Now the second is the last: nobody else may act on them, and they may not act on themselves.
    let own = format!("/api/v2/users/{}", second.id);
    second.delete(&own).await.expect(403);
    second.put(&format!("{own}/roles"), &json!({"roles": []})).await.expect(400);
    second.call(Method::PUT, &format!("{own}/status/suspend")).send().await.expect(400);
    second.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn an_owner_who_never_logged_in_is_no_replacement(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let nil = "00000000-0000-0000-0000-000000000000";
    let body = json!({"email": "", "username": "robot", "service_account": true, "organization_ids": [nil],
                      "roles": ["owner"], "user_status": "active"});
    let robot = owner.post("/api/v2/users", &body).await.json_of(201);
    let path = format!("/api/v2/users/{}/keys/tokens", robot["id"].as_str().unwrap());
    let token =
        owner.post(&path, &json!({"token_name": "t"})).await.json_of(201)["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    let robot = Person { token, ..owner.clone() };
    let first = format!("/api/v2/users/{}", owner.id);
    let refused = robot.delete(&first).await.expect(400);
    assert!(refused.message().contains("last active owner"), "{}", refused.text());
    let refused = robot.put(&format!("{first}/roles"), &json!({"roles": []})).await.expect(400);
    assert!(refused.message().contains("last active owner"), "{}", refused.text());
    robot.call(Method::PUT, &format!("{first}/status/suspend")).send().await.expect(400);
}

/// What people and identity providers do to accounts.
const CHANGES: [&str; 8] = [
    "delete",
    "suspend",
    "activate",
    "set the roles",
    "sign out everywhere",
    "take on by SCIM",
    "deactivate by SCIM",
    "delete by SCIM",
];

/// Numbers that follow from the seed of the run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }
}

/// One random change of one random account by one random person or by SCIM; whatever it answers is right.
async fn change(server: &Server, people: &[Person], dice: &mut Dice) -> String {
    let (by, on) = (&people[dice.roll(people.len())], &people[dice.roll(people.len())]);
    let (path, scim) = (format!("/api/v2/users/{}", on.id), format!("/Users/{}", on.id));
    let roles: [&[&str]; 3] = [&[], &["owner"], &["user-admin"]];
    let what = CHANGES[dice.roll(CHANGES.len())];
    let answer = match what {
        "delete" => by.delete(&path).await,
        "suspend" => by.call(Method::PUT, &format!("{path}/status/suspend")).send().await,
        "activate" => by.call(Method::PUT, &format!("{path}/status/activate")).send().await,
        "set the roles" => by.put(&format!("{path}/roles"), &json!({"roles": roles[dice.roll(3)]})).await,
        "sign out everywhere" => by.delete(&format!("{path}/keys")).await,
        "take on by SCIM" => {
            let mut sent = scene::user(&on.username);
            sent["emails"] = json!([{"value": on.email, "primary": true}]);
            sent["active"] = (dice.roll(2) == 0).into();
            scene::post(server, "/Users", &sent).await
        }
        "deactivate by SCIM" => {
            scene::patch(server, &scim, &scene::operation("replace", "active", json!(false))).await
        }
        _ => scene::delete(server, &scim).await,
    };
    assert!(answer.status < 500, "{}", answer.text());
    format!("{}: {what} of {}: {}", by.username, on.username, answer.status)
}

/// Whether somebody can log in and act as an active owner.
async fn is_governed(people: &[Person]) -> bool {
    for person in people {
        let login = json!({"email": person.email, "password": person.password});
        let session = person.call(Method::POST, "/api/v2/users/login").json(&login).send().await;
        if session.status != 201 {
            continue;
        }
        let token = session.json()["session_token"].as_str().unwrap().to_owned();
        secrets::register(&token);
        let me = Person { token, ..person.clone() }.get("/api/v2/users/me").await.json_of(200);
        let owner = me["roles"].as_array().unwrap().iter().any(|role| role["name"] == "owner");
        if owner && me["status"] == "active" {
            return true;
        }
    }
    false
}

#[apply(case)]
async fn no_sequence_of_changes_leaves_an_installation_without_an_active_owner(engine: Engine) {
    let server = Server::start(engine).await;
    let mut people = vec![server.owner().await.clone()];
    for name in ["amira", "jonas", "noor"] {
        people.push(server.member(name).await);
    }
    let mut second = people[1].clone();
    let server = stored::give_roles(server, &mut second, &["owner"]).await;
    for person in &mut people {
        stored::follow(&server, person);
    }
    let mut dice = Dice(entropy::seed());
    let mut done = Vec::new();
    for step in 0..60 {
        done.push(change(&server, &people, &mut dice).await);
        if step % 5 == 4 {
            assert!(is_governed(&people).await, "no active owner is left after {done:#?}");
        }
    }
}
