//! `DELETE /users/{user}`

use burgrave_core::Clock as _;
use burgrave_core::authorization::{AccessList, Authorized, Automatic};
use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_core::provisioning::build::AutomaticUpdates;
use burgrave_store::{Inserted, NewTemplate, NewWorkspace, StoreError};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Engine, Person, Server};
use crate::routes::stored;

const USERS: &str = "/api/v2/users";

/// TestDeleteUser/Works
#[apply(case)]
async fn delete_user_works_and_frees_username_and_email(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let answer = owner.delete(&format!("{USERS}/amira")).await.json_of(200);
    assert_eq!(answer, json!({"message": "User has been deleted!"}));
    owner.get(&format!("{USERS}/{}", amira.id)).await.expect(404);
    owner.delete(&format!("{USERS}/{}", amira.id)).await.expect(404);
    let again = server.member("amira").await;
    assert_ne!(again.id, amira.id);
}

#[apply(case)]
async fn delete_user_ends_memberships_groups_and_keys(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let group =
        owner.post("/api/v2/organizations/default/groups", &json!({"name": "guards"})).await.json_of(201);
    let group = format!("/api/v2/groups/{}", group["id"].as_str().unwrap());
    owner.patch(&group, &json!({"add_users": [amira.id]})).await.expect(200);
    owner.delete(&format!("{USERS}/amira")).await.expect(200);
    amira.get(&format!("{USERS}/me")).await.expect(401);
    assert_eq!(owner.get(&group).await.json_of(200)["members"], json!([]));
    let members = owner.get("/api/v2/organizations/default/members").await.json_of(200);
    assert_eq!(members.as_array().unwrap().len(), 1);
    let body = json!({"email": amira.email, "password": amira.password});
    server.post("/api/v2/users/login", &body).send().await.expect(401);
}

/// TestDeleteUser/NoPermission
#[apply(case)]
async fn delete_user_without_permission_is_forbidden(engine: Engine) {
    let server = Server::start(engine).await;
    let mut auditor = server.member("auditor").await;
    let server = stored::give_roles(server, &mut auditor, &["auditor"]).await;
    auditor.delete(&format!("{USERS}/owner")).await.expect(403);
    auditor.delete(&format!("{USERS}/auditor")).await.expect(403);
    let plain = server.member("amira").await;
    plain.delete(&format!("{USERS}/owner")).await.expect(404);
    server.owner().await.get(&format!("{USERS}/me")).await.expect(200);
}

/// TestDeleteUser/HasWorkspaces
#[apply(case)]
async fn delete_user_with_workspaces_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let organization = server.owner().await.get("/api/v2/organizations/default").await.json_of(200);
    let (owner, now): (UserId, _) = (amira.id.parse().unwrap(), server.clock.now());
    let organization: OrganizationId = organization["id"].as_str().unwrap().parse().unwrap();
    let number = Uuid::from_u128;
    let template = NewTemplate::named(number(8).into(), organization, owner, "castle", number(9).into(), now);
    let template = Authorized::automatic(Automatic::Setup, template);
    let new = NewWorkspace {
        id: number(7).into(),
        owner_id: owner,
        owner_name: "amira".into(),
        organization_id: organization,
        template_id: number(8).into(),
        name: "tower".into(),
        autostart_schedule: None,
        ttl_ms: None,
        automatic_updates: AutomaticUpdates::Never,
        next_start_at: None,
        now,
    };
    let new = Authorized::automatic(Automatic::Setup, new);
    let server = server
        .restart_after(async |store| {
            let added: Result<_, StoreError> = store
                .write(move |tx| {
                    let (new, template) = (new.clone(), template.clone());
                    async move {
                        assert_eq!(
                            tx.insert_template(&template, &AccessList::default()).await?,
                            Inserted::Done
                        );
                        tx.insert_workspace(&new).await
                    }
                })
                .await;
            assert_eq!(added.unwrap(), Inserted::Done);
        })
        .await;
    let refused = server.owner().await.delete(&format!("{USERS}/amira")).await.expect(417);
    assert!(refused.message().contains("has workspaces"), "{}", refused.text());
    let now = server.clock.now();
    let server = server
        .restart_after(async |store| {
            let gone: Result<_, StoreError> = store
                .write(move |tx| async move {
                    let tower = tx.workspace(Uuid::from_u128(7).into()).await?.unwrap();
                    tx.delete_workspace(&Authorized::automatic(Automatic::Setup, tower), now).await
                })
                .await;
            assert!(gone.unwrap());
        })
        .await;
    server.owner().await.delete(&format!("{USERS}/amira")).await.expect(200);
}

/// TestDeleteUser/Self
#[apply(case)]
async fn delete_user_self_is_forbidden(engine: Engine) {
    let server = Server::start(engine).await;
    let owner: &Person = server.owner().await;
    for me in ["me", "owner", owner.id.as_str()] {
        owner.delete(&format!("{USERS}/{me}")).await.expect(403);
    }
}
