//! `burgrave admin create-user`: an active account of the default organization.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason, SiteRole};
use burgrave_core::names::{self, NameOf};
use burgrave_core::password;
use burgrave_store::{Inserted, LoginType, NewUser, Redacted, UserStatus};

use super::connection::{AdminConnection, AdminError, hashed};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Entry, Outcome};
use crate::fault::Fault;
use crate::identity::users::create;

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

/// Inserts the account.
struct InsertAccount {
    account: NewAccount,
    hash: Redacted<String>,
}

/// Creates it, with this password.
///
/// # Errors
/// Names that aren't any or are taken, a password that is too easy to guess, the database's.
pub(crate) async fn create_user(
    admin: &AdminConnection,
    account: NewAccount,
    password: &str,
) -> Result<(), AdminError> {
    acceptable(&account, password)?;
    admin.execute(InsertAccount { account, hash: hashed(password)? }).await
}

/// All faults are reported together.
fn acceptable(account: &NewAccount, password: &str) -> Result<(), AdminError> {
    let mut faults = Vec::new();
    if !names::is_username(&account.username) {
        faults.push(format!(
            "{:?} is no username: write 1 to 32 letters and digits, in runs joined by single hyphens",
            account.username
        ));
    }
    if let Some(detail) = names::reserved(NameOf::User, &account.username) {
        faults.push(format!("the username {detail}"));
    }
    if let Some(detail) = names::unreachable_email(&account.email) {
        faults.push(format!("the email address {:?} {detail}", account.email));
    }
    if account.name.trim() != account.name || account.name.chars().count() > LONGEST_NAME {
        faults.push(format!(
            "the name must have at most {LONGEST_NAME} characters, and no white space at its ends"
        ));
    }
    faults.extend(password::weakness(password).map(|weakness| format!("the password {weakness}")));
    if faults.is_empty() { Ok(()) } else { Err(AdminError::Rule(faults.join("\n"))) }
}

impl Command for InsertAccount {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::CREATE_USER.into()
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        let missing = || Fault::rule("there is no default organization yet; start the server once");
        let organization = context.default_organization().await?.ok_or_else(missing)?;
        let roles = if self.account.owner { vec![SiteRole::Owner.as_str().into()] } else { Vec::new() };
        let new = NewUser {
            id: context.new_id.into(),
            username: self.account.username.clone(),
            email: self.account.email.clone(),
            name: self.account.name.clone(),
            avatar_url: String::new(),
            status: UserStatus::Active,
            login_type: LoginType::Password,
            rbac_roles: roles,
            service_account: false,
            hashed_password: Some(self.hash.clone()),
            now: context.now,
        };
        let new = Authorized::automatic(Reason::Operator, new);
        if context.create_user(&new, &[organization.id]).await? == Inserted::Taken {
            return Err(Fault::rule("a user with this username or email address exists already"));
        }
        let entry = Entry::new(new.id, &new.username).diff(create::diff(&new));
        Ok(Outcome::changed((), entry))
    }
}
