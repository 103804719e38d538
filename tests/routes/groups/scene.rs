//! What most cases of groups begin with.

use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};

pub const GROUPS: &str = "/api/v2/organizations/default/groups";

/// A server whose default organization has the members amira and jonas and the group `team` with amira in it.
pub struct Scene {
    pub server: Server,
    pub amira: Person,
    pub jonas: Person,
    /// `/api/v2/groups/<id of team>`
    pub team: String,
}

impl Scene {
    pub async fn new(engine: Engine) -> Scene {
        let server = Server::start(engine).await;
        let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
        for person in [server.owner().await, &amira, &jonas] {
            // The first request is the one that notes when somebody was last seen.
            person.get("/api/v2/users/me").await.expect(200);
        }
        let body =
            json!({"name": "team", "display_name": "Team", "avatar_url": "/team.png", "quota_allowance": 7});
        let made = server.owner().await.post(GROUPS, &body).await.json_of(201);
        let team = path(&made);
        server.owner().await.patch(&team, &json!({"add_users": [amira.id]})).await.expect(200);
        Scene { server, amira, jonas, team }
    }

    pub async fn owner(&self) -> &Person {
        self.server.owner().await
    }

    /// The group as the owner sees it.
    pub async fn now(&self) -> Value {
        self.owner().await.get(&self.team).await.json_of(200)
    }
}

/// The path of a group that an answer shows.
pub fn path(group: &Value) -> String {
    format!("/api/v2/groups/{}", group["id"].as_str().unwrap())
}

/// The usernames in a list of users.
pub fn usernames(users: &Value) -> Vec<&str> {
    users.as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect()
}
