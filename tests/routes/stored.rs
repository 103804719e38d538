//! States of accounts that no operation brings about: written into the database of a stopped server, which
//! starts again.

use burgrave_core::authorization::{ActionType, Authorized, Automatic, Protected};
use burgrave_core::ids::UserId;
use burgrave_core::{Clock as _, HashParameters, Hasher, SystemEntropy};
use burgrave_store::{LoginType, NewUser, Redacted, SiteRoles, StoreError, Tx, UserRecord, UserStatus};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::harness::{Person, Server};

/// The proof for what a test writes.
pub fn by_test<A: ActionType, T: Protected>(thing: T) -> Authorized<A, T> {
    Authorized::automatic(Automatic::Setup, thing)
}

/// Gives a person these site roles instead of theirs.
pub async fn give_roles(server: Server, person: &mut Person, roles: &[&str]) -> Server {
    let (id, now) = whom_and_when(&server, person);
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let changed = server.restart_after(async |store| {
        let done: Result<bool, StoreError> = store
            .write(move |tx| {
                let roles = roles.clone();
                async move { tx.set_user_roles(&by_test(SiteRoles { user_id: id }), &roles, now).await }
            })
            .await;
        assert!(done.unwrap(), "there is such a user");
    });
    moved(changed.await, person)
}

/// Gives the account with this id another address for mail, as a login through the provider does.
pub async fn give_address(server: Server, id: &str, email: &'static str) -> Server {
    let (id, now) = (UserId::new(id.parse().unwrap()), server.clock.now());
    let changed = server.restart_after(async |store| {
        let done: Result<bool, StoreError> = store
            .write(move |tx| async move {
                let user = user(&tx, id).await?;
                let (name, avatar_url) = (user.name.clone(), user.avatar_url.clone());
                tx.set_user_identity(&user, email, &name, &avatar_url, now).await
            })
            .await;
        assert!(done.unwrap(), "there is such a user");
    });
    changed.await
}

/// Suspends a person.
pub async fn suspend(server: Server, person: &mut Person) -> Server {
    give_status(server, person, UserStatus::Suspended).await
}

/// Makes a person dormant, who has been away for long.
pub async fn put_to_sleep(server: Server, person: &mut Person) -> Server {
    give_status(server, person, UserStatus::Dormant).await
}

async fn give_status(server: Server, person: &mut Person, status: UserStatus) -> Server {
    let (id, now) = whom_and_when(&server, person);
    let changed = server.restart_after(async |store| {
        let done: Result<bool, StoreError> = store
            .write(move |tx| async move { tx.set_user_status(&user(&tx, id).await?, status, now).await })
            .await;
        assert!(done.unwrap(), "there is such a user");
    });
    moved(changed.await, person)
}

/// Deletes a person's account.
pub async fn delete(server: Server, person: &mut Person) -> Server {
    let (id, now) = whom_and_when(&server, person);
    let changed = server.restart_after(async |store| {
        let done: Result<bool, StoreError> =
            store.write(move |tx| async move { tx.delete_user(&user(&tx, id).await?, now).await }).await;
        assert!(done.unwrap(), "there is such a user");
    });
    moved(changed.await, person)
}

/// Adds an account that logs in through GitHub and still has the hash of a password.
pub async fn add_converted(server: Server, username: &str, email: &str, password: &str) -> Server {
    let hasher = Hasher::new(HashParameters::cheap(), &SystemEntropy).unwrap();
    let new = NewUser {
        id: Uuid::new_v4().into(),
        username: username.to_owned(),
        email: email.to_owned(),
        name: String::new(),
        avatar_url: String::new(),
        status: UserStatus::Active,
        login_type: LoginType::Github,
        rbac_roles: Vec::new(),
        service_account: false,
        hashed_password: Some(Redacted(hasher.hash(password, &SystemEntropy).unwrap())),
        now: server.clock.now(),
    };
    server
        .restart_after(async |store| {
            let added: Result<_, StoreError> = store
                .write(move |tx| {
                    let new = new.clone();
                    async move { tx.create_user(&by_test(new), &[]).await }
                })
                .await;
            assert_eq!(added.unwrap(), burgrave_store::Inserted::Done);
        })
        .await
}

/// The proof for a user.
pub async fn user<A: ActionType>(tx: &Tx, id: UserId) -> Result<Authorized<A, UserRecord>, StoreError> {
    Ok(by_test(tx.user_by_id(id).await?.expect("there is such a user")))
}

fn whom_and_when(server: &Server, person: &Person) -> (UserId, DateTime<Utc>) {
    (person.id.parse().unwrap(), server.clock.now())
}

/// The server after its restart, where the person talks to from now on.
fn moved(server: Server, person: &mut Person) -> Server {
    follow(&server, person);
    server
}

/// Lets a person talk to a server that was started again.
pub fn follow(server: &Server, person: &mut Person) {
    person.address = server.get("/").address;
}
