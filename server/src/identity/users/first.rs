//! The first user, who sets a deployment up.

use burgrave_core::authorization::{Authorized, Automatic, SiteRole};
use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_core::names::{self, NameOf};
use burgrave_core::{password, token};
use burgrave_store::{Inserted, LoginType, NewUser, Redacted, UserStatus};

use super::create;
use crate::application::command::{Anonymous, Audit, Command, CommandContext, Entry, Outcome};
use crate::application::{App, ClientInfo, Lane};
use crate::fault::{Fault, FieldFault};

/// What the first user is given.
pub(crate) struct FirstUser {
    /// Email address.
    pub(crate) email: String,
    /// Username.
    pub(crate) username: String,
    /// The person's name.
    pub(crate) name: String,
    /// Password.
    pub(crate) password: String,
    /// The setup token, if one came.
    pub(crate) setup_token: Option<String>,
}

/// What was created.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Created {
    /// The user.
    pub(crate) user: UserId,
    /// The default organization, of which they are a member.
    pub(crate) organization: OrganizationId,
}

/// The same with what was decided before the transaction.
struct CreateFirstUser {
    wanted: FirstUser,
    hash: Redacted<String>,
    /// The operation through which they came.
    audit: Audit,
}

/// Whether there is a user already.
///
/// # Errors
/// The storage's.
pub(crate) async fn exists(app: &App) -> Result<bool, Fault> {
    app.store().read(|reader| async move { Ok(reader.any_user().await?) }).await
}

/// Creates the first user: active, owner, member of the default organization. `audit` is the operation through
/// which they came.
///
/// # Errors
/// `Conflict` once there is a user; `Forbidden` without the setup token where one is needed; `Invalid`.
pub(crate) async fn create(
    app: &App,
    client: impl Into<ClientInfo>,
    audit: impl Into<Audit>,
    wanted: FirstUser,
) -> Result<Created, Fault> {
    if exists(app).await? {
        return Err(set_up_already());
    }
    if let Some(expected) = &app.settings().setup_token
        && !wanted.setup_token.as_deref().is_some_and(|sent| token::same_secret(sent, expected))
    {
        let detail = "Send the setup token that the server printed at its start in the header X-Setup-Token.";
        return Err(Fault::Forbidden { detail: detail.into() });
    }
    acceptable(&wanted)?;
    let (client, audit) = (client.into(), audit.into());
    let hash = app.hashing().hash_for(Lane::of(&client), wanted.password.clone()).await?;
    let hash = Redacted(hash);
    app.execute(CreateFirstUser { wanted, hash, audit }, Anonymous, client).await
}

fn acceptable(wanted: &FirstUser) -> Result<(), Fault> {
    let checks = [
        ("username", names::reserved(NameOf::User, &wanted.username)),
        ("email", names::unreachable_email(&wanted.email)),
        ("password", password::weakness(&wanted.password)),
    ];
    let faults: Vec<_> = checks
        .into_iter()
        .filter_map(|(field, detail)| Some(FieldFault { field: field.into(), detail: detail? }))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(faults)) }
}

impl Command for CreateFirstUser {
    type Actor = Anonymous;
    type Output = Created;

    fn audit(&self) -> Audit {
        self.audit
    }

    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<Created>, Fault> {
        if context.any_user().await? {
            return Err(set_up_already());
        }
        let default = context.default_organization().await?;
        let organization =
            default.ok_or_else(|| Fault::Internal("there is no default organization".into()))?.id;
        let new = NewUser {
            id: context.new_id.into(),
            username: self.wanted.username.clone(),
            email: self.wanted.email.clone(),
            name: self.wanted.name.clone(),
            avatar_url: String::new(),
            status: UserStatus::Active,
            login_type: LoginType::Password,
            rbac_roles: vec![SiteRole::Owner.as_str().into()],
            service_account: false,
            hashed_password: Some(self.hash.clone()),
            now: context.now,
        };
        let new = Authorized::automatic(Automatic::Setup, new);
        if context.create_user(&new, &[organization]).await? == Inserted::Taken {
            return Err(set_up_already());
        }
        let entry = Entry::new(new.id, &new.username).diff(create::diff(&new)).by(new.id);
        Ok(Outcome::changed(Created { user: new.id, organization }, entry))
    }
}

fn set_up_already() -> Fault {
    let message = "The initial user has already been created.".into();
    Fault::Conflict { message, detail: None, fields: Vec::new() }
}
