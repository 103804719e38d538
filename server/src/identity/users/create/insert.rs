//! The account and its memberships, in one transaction.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Authorized;
use burgrave_core::ids::OrganizationId;
use burgrave_store::{Inserted, LoginType, NewUser, Redacted, UserStatus};

use super::{diff, rules};
use crate::application::command::{Audit, Command, CommandContext, Entry, Outcome};
use crate::application::notices::{account_created, called};
use crate::application::{App, Caller, ClientInfo};
use crate::fault::Fault;
use crate::identity::users::UserView;

/// What a new account is given.
#[derive(Clone)]
pub(crate) struct CreateUser {
    /// Email address; empty for the account of a machine.
    pub(crate) email: String,
    /// Username.
    pub(crate) username: String,
    /// The person's name.
    pub(crate) name: String,
    /// Password; empty for other login types.
    pub(crate) password: String,
    /// How the user will log in.
    pub(crate) login_type: LoginType,
    /// Whether it belongs to a machine.
    pub(crate) service_account: bool,
    /// State of the account.
    pub(crate) status: UserStatus,
    /// Roles in the whole site.
    pub(crate) roles: Vec<String>,
    /// The organizations that it belongs to; the nil UUID is the default one.
    pub(crate) organizations: Vec<OrganizationId>,
}

/// The same with what was decided before the transaction.
struct InsertUser {
    wanted: CreateUser,
    hash: Option<Redacted<String>>,
    /// People can log in through an identity provider.
    provider: bool,
}

/// Creates an account.
///
/// # Errors
/// `Invalid`, `BrokenRule` without an organization, `Conflict` for a username or email address that is taken,
/// `Hidden` for an organization, `Forbidden`.
pub(crate) async fn create(
    app: &App,
    caller: Arc<Caller>,
    client: impl Into<ClientInfo>,
    wanted: CreateUser,
) -> Result<UserView, Fault> {
    rules::of_itself(&wanted, app.settings().password_login)?;
    let provider = app.settings().provider_login;
    let (early, asked) = (caller.clone(), wanted.clone());
    let allowed = move |reader| async move { rules::among_others(&reader, &early, &asked, provider).await };
    app.store().read(allowed).await?;
    let hash = match wanted.login_type {
        LoginType::Password => Some(Redacted(app.hashing().hash(wanted.password.clone()).await?)),
        _ => None,
    };
    app.execute(InsertUser { wanted, hash, provider }, caller, client).await
}

impl Command for InsertUser {
    type Actor = Arc<Caller>;
    type Output = UserView;

    fn audit(&self) -> Audit {
        operations::CREATE_USER.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<UserView>, Fault> {
        let Self { wanted, hash, provider } = self;
        let organizations = rules::among_others(context, context.caller(), wanted, *provider).await?;
        let new = NewUser {
            id: context.new_id.into(),
            username: wanted.username.clone(),
            email: wanted.email.clone(),
            name: wanted.name.clone(),
            avatar_url: String::new(),
            status: wanted.status,
            login_type: wanted.login_type,
            rbac_roles: rules::stored_roles(&wanted.roles),
            service_account: wanted.service_account,
            hashed_password: hash.clone(),
            now: context.now,
        };
        let new = Authorized::permit(&context.caller().subject, new);
        let new = new.map_err(|refused| Fault::refused(refused, "create users"))?;
        if context.create_user(&new, &organizations).await? == Inserted::Taken {
            return Err(rules::exists(&[]));
        }
        let user = context.user_by_id(new.id).await?;
        let user = user.ok_or_else(|| Fault::Internal("the new user is gone".into()))?;
        account_created(context, &user, called(&context.caller().user), context.now).await?;
        let entry = Entry::new(new.id, &new.username).diff(diff(&new));
        Ok(Outcome::changed(UserView::of(context, user).await?, entry))
    }
}
