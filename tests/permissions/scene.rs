//! One server with all subjects, and an organization that they are asked about.

use burgrave_core::authorization::{Scope, ScopeName};
use burgrave_core::ids::UserId;
use burgrave_core::token::SessionToken;
use burgrave_core::{Clock as _, SystemEntropy};
use burgrave_store::{Inserted, LoginType, NewApiKey, Redacted, StoreError, UserStatus};
use chrono::{DateTime, TimeDelta, Utc};
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Engine, Options, Person, Server, secrets};
use crate::routes::stored;

/// The organization that all questions are about.
pub const CASTLE: &str = "castle";

/// Roles of the site, by subject.
const SITE: [&str; 3] = ["user-admin", "template-admin", "auditor"];

/// Roles in the organization, by subject; none is a plain member.
const HERE: [(&str, Option<&str>); 7] = [
    ("org-admin", Some("organization-admin")),
    ("org-auditor", Some("organization-auditor")),
    ("org-template-admin", Some("organization-template-admin")),
    ("org-user-admin", Some("organization-user-admin")),
    ("org-ban", Some("organization-workspace-creation-ban")),
    ("org-member", None),
    ("custom", Some("reader")),
];

/// The key of an identity provider, which no subject has.
const SCIM_KEY: &str = "a-key-that-no-subject-of-the-scene-has";

/// What the narrow token may do.
const NARROW: &str = "organization:read";

/// Somebody who asks: a session, and more that may be ended.
struct Subject {
    name: &'static str,
    token: String,
    spares: [String; 2],
}

/// Everything that a question needs.
pub struct Scene {
    pub server: Server,
    pub owner: Person,
    /// Id of the organization.
    pub castle: String,
    subjects: Vec<Subject>,
}

impl Scene {
    pub async fn build(engine: Engine) -> Scene {
        // Identity providers have keys of their own: no session opens their part of the API.
        secrets::register(SCIM_KEY);
        // Every question has things of its own, which wait for daemons that are not there.
        let unlimited = ["max-waiting-jobs-per-user", "max-waiting-jobs-per-organization"];
        let mut flags = unlimited.map(|name| (name, "0".to_owned())).to_vec();
        flags.push(("scim-key", SCIM_KEY.to_owned()));
        let options = Options { flags, ..Options::default() };
        let server = Server::start_with(engine, options).await;
        let owner = server.owner().await.clone();
        let castle = found(&owner, CASTLE).await;
        let abbey = found(&owner, "abbey").await;
        let roles = format!("/api/v2/organizations/{CASTLE}/members/roles");
        let reads = json!({"resource_type": "group", "action": "read"});
        let reader = json!({"name": "reader", "organization_permissions": [reads]});
        owner.post(&roles, &reader).await.expect(200);
        let mut people = vec![("owner", owner.clone())];
        for role in SITE {
            let person = server.member(role).await;
            put_roles(&owner, &format!("/api/v2/users/{}/roles", person.id), role).await;
            people.push((role, person));
        }
        for (name, role) in HERE {
            let person = server.member_of(name, &[&castle]).await;
            if let Some(role) = role {
                let path = format!("/api/v2/organizations/{CASTLE}/members/{}/roles", person.id);
                put_roles(&owner, &path, role).await;
            }
            people.push((name, person));
        }
        let admin = server.member_of("other-admin", &[&abbey]).await;
        let path = format!("/api/v2/organizations/abbey/members/{}/roles", admin.id);
        put_roles(&owner, &path, "organization-admin").await;
        people.push(("other-admin", admin));
        people.push(("stranger", server.member("stranger").await));
        people.push(("suspended", server.member_of("suspended", &[&castle]).await));
        Scene::finish(server, castle, people).await
    }

    /// Writes what no operation brings about, and takes everyone along to the server that starts again.
    async fn finish(server: Server, castle: String, people: Vec<(&'static str, Person)>) -> Scene {
        let mut subjects = Vec::new();
        for (name, person) in &people {
            let spares = [person.log_in().await, person.log_in().await];
            subjects.push(Subject { name, token: person.token.clone(), spares });
        }
        let suspended: UserId = person_named(&people, "suspended").id.parse().unwrap();
        let owner: UserId = person_named(&people, "owner").id.parse().unwrap();
        let tokens: [_; 3] = std::array::from_fn(|_| SessionToken::generate(&SystemEntropy));
        let now = server.clock.now();
        let keys = tokens.clone().map(|token| narrow_key(&token, owner, now));
        let server = server
            .restart_after(async |store| {
                let done: Result<(), StoreError> = store
                    .write(move |tx| {
                        let keys = keys.clone();
                        async move {
                            let suspended = stored::user(&tx, suspended).await?;
                            assert!(tx.set_user_status(&suspended, UserStatus::Suspended, now).await?);
                            for key in &keys {
                                assert_eq!(
                                    tx.insert_api_key(&stored::by_test(key.clone())).await?,
                                    Inserted::Done
                                );
                            }
                            Ok(())
                        }
                    })
                    .await;
                done.unwrap();
            })
            .await;
        let tokens = tokens.map(|token| token.reveal());
        tokens.iter().for_each(|token| secrets::register(token));
        let [token, spares @ ..] = tokens;
        subjects.push(Subject { name: "narrow", token, spares });
        subjects.push(Subject { name: "nobody", token: String::new(), spares: Default::default() });
        let mut owner = person_named(&people, "owner").clone();
        stored::follow(&server, &mut owner);
        Scene { server, owner, castle, subjects }
    }

    /// A request of a subject. What ends sessions ends a spare one.
    pub fn call(&self, subject: &str, method: Method, target: &str, ends: Option<usize>) -> Call {
        let found = self.subjects.iter().find(|one| one.name == subject);
        let found = found.unwrap_or_else(|| panic!("there is no subject {subject} in the scene"));
        let call = self.server.call(method, target);
        match ends.map_or(&found.token, |spare| &found.spares[spare]) {
            none if none.is_empty() => call,
            token => call.token(token),
        }
    }
}

fn person_named<'a>(people: &'a [(&'static str, Person)], name: &str) -> &'a Person {
    &people.iter().find(|(known, _)| *known == name).unwrap().1
}

fn narrow_key(token: &SessionToken, owner: UserId, now: DateTime<Utc>) -> NewApiKey {
    let scope: ScopeName = NARROW.parse().unwrap();
    NewApiKey {
        id: token.id.clone(),
        hashed_secret: Redacted(token.hash().to_vec()),
        user_id: owner,
        login_type: LoginType::Token,
        scope: Scope::of(scope),
        token_name: token.id.clone(),
        lifetime_seconds: 3600,
        ip_address: String::new(),
        expires_at: now + TimeDelta::hours(1),
        parent_id: None,
        fixed_end: false,
        now,
    }
}

async fn found(owner: &Person, name: &str) -> String {
    let made = owner.post("/api/v2/organizations", &json!({"name": name})).await.json_of(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn put_roles(owner: &Person, path: &str, role: &str) {
    let body: Value = json!({"roles": [role]});
    owner.call(Method::PUT, path).json(&body).send().await.expect(200);
}
