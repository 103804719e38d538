//! `burgrave admin create-user`: an active account of the default organization.

use burgrave_core::authorization::SiteRole;
use burgrave_core::names::{self, NameOf};
use burgrave_core::{Entropy, SystemEntropy, password};
use burgrave_store::{Inserted, LoginType, NewUser, Tx, UserStatus};

use super::office::{Office, Refusal, audit_context, hashed};
use crate::application::AuditContext;
use crate::application::audit::{self, Changed};
use crate::identity::users::create::diff;

/// Characters of a person's name at most.
const LONGEST_NAME: usize = burgrave_core::bounds::PERSON_NAME;

/// What the account is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewAccount {
    /// Username.
    pub(crate) username: String,
    /// Email address.
    pub(crate) email: String,
    /// The person's name.
    pub(crate) name: String,
    /// Whether it governs the deployment.
    pub(crate) owner: bool,
}

/// Creates it, with this password.
///
/// # Errors
/// Names that aren't any or are taken, a password that is too easy to guess, the database's.
pub(crate) async fn create_user(office: &Office, wanted: NewAccount, password: &str) -> Result<(), Refusal> {
    acceptable(&wanted, password)?;
    let audit_context = audit_context();
    let new = NewUser {
        id: SystemEntropy.uuid(),
        username: wanted.username,
        email: wanted.email,
        name: wanted.name,
        avatar_url: String::new(),
        status: UserStatus::Active,
        login_type: LoginType::Password,
        rbac_roles: if wanted.owner { vec![SiteRole::Owner.as_str().into()] } else { Vec::new() },
        service_account: false,
        hashed_password: Some(hashed(password)?),
        now: audit_context.now,
    };
    office
        .store
        .write(move |tx| {
            let (new, audit_context) = (new.clone(), audit_context.clone());
            async move { insert(&tx, &new, &audit_context).await }
        })
        .await
}

/// All faults are told at once.
fn acceptable(wanted: &NewAccount, password: &str) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if !names::is_username(&wanted.username) {
        faults.push(format!(
            "{:?} is no username: write 1 to 32 letters and digits, in runs joined by single hyphens",
            wanted.username
        ));
    }
    if let Some(detail) = names::reserved(NameOf::User, &wanted.username) {
        faults.push(format!("the username {detail}"));
    }
    if !names::is_email(&wanted.email) {
        faults.push(format!("{:?} is no email address", wanted.email));
    }
    if wanted.name.trim() != wanted.name || wanted.name.chars().count() > LONGEST_NAME {
        faults.push(format!(
            "the name must have at most {LONGEST_NAME} characters, and no white space at its ends"
        ));
    }
    faults.extend(password::weakness(password).map(|weakness| format!("the password {weakness}")));
    if faults.is_empty() { Ok(()) } else { Err(Refusal::Rule(faults.join("\n"))) }
}

async fn insert(tx: &Tx, new: &NewUser, audit_context: &AuditContext) -> Result<(), Refusal> {
    let missing = || Refusal::Rule("there is no default organization yet; start the server once".into());
    let organization = tx.default_organization().await?.ok_or_else(missing)?;
    if tx.insert_user(new).await? == Inserted::Taken {
        return Err(Refusal::Rule("a user with this username or email address exists already".into()));
    }
    let _ = tx.insert_member(organization.id, new.id, &[], new.now).await?;
    let changed = Changed {
        resource: "user",
        action: "create",
        id: new.id,
        target: new.username.clone(),
        organization: None,
        diff: diff(new),
        status: 201,
    };
    Ok(audit::write(tx, audit_context, None, changed).await?)
}
