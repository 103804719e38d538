//! `GET /audit`: who sees which entries.

use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_store::{MemberRoles, StoreError};
use serde_json::{Value, json};

use super::scene::{AUDIT, found, in_short, organization_with_a_group};
use crate::harness::{Engine, Person, Server, secrets};
use crate::routes::stored;

#[apply(case)]
async fn a_caller_who_may_not_read_the_audit_log_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    assert!(amira.get(AUDIT).await.expect(403).text().contains("audit log"));
    server.get(AUDIT).send().await.expect(401);
}

#[apply(case)]
async fn an_auditor_of_the_site_reads_every_entry(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira = server.member("amira").await;
    let server = stored::give_roles(server, &mut amira, &["auditor"]).await;
    let seen = in_short(&found(&amira, "").await);
    assert_eq!(seen, in_short(&found(server.owner().await, "").await));
    assert!(seen.contains(&"create user amira".to_owned()), "{seen:?}");
}

/// A server with two organizations, and an auditor of the first.
async fn with_an_auditor(engine: Engine) -> (Server, Person, Value) {
    let server = Server::start(engine).await;
    let first = organization_with_a_group(&server, "engineering", "backend").await;
    organization_with_a_group(&server, "research", "lab").await;
    let mut amira = server.member_of("amira", &[first["id"].as_str().unwrap()]).await;
    let (organization, user): (OrganizationId, UserId) =
        (first["id"].as_str().unwrap().parse().unwrap(), amira.id.parse().unwrap());
    let now = burgrave_core::Clock::now(&*server.clock);
    let server = server
        .restart_after(async |store| {
            let done: Result<bool, StoreError> = store
                .write(move |tx| async move {
                    let roles = ["organization-auditor".to_owned()];
                    let of = MemberRoles { organization_id: organization, user_id: user };
                    tx.set_member_roles(&stored::by_test(of), &roles, now).await
                })
                .await;
            assert!(done.unwrap(), "there is such a member");
        })
        .await;
    stored::follow(&server, &mut amira);
    (server, amira, first)
}

#[apply(case)]
async fn an_auditor_of_an_organization_reads_its_entries_only(engine: Engine) {
    let (server, amira, first) = with_an_auditor(engine).await;
    let seen = found(&amira, "").await;
    assert_eq!(in_short(&seen).iter().filter(|entry| entry.contains("backend")).count(), 1);
    assert!(seen.iter().all(|entry| entry["organization"]["id"] == first["id"]), "{seen:?}");
    for q in ["organization:research", "date_from:yesterday"] {
        amira.get(&format!("{AUDIT}?q={q}")).await.expect(400);
    }
    assert!(found(&amira, "resource_target:lab").await.is_empty());
    let hidden = found(server.owner().await, "resource_target:lab").await.remove(0);
    let refused =
        amira.get(&format!("{AUDIT}?after_id={}", hidden["id"].as_str().unwrap())).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["after_id"]);
    let newest = seen[0]["id"].as_str().unwrap();
    let rest = amira.get(&format!("{AUDIT}?after_id={newest}")).await.json_of(200);
    assert_eq!(rest["audit_logs"].as_array().unwrap()[..], seen[1..]);
}

#[apply(case)]
async fn a_token_reads_only_the_entries_on_its_list(engine: Engine) {
    let (server, amira, _) = with_an_auditor(engine).await;
    let owner = server.owner().await;
    let made = found(owner, "resource_target:backend").await.remove(0);
    let elsewhere = found(owner, "resource_target:lab").await.remove(0);
    let id = |entry: &Value| format!("audit_log:{}", entry["id"].as_str().unwrap());
    let token = async |person: &Person, objects: &[String]| {
        let made =
            person.post("/api/v2/users/me/keys/tokens", &json!({"allow_list": objects})).await.json_of(201);
        let token = made["key"].as_str().unwrap().to_owned();
        secrets::register(&token);
        Person { token, ..person.clone() }
    };
    let both = [id(&made), id(&elsewhere)];
    assert_eq!(found(&token(owner, &both[..1]).await, "").await, std::slice::from_ref(&made));
    assert_eq!(found(&token(owner, &both).await, "").await.len(), 2);
    let narrow = token(&amira, &both).await;
    assert_eq!(found(&narrow, "").await, [made], "the list gives nothing that its owner hasn't");
    for after in [&elsewhere, found(&amira, "").await.last().unwrap()] {
        let target = format!("{AUDIT}?after_id={}", after["id"].as_str().unwrap());
        narrow.get(&target).await.expect(400);
    }
    assert_eq!(
        found(&token(owner, &["audit_log:*".into()]).await, "").await.len(),
        found(owner, "").await.len()
    );
    let other = token(owner, &[format!("user:{}", amira.id)]).await;
    assert!(other.get(AUDIT).await.expect(403).text().contains("audit log"));
}

#[apply(case)]
async fn refusals_in_an_organization_are_shown_to_its_auditors(engine: Engine) {
    let (server, amira, first) = with_an_auditor(engine).await;
    let groups = "/api/v2/organizations/engineering/groups";
    amira.post(groups, &json!({"name": "mine"})).await.expect(403);
    server.clock.advance(chrono::TimeDelta::seconds(1));
    let group = server.owner().await.get(&format!("{groups}/backend")).await.json_of(200);
    let group = format!("/api/v2/groups/{}", group["id"].as_str().unwrap());
    amira.delete(&group).await.expect(403);
    let refused: Vec<_> = found(&amira, "group username:amira").await;
    assert_eq!(in_short(&refused).len(), 2);
    for (entry, path) in [(&refused[0], group.as_str()), (&refused[1], groups)] {
        assert_eq!((&entry["status_code"], &entry["resource_target"]), (&json!(403), &json!(path)));
        assert_eq!(entry["organization"]["id"], first["id"]);
        assert_eq!((&entry["is_deleted"], &entry["resource_link"]), (&json!(false), &json!("")));
        assert!(entry["description"].as_str().unwrap().contains("unsuccessfully attempted to"), "{entry}");
    }
}
