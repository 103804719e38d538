//! Rows for tests.

use burgrave_core::authorization::{
    ActionType, Authorized, Automatic, Create, Membership as Place, OrganizationRole, Protected, Scope,
    Subject,
};
use burgrave_store::*;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// A fixed moment, with microseconds.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap()
}

pub fn id<Id: From<Uuid>>(number: u128) -> Id {
    Uuid::from_u128(number).into()
}

pub fn organization(number: u128, name: &str) -> NewOrganization {
    NewOrganization {
        id: id(number),
        name: name.into(),
        display_name: name.into(),
        description: String::new(),
        icon: String::new(),
        is_default: false,
        now: now(),
    }
}

pub fn user(number: u128, username: &str) -> NewUser {
    NewUser {
        id: id(number),
        username: username.into(),
        email: format!("{username}@example.com"),
        name: String::new(),
        avatar_url: String::new(),
        status: UserStatus::Active,
        login_type: LoginType::Password,
        rbac_roles: vec![],
        service_account: false,
        hashed_password: Some(Redacted("hash".into())),
        now: now(),
    }
}

pub fn group(number: u128, organization: u128, name: &str) -> NewGroup {
    NewGroup {
        id: id(number),
        organization_id: id(organization),
        name: name.into(),
        display_name: String::new(),
        avatar_url: String::new(),
        quota_allowance: 0,
        source: GroupSource::User,
        now: now(),
    }
}

pub fn key(key: &str, user: u128) -> NewApiKey {
    NewApiKey {
        id: key.into(),
        hashed_secret: Redacted(vec![1, 2, 3]),
        user_id: id(user),
        login_type: LoginType::Password,
        scope: Scope::all(),
        token_name: String::new(),
        lifetime_seconds: 86_400,
        ip_address: "127.0.0.1".into(),
        expires_at: now() + TimeDelta::hours(24),
        parent_id: None,
        fixed_end: false,
        now: now(),
    }
}

/// The proof for anything.
pub fn proven<A: ActionType, T: Protected>(thing: T) -> Authorized<A, T> {
    Authorized::automatic(Automatic::Setup, thing)
}

/// The proof for something new.
pub fn made<New: Protected>(new: New) -> Authorized<Create, New> {
    proven(new)
}

/// The proof for a new member with these roles.
pub fn joining(organization: u128, user: u128, roles: &[String]) -> Authorized<Create, NewMember> {
    let (organization_id, user_id) = (id(organization), id(user));
    made(NewMember { organization_id, user_id, roles: roles.to_vec(), now: now() })
}

/// The proof for a user.
pub async fn account<A: ActionType>(tx: &Tx, user: u128) -> Result<Authorized<A, UserRecord>, StoreError> {
    Ok(proven(tx.user_by_id(id(user)).await?.expect("there is such a user")))
}

/// Deletes a key; false when there is none.
pub async fn delete_key(tx: &Tx, key: &str) -> Result<bool, StoreError> {
    let Some(found) = tx.api_key(key).await? else { return Ok(false) };
    tx.delete_api_key(&proven(found)).await
}

/// Ends a membership; false when there is none.
pub async fn leave(tx: &Tx, organization: u128, user: u128) -> Result<bool, StoreError> {
    let Some(found) = tx.member(id(organization), id(user)).await? else { return Ok(false) };
    tx.delete_member(&proven(found.member)).await
}

/// The proof for a change of a group.
pub async fn changing<A: ActionType>(tx: &Tx, group: u128) -> Result<Authorized<A, GroupRecord>, StoreError> {
    let found = tx.group_by_id(id(group)).await?;
    Ok(Authorized::automatic(Automatic::Setup, found.unwrap_or_else(|| gone(group))))
}

/// A group as it was read before it was deleted.
fn gone(number: u128) -> GroupRecord {
    GroupRecord {
        id: id(number),
        organization_id: id(1),
        name: "gone".into(),
        display_name: String::new(),
        avatar_url: String::new(),
        quota_allowance: 0,
        source: GroupSource::User,
        created_at: now(),
        updated_at: now(),
        organization_name: "one".into(),
        organization_display_name: String::new(),
    }
}

/// Deletes a group; false when there is none.
pub async fn delete_group(tx: &Tx, group: u128) -> Result<bool, StoreError> {
    let Some(found) = tx.group_by_id(id(group)).await? else { return Ok(false) };
    tx.delete_group(&Authorized::automatic(Automatic::Setup, found)).await
}

/// Deletes an organization; false when there is none.
pub async fn delete_organization(tx: &Tx, organization: u128) -> Result<bool, StoreError> {
    let Some(found) = tx.organization_by_id(id(organization)).await? else { return Ok(false) };
    tx.delete_organization(&Authorized::automatic(Automatic::Setup, found), now()).await
}

/// An organization with its Everyone group.
pub async fn found(tx: &Tx, number: u128, name: &str) -> Result<(), StoreError> {
    assert_eq!(tx.insert_organization(&made(organization(number, name))).await?, Inserted::Done);
    assert_eq!(tx.insert_group(&made(group(number, number, "Everyone"))).await?, Inserted::Done);
    Ok(())
}

/// Users with the given names, numbered from `first`, as members of an organization.
pub async fn settle(tx: &Tx, organization: u128, first: u128, usernames: &[&str]) -> Result<(), StoreError> {
    for (number, username) in (first..).zip(usernames) {
        assert_eq!(tx.create_user(&made(user(number, username)), &[id(organization)]).await?, Inserted::Done);
    }
    Ok(())
}

/// So many seconds after [`now`].
pub fn at(seconds: i64) -> DateTime<Utc> {
    now() + TimeDelta::seconds(seconds)
}

/// A change of the group `group-<number>` in one of two organizations, by one of two users, at that second.
pub fn audit_entry(number: u128) -> NewAuditEntry {
    NewAuditEntry {
        id: id(number),
        time: at(i64::try_from(number).unwrap()),
        user_id: Some(id(number % 2)),
        organization_id: Some(id(number % 2)),
        resource_type: "group".into(),
        resource_id: id(number),
        resource_target: format!("group-{number}"),
        action: "write".into(),
        diff: "{}".into(),
        status_code: 200,
        ip_address: "127.0.0.1".into(),
        user_agent: String::new(),
        request_id: id(number),
        additional_fields: "{}".into(),
    }
}

/// A user without site roles, with these roles in these organizations.
pub fn subject(number: u128, places: &[(u128, &[OrganizationRole])]) -> Subject {
    let place = |(organization, roles): &(u128, &[OrganizationRole])| Place {
        organization: id(*organization),
        roles: roles.to_vec(),
        custom: Vec::new(),
        directory: true,
    };
    Subject {
        id: id(number),
        site_roles: Vec::new(),
        memberships: places.iter().map(place).collect(),
        groups: Vec::new(),
        scope: Scope::all(),
    }
}

pub fn app(number: u128) -> NewApp {
    NewApp {
        id: id(number),
        name: format!("app-{number}"),
        icon: String::new(),
        redirect_uris: vec!["https://app.example.com/callback".into()],
        scope: String::new(),
        client_type: "public".into(),
        auth_method: "none".into(),
        grant_types: vec!["authorization_code".into()],
        metadata: String::new(),
        registration_prefix: String::new(),
        registration_hash: Redacted(vec![]),
        resources: Vec::new(),
        document_url: String::new(),
        now: now(),
    }
}

/// A grant whose access token is this key.
pub fn grant(number: u128, app: u128, user: u128, key: &str) -> NewGrant {
    NewGrant {
        id: id(number),
        issue_id: id(number),
        app_id: id(app),
        user_id: id(user),
        secret_id: None,
        key_id: key.into(),
        scope: "user:read".into(),
        resource: String::new(),
        authenticated_at: now(),
        refresh_prefix: format!("refresh{number}"),
        refresh_hash: Redacted(vec![4, 5, 6]),
        refresh_expires_at: now() + TimeDelta::days(30),
        now: now(),
    }
}
