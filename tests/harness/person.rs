//! Somebody with a session.

use std::net::SocketAddr;

use http::Method;
use serde_json::{Value, json};

use super::server::SCIM_KEY;
use super::{Answer, Call, Server, secrets};

/// A user and the token of their session.
#[derive(Debug, Clone)]
pub struct Person {
    pub address: SocketAddr,
    pub id: String,
    pub username: String,
    pub email: String,
    pub password: String,
    pub token: String,
}

impl Person {
    /// The first user, who is the owner.
    pub(super) async fn first(server: &Server) -> Person {
        let (email, password) = credentials("owner");
        let body = json!({"email": email, "username": "owner", "password": password});
        let mut call = server.post("/api/v2/users/first", &body);
        if let Some(token) = server.setup_token() {
            call = call.header("x-setup-token", token);
        }
        let created = call.send().await.json_of(201);
        Person::logged_in(&server.get("/"), created["user_id"].as_str().unwrap(), "owner", email, password)
            .await
    }

    pub(super) async fn created_by(owner: &Person, username: &str, organizations: &[&str]) -> Person {
        let (email, password) = credentials(username);
        let body = json!({
            "email": email, "username": username, "password": password, "organization_ids": organizations,
        });
        let user = owner.post("/api/v2/users", &body).await.json_of(201);
        Person::logged_in(
            &owner.call(Method::GET, "/"),
            user["id"].as_str().unwrap(),
            username,
            email,
            password,
        )
        .await
    }

    async fn logged_in(to: &Call, id: &str, username: &str, email: String, password: String) -> Person {
        let token = String::new();
        let mut person = Person {
            address: to.address,
            id: id.to_owned(),
            username: username.to_owned(),
            email,
            password,
            token,
        };
        person.token = person.log_in().await;
        person
    }

    /// Opens one more session and gives its token.
    pub async fn log_in(&self) -> String {
        let body = json!({"email": self.email, "password": self.password});
        let call = Call::new(self.address, Method::POST, "/api/v2/users/login").json(&body);
        let session = call.send().await.json_of(201);
        let token = session["session_token"].as_str().unwrap().to_owned();
        secrets::register(&token);
        token
    }

    /// A request with the session that isn't sent yet.
    pub fn call(&self, method: Method, target: &str) -> Call {
        let call = Call::new(self.address, method, target).token(&self.token);
        // People of the suite know the key of SCIM too, so that cases may go through all operations.
        if target.contains("/scim/v2") {
            call.header("authorization", format!("Bearer {SCIM_KEY}"))
        } else {
            call
        }
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.call(Method::GET, target).send().await
    }

    pub async fn post(&self, target: &str, body: &Value) -> Answer {
        self.call(Method::POST, target).json(body).send().await
    }

    pub async fn patch(&self, target: &str, body: &Value) -> Answer {
        self.call(Method::PATCH, target).json(body).send().await
    }

    pub async fn put(&self, target: &str, body: &Value) -> Answer {
        self.call(Method::PUT, target).json(body).send().await
    }

    pub async fn delete(&self, target: &str) -> Answer {
        self.call(Method::DELETE, target).send().await
    }
}

fn credentials(username: &str) -> (String, String) {
    let password = format!("{username}-Likes-47-Green-Lanterns");
    secrets::register(&password);
    (format!("{username}@example.com"), password)
}
