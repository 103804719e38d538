//! What most cases of roles begin with.

use serde_json::{Value, json};

use crate::harness::{Answer, Engine, Person, Server};

/// The roles of the default organization.
pub const ROLES: &str = "/api/v2/organizations/default/members/roles";

/// A server whose default organization has an admin, a user admin and a plain member.
pub struct Scene {
    pub server: Server,
    pub admin: Person,
    pub user_admin: Person,
    pub member: Person,
}

impl Scene {
    pub async fn new(engine: Engine) -> Scene {
        let server = Server::start(engine).await;
        let (admin, user_admin, member) =
            (server.member("admin").await, server.member("keeper").await, server.member("plain").await);
        let owner = server.owner().await;
        member_roles(owner, &admin, &["organization-admin"]).await.expect(200);
        member_roles(owner, &user_admin, &["organization-user-admin"]).await.expect(200);
        Scene { server, admin, user_admin, member }
    }

    pub async fn owner(&self) -> &Person {
        self.server.owner().await
    }
}

/// Gives somebody these roles in the default organization.
pub async fn member_roles(by: &Person, to: &Person, roles: &[&str]) -> Answer {
    by.put(&format!("/api/v2/organizations/default/members/{}/roles", to.id), &json!({"roles": roles})).await
}

/// Gives somebody these roles of the site.
pub async fn site_roles(by: &Person, to: &Person, roles: &[&str]) -> Answer {
    by.put(&format!("/api/v2/users/{}/roles", to.id), &json!({"roles": roles})).await
}

/// A permission as requests and answers write it.
pub fn permission(resource: &str, action: &str) -> Value {
    json!({"negate": false, "resource_type": resource, "action": action})
}

/// The names in a list of roles.
pub fn names(roles: &Value) -> Vec<&str> {
    roles.as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap()).collect()
}
