//! What a user of SCIM means for the account here.

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::ids::UserId;
use burgrave_core::scim::naming;
use burgrave_core::scim::person::Person;
use burgrave_core::scim::{ScimFault, ScimType};
use burgrave_store::{Inserted, KeptKeys, LoginType, NewUser, Tx, UserKeys, UserRecord, UserStatus};
use chrono::{DateTime, Utc};

use crate::application::command::Diff;
use crate::application::notices::{account_created, account_status};
use crate::fault::Fault;

/// Who changes accounts by SCIM, as people are told.
const INITIATOR: &str = "SCIM";

/// The account of a person whom SCIM doesn't know yet: the one with the email address, which is the
/// `userName` where there are no `emails`, or with the `userName` as its address where `emails` has that too.
/// A `userName` that isn't the address of the account says nothing of the person.
pub(super) async fn existing(tx: &Tx, person: &Person) -> Result<Option<UserRecord>, Fault> {
    if let Some(user) = tx.user_by_email(&person.email).await? {
        return Ok(Some(user));
    }
    if !person.user_name_agrees {
        return Ok(None);
    }
    Ok(tx.user_by_email(&person.user_name).await?)
}

/// A new account in the default organization: dormant until its first login, at the identity provider.
pub(super) async fn insert(
    tx: &Tx,
    id: UserId,
    person: &Person,
    active: bool,
    now: DateTime<Utc>,
) -> Result<NewUser, Fault> {
    let organizations: Vec<_> = tx.default_organization().await?.iter().map(|default| default.id).collect();
    for username in naming::usernames(&person.user_name, id.into()) {
        let new = NewUser {
            id,
            username,
            email: person.email.clone(),
            name: person.name.clone(),
            avatar_url: String::new(),
            status: if active { UserStatus::Dormant } else { UserStatus::Suspended },
            login_type: LoginType::Oidc,
            rbac_roles: Vec::new(),
            service_account: false,
            hashed_password: None,
            now,
        };
        let new = Authorized::automatic(Automatic::Scim, new);
        if tx.create_user(&new, &organizations).await? == Inserted::Done {
            let user = Authorized::automatic(Automatic::Scim, known(tx, id).await?);
            tx.set_suspended_here(&user, false).await?;
            account_created(tx, &user, INITIATOR, now).await?;
            return Ok(new.into_inner());
        }
    }
    Err(Fault::Internal("no username was free".into()))
}

/// Brings an account in line with what is said of the person. Gives what changed.
///
/// # Errors
/// `uniqueness` when another account has the email address.
pub(super) async fn follow(
    tx: &Tx,
    user: &UserRecord,
    person: &Person,
    active: bool,
    now: DateTime<Utc>,
) -> Result<Diff, Fault> {
    let name = named(user, person);
    let addressed = !person.email.eq_ignore_ascii_case(&user.email);
    if addressed || (!active && user.status != UserStatus::Suspended) {
        may_govern(user)?;
    }
    let contact_changes = !agrees(user, person);
    let governed = Authorized::automatic(Automatic::Scim, user.clone());
    if contact_changes && !tx.set_user_contact(&governed, &person.email, name, now).await? {
        return Err(taken("Another account has this email address."));
    }
    // An account that was suspended here stays suspended, even if the provider activates it.
    let status = match (active, user.status) {
        (false, _) => UserStatus::Suspended,
        (true, UserStatus::Suspended) if !tx.is_suspended_here(user.id).await? => UserStatus::Dormant,
        (true, same) => same,
    };
    set_status(tx, user, status, now).await?;
    Ok(Diff::default()
        .field("email", user.email.as_str(), person.email.as_str())
        .field("name", user.name.as_str(), name.as_str())
        .field("status", user.status.as_str(), status.as_str()))
}

/// Whether the account has the address and the name that are said of the person.
pub(super) fn agrees(user: &UserRecord, person: &Person) -> bool {
    (&person.email, named(user, person)) == (&user.email, &user.name)
}

/// Whether the account has another address than is said of the person, and can't be given it.
pub(super) fn keeps_its_address(user: &UserRecord, person: &Person) -> bool {
    !person.email.eq_ignore_ascii_case(&user.email) && may_govern(user).is_err()
}

/// A provider that says nothing of the name takes none away.
fn named<'a>(user: &'a UserRecord, person: &'a Person) -> &'a String {
    if person.name.is_empty() { &user.name } else { &person.name }
}

/// Refuses to take over, to give another address, or to suspend an account with roles of the site, the last
/// active owner's among them: these are governed here alone.
pub(super) fn may_govern(user: &UserRecord) -> Result<(), Fault> {
    if user.rbac_roles.is_empty() {
        return Ok(());
    }
    Err(taken(
        "The account has roles of the whole site; its address and its state are changed here, by an owner.",
    ))
}

/// Sets the state. A suspension ends sessions, tokens and codes.
pub(super) async fn set_status(
    tx: &Tx,
    user: &UserRecord,
    status: UserStatus,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    if user.status == status {
        return Ok(());
    }
    tx.set_user_status(&Authorized::automatic(Automatic::Scim, user.clone()), status, now).await?;
    account_status(tx, user, status, INITIATOR, now).await?;
    if status == UserStatus::Suspended {
        let keys = Authorized::automatic(Automatic::Scim, UserKeys { user_id: user.id });
        tx.end_everything_of(&keys, KeptKeys::Expired(now)).await?;
    }
    Ok(())
}

/// An account that must exist.
pub(super) async fn known(tx: &Tx, id: UserId) -> Result<UserRecord, Fault> {
    tx.user_by_id(id).await?.ok_or_else(|| Fault::Internal("the account of a SCIM user is gone".into()))
}

/// Another resource has what must be unique.
pub(super) fn taken(detail: &str) -> Fault {
    ScimFault::new(ScimType::Uniqueness, detail).into()
}
